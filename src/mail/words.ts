import type { Instant } from '../lib/time.ts'
import type { MailState } from './state.ts'

/** How mail goes, in sentences for whoever runs the server: one a line, the most important first. */
export function mailInWords(state: MailState): string[] {
  return [howItIs(state), ...whereFrom(state), ...whatWaits(state), ...whatWasGivenUp(state)]
}

function howItIs({ is, since, why, server, off, elsewhere }: MailState): string {
  if (elsewhere)
    return 'No mail is set up for this command, but the server has sent mail: give the command the SMTP_URL that the server has.'
  if (is === 'none' || !server)
    return 'No mail is set up. Everything works without it: what would be mailed is shown on the page instead.'
  const port = server.port === null ? '' : `, port ${server.port}`
  const by = `${server.host}${port}, from ${server.mailFrom}`
  if (off) return `Mail would go by ${by}; but nothing goes out while FOLKMOOT_FEDERATION is off.`
  if (is === 'untried') return `Mail goes by ${by}. It was not tried yet.`
  if (is === 'works') return `Mail works since ${when(since)}: it goes by ${by}.`
  return `Mail is in trouble since ${when(since)}. ${why} It goes by ${by}.`
}

const whereFrom = ({ from }: MailState): string[] =>
  from === 'environment'
    ? ['It is set up in the environment (SMTP_URL), which goes before what is kept here.']
    : []

function whatWaits({ waiting, oldest, is }: MailState): string[] {
  if (waiting === 0) return is === 'none' ? [] : ['No mail waits.']
  const many = waiting === 1 ? '1 mail waits' : `${waiting} mails wait`
  return [
    `${many}, ${waiting === 1 ? 'since' : 'the oldest since'} ${when(oldest)}; nothing is lost for three days.`,
  ]
}

function whatWasGivenUp({ givenUp, lastGivenUp }: MailState): string[] {
  if (givenUp === 0) return []
  const many = givenUp === 1 ? '1 mail was given up' : `${givenUp} mails were given up`
  return [
    `${many} in the last seven days. What can be sent after all is taken up again by: folkmoot mail retry --as SOMEBODY`,
    ...lastGivenUp.map(({ kind, given_up, why }) => `- ${kind}, ${when(given_up)}: ${why}`),
  ]
}

const when = (at: Instant | null): string =>
  at === null ? 'now' : `${at.slice(0, 16).replace('T', ' ')} UTC`
