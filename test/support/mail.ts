import type { DialectName } from '../../src/db/dialect.ts'
import { inTransaction } from '../../src/db/index.ts'
import { instant } from '../../src/lib/time.ts'
import type { NewMail } from '../../src/mail/model.ts'
import { enqueueMailIn } from '../../src/mail/outbox.ts'
import { readMailSettings } from '../../src/mail/read-settings.ts'
import { keepMailSettings } from '../../src/mail/settings.ts'
import type { Patience } from '../../src/mail/smtp.ts'
import { workTheMail } from '../../src/mail/work.ts'
import type { World } from '../../src/world.ts'
import { testWorld } from './db.ts'
import { type MailServer, openMailServer, type Setup } from './mail-server.ts'
import { sure } from './people.ts'
import { until } from './server.ts'

/** How long the tests wait for a mail server: longer than any machine is slow. */
export const unhurried: Patience = {
  ...{ connect: 25_000, greeting: 25_000, silence: 25_000, whole: 25_000, stopping: 0 },
}

/** A mail that says little, to Ben. */
export const aMail: NewMail = {
  ...{ hub: null, kind: 'invitation', to: 'ben@south.example', from: 'North End' },
  ...{ language: 'en', subject: 'Come to the hall', body: [{ paragraph: 'On Friday at seven.' }] },
}

/** Puts a mail into the outbox, in a transaction of its own, as a verb does. */
export async function post(world: World, mail: Partial<NewMail> = {}): Promise<string> {
  const answer = await inTransaction(world.db, (tx) => enqueueMailIn(tx, world, { ...aMail, ...mail }))
  world.pulse.beat('queue mail')
  return sure(answer).mail
}

/** A world for mail, of which several offices may be opened one after the other. */
export const mailWorld = (dialect: DialectName, env: Record<string, string> = {}) =>
  testWorld(dialect, { env: { FOLKMOOT_ORIGIN: 'https://hub.example', ...env } })

/** How such an office may differ: its mail server, how long it is waited for, and whether anybody sends what waits. */
export type About = { setup?: Setup; patience?: Partial<Patience>; working?: boolean }

/** A mail server of its own for a world, and somebody who sends what waits. The clock stands until it is moved on. */
export async function openMailOffice(tested: Awaited<ReturnType<typeof mailWorld>>, about: About = {}) {
  const server = await openMailServer(about.setup)
  const { world, clock } = tested
  const set = (to: Pick<MailServer, 'url'>, more: Record<string, string> = {}) =>
    keepMailSettings(world, sure(readMailSettings({ url: to.url, from: 'hub@example.org', ...more })), null)
  if (!world.config.mail) sure(await set(server))
  let stop = new AbortController()
  let working: Promise<void> = Promise.resolve()
  const begin = () => {
    stop = new AbortController()
    working = workTheMail(world, stop.signal, { ...unhurried, ...about.patience })
  }
  const halt = async () => {
    stop.abort()
    await working
  }
  if (about.working !== false) begin()
  return {
    ...tested,
    ...{ server, set, begin, halt },
    row: (id: string) =>
      world.db.selectFrom('mails').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    post: (mail: Partial<NewMail> = {}) => post(world, mail),
    /** Lets time pass. */
    forward(ms: number) {
      clock.now += ms
      world.pulse.beat()
    },
    arrived: (count: number) =>
      until(`${count} mails arrive`, () => server.received.length >= count && server.received),
    /** Until all that waits has been looked at and is put off. Only then may time pass: a lease would run out on what is in hand. */
    nothingInHand: () =>
      until('nothing is in hand', async () => {
        const now = instant(clock.now)
        const rows = await world.db.selectFrom('queue').select(['due', 'leased_by']).execute()
        return rows.every(({ due, leased_by }) => due > now && !leased_by)
      }),
    /** Until a mail was tried so often, and waits or has ended. */
    tried: (id: string, times: number) =>
      until(`mail ${id} was tried ${times} times`, async () => {
        const row = await world.db.selectFrom('mails').selectAll().where('id', '=', id).executeTakeFirst()
        const leased = await world.db
          .selectFrom('queue')
          .select('seq')
          .where('leased_by', 'is not', null)
          .execute()
        return row && row.tries >= times && leased.length === 0 && row
      }),
    async end() {
      await halt()
      await server.end()
      for (const table of ['mails', 'queue', 'dead_letters'] as const)
        await world.db.deleteFrom(table).execute()
      await world.db.deleteFrom('settings').where('key', 'in', ['mail', 'mail-state']).execute()
      tested.logged.length = 0
    },
  }
}

/** Such a world. */
export type MailOffice = Awaited<ReturnType<typeof openMailOffice>>
