import { failingHosts } from '../federation/store/hosts.ts'
import { untold } from '../federation/store/outbox.ts'
import { deadCounts, depthOf, dueSince } from '../federation/store/queue.ts'
import { setting } from '../federation/store/settings.ts'
import { peersInWords } from '../hubs/peers.ts'
import { allHubs } from '../hubs/store.ts'
import { instant, MINUTE } from '../lib/time.ts'
import { howMailGoes, mailState } from '../mail/state.ts'
import type { World } from '../world.ts'
import { restoredKey } from './backup.ts'
import { broken, type Check, type Found, good, look } from './finding.ts'
import { dayAndTime, someOf, timeInWords } from './words.ts'

/** What may wait longer than this (ms) waits for nobody: no process takes it up. */
const patience = 15 * MINUTE

/** The hubs here, and whether they may deal with others at all. */
export const hubs: Check = {
  about: 'Hubs',
  async look({ config, world, still }) {
    const all = await allHubs(world)
    const found =
      all.length === 0
        ? [
            look(
              'There is no hub yet.',
              'Open the link that the server prints at its start, or say: folkmoot setup',
            ),
          ]
        : [
            good(
              `${someOf(all.length, 'hub lives', 'hubs live')} here: ${all.map(({ handle }) => handle).join(', ')}.`,
            ),
          ]
    if (still)
      found.push(
        look(
          `Federation is off, since this server was ${await whyStill(world)}.`,
          'When all is as it should be, say “folkmoot federation on” and start the server again.',
        ),
      )
    else if (!config.federation)
      found.push(
        look(
          'Federation is off by the setting FOLKMOOT_FEDERATION.',
          'Take FOLKMOOT_FEDERATION=off away, and start the server again.',
        ),
      )
    return found
  },
}

async function whyStill({ db }: World): Promise<string> {
  const restored = await setting(db, restoredKey)
  if (restored === undefined) return 'told to keep still'
  return `restored from a backup of ${dayAndTime((JSON.parse(restored) as { of: string }).of)}`
}

/** Whether what is to be read, told and sent is taken up. */
export const queues: Check = {
  about: 'Letters',
  async look({ world }) {
    if (!world.config.federation) return [good('They wait while federation is off.')]
    const now = instant(world.clock())
    const found: Found[] = []
    for (const [queue, what] of [
      ['inbox', 'to be read'],
      ['deliveries', 'to be sent'],
    ] as const) {
      const since = await dueSince(world.db, queue, now)
      const { queued, ready } = await depthOf(world.db, queue, now)
      const waits = since === undefined ? 0 : world.clock() - Date.parse(since)
      if (waits > patience)
        found.push(
          broken(
            `${someOf(ready, 'letter waits', 'letters wait')} ${what}, one of them for ${timeInWords(waits)}.`,
            'No process works on them, or not fast enough: look whether the server runs (FOLKMOOT_ROLE all or worker) and what its log says.',
          ),
        )
      else if (queued > 0)
        found.push(
          good(`${someOf(queued, 'letter is', 'letters are')} still ${what}; the next are taken up in time.`),
        )
    }
    const [oldest] = await untold(world.db, 1)
    const waits = oldest ? world.clock() - Date.parse(oldest.happened) : 0
    if (waits > patience)
      found.push(
        broken(
          `What happened here ${timeInWords(waits)} ago was not told to anybody yet.`,
          'No process works: look whether the server runs (FOLKMOOT_ROLE all or worker) and what its log says.',
        ),
      )
    const given = (await deadCounts(world.db)).reduce((sum, { count }) => sum + Number(count), 0)
    if (given > 0)
      found.push(good(`${someOf(given, 'letter was', 'letters were')} given up within the last month.`))
    return found.length > 0 ? found : [good('None waits.')]
  },
}

/** How mail to people goes. */
export const mail: Check = {
  about: 'Mail',
  async look({ world }) {
    const how = await howMailGoes(world)
    const { waiting, givenUp, why, what, elsewhere } = await mailState(world)
    if (how === 'off') return [good('It waits while federation is off.')]
    if (elsewhere)
      return [
        look(
          'None is set up for this command, but the server has sent mail.',
          'Give the command the SMTP_URL that the server has.',
        ),
      ]
    if (how === 'none')
      return [good('None is set up: what would be mailed is shown, to be passed on by hand.')]
    if (how === 'trouble')
      return [
        look(
          `It does not go out: ${why} ${someOf(waiting, 'mail waits', 'mails wait')}.`,
          what === 'login' || what === 'no login' || what === 'needs login'
            ? 'Set name and password anew: folkmoot mail set, or /desk/settings/mail'
            : 'It is tried again by itself. What the server says: folkmoot mail status. Another server: folkmoot mail set',
        ),
      ]
    if (givenUp > 0)
      return [
        look(
          `${someOf(givenUp, 'mail was', 'mails were')} given up in the last seven days.`,
          'See why: folkmoot mail status',
        ),
      ]
    if (how === 'untried')
      return [look('It is set up, and was not tried yet.', 'Try it: folkmoot mail test ADDRESS')]
    return [good('It goes out.')]
  },
}

/** Which servers do not answer. */
export const others: Check = {
  about: 'Other servers',
  async look({ world }) {
    const { count, longest } = await failingHosts(world.db, 3)
    const silent = (await peersInWords(world)).filter(
      ({ state, failing }) => state === 'accepted' && failing !== null,
    )
    const found: Found[] = []
    if (count > 0)
      found.push(
        look(
          `At ${someOf(count, 'address', 'addresses')} letters are not taken, as at ${longest
            .map(
              ({ address, failing, last_error }) =>
                `${address} (for ${timeInWords(world.clock() - Date.parse(failing!))}: ${last_error})`,
            )
            .join(', ')}.`,
          'Where it is all of them, the fault is on this side: look at the other findings. Else nothing is to be done: it is tried for 30 days.',
        ),
      )
    if (silent.length > 0)
      found.push(
        look(
          `Of the hubs that yours follow, ${silent.length} ${silent.length === 1 ? 'does' : 'do'} not answer.`,
          'See: folkmoot peer list',
        ),
      )
    return found.length > 0 ? found : [good('All that were asked lately answered.')]
  },
}
