import { Readable } from 'node:stream'
import type { World } from '../world.ts'
import { type Trouble, troubleOf } from './answers.ts'
import { loadMailer } from './later.ts'
import type { MailSettings } from './model.ts'
import { brief, connectionOptions, dial, loginOf, type Patience, tooLate, type Way, waysTo } from './smtp.ts'

/** What came of trying a mail server: the way that was found, or one sentence that says what is wrong; and all that was tried. */
export type Probe = {
  readonly found: Way | null
  /** What is wrong, where no way was found: of several things the one to speak of. */
  readonly trouble: Trouble | null
  /** One sentence for whoever asked. */
  readonly words: string
  readonly tried: readonly Tried[]
}

/** One way that was tried. */
export type Tried = Way & { readonly trouble: Trouble | null }

/**
 * Tries whether mail could go by a server, without sending any: it is connected to, encrypted, logged in to, and asked
 * whether it takes mail from our address. Where no port was said, the usual ones are tried, the best first.
 */
export const probeMail = (
  world: Pick<World, 'config'>,
  settings: MailSettings,
  patience: Patience = brief,
  stop?: AbortSignal,
): Promise<Probe> => probeWays(world, settings, waysTo(settings), patience, stop)

/** The same, of these ways. */
export async function probeWays(
  world: Pick<World, 'config'>,
  settings: MailSettings,
  ways: readonly Way[],
  patience: Patience,
  stop?: AbortSignal,
): Promise<Probe> {
  const tried: Tried[] = []
  for (const way of ways) {
    const trouble = await tryOnce(world, settings, way, patience, stop)
    tried.push({ ...way, trouble })
    if (trouble === null) return { found: way, trouble, words: accepted(settings, way), tried }
    if (answered.has(trouble.what)) break
  }
  const trouble = worst(tried)
  return { found: null, trouble, words: trouble.words, tried }
}

/** Whoever says this would say it at any port; and a password that is wrong is not to be tried three times. */
const answered: ReadonlySet<string> = new Set([
  'name',
  'login',
  'sender',
  'limit',
  'busy',
  'later',
  'turned away',
])

/** Of several ways that failed the one to speak of: a clear no; else where somebody answered; else the first. */
function worst(tried: readonly Tried[]): Trouble {
  const troubles = tried.map(({ trouble }) => trouble!)
  return (
    troubles.find(({ what }) => answered.has(what)) ??
    troubles.find(({ what }) => what !== 'nobody' && what !== 'hangs') ??
    troubles[0]!
  )
}

const accepted = ({ host, user, from }: MailSettings, { port, tls }: Way): string =>
  `${host}, port ${port}, takes mail from ${from}` +
  `${user === null ? '' : `, with the login of ${user}`}, ${tls === 'off' ? 'without encryption' : 'encrypted'}.`

async function tryOnce(
  world: Pick<World, 'config'>,
  settings: MailSettings,
  way: Way,
  patience: Patience,
  stop?: AbortSignal,
): Promise<Trouble | null> {
  const limit = AbortSignal.timeout(patience.whole)
  try {
    await converse(world, settings, way, patience, stop ? AbortSignal.any([stop, limit]) : limit)
    return null
  } catch (error) {
    const trouble = troubleOf(error, settings.host, way)
    // We asked to send to our own address: what is wrong with that as a receiver says nothing of others.
    return trouble.of === 'mail' && trouble.what !== 'sender' && trouble.what !== 'unknown' ? null : trouble
  }
}

/** One conversation up to where the mail would begin. Throws the mailer’s error where it does not come so far. */
async function converse(
  world: Pick<World, 'config'>,
  settings: MailSettings,
  way: Way,
  patience: Patience,
  limit: AbortSignal,
): Promise<void> {
  const { SMTPConnection } = await loadMailer()
  const connection = await dial(settings.host, way.port, patience.connect, limit)
  const options = connectionOptions(world, settings, way, patience)
  const login = loginOf(settings)
  const smtp = new SMTPConnection({ ...options, connection, socketCloseTimeout: 0 })
  const whole = Promise.withResolvers<never>()
  whole.promise.catch(() => {})
  const late = () => whole.reject(tooLate())
  limit.addEventListener('abort', late)
  if (limit.aborted) late()
  smtp.on('error', whole.reject)
  try {
    const step = (work: (done: (error?: Error | null) => void) => void) =>
      Promise.race([
        whole.promise,
        new Promise<void>((done, failed) => work((error) => (error ? failed(error) : done()))),
      ])
    await step((done) => smtp.connect(done))
    if (login) await step((done) => smtp.login(login, done))
    await step((done) => offer(smtp, settings.from, done))
  } finally {
    limit.removeEventListener('abort', late)
    smtp.close()
  }
}

type Smtp = InstanceType<Awaited<ReturnType<typeof loadMailer>>['SMTPConnection']>

/**
 * Asks whether a mail from our address to our address would be taken, and hangs up before the first word of it. Many servers
 * judge the sender only when they hear the receiver, so it takes one; this is the only one that is surely ours.
 */
function offer(smtp: Smtp, from: string, done: (error?: Error | null) => void): void {
  let begun = false
  const nothing = new Readable({
    read() {
      begun = true
      this.destroy(new Error('Nothing is sent.'))
    },
  })
  smtp.send({ from, to: [from] }, nothing, (error) => done(begun ? null : error))
}
