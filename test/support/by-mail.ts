import type { DialectName } from '../../src/db/dialect.ts'
import { answerAsks, askToFollow, confirmFollow, followedBy } from '../../src/digests/actions.ts'
import { sendDigests } from '../../src/digests/actions-send.ts'
import { changeHub } from '../../src/hubs/actions.ts'
import { amendIssue, draftIssue, publishIssue } from '../../src/issues/actions.ts'
import { newId } from '../../src/lib/id.ts'
import { DAY, HOUR, instant, MINUTE } from '../../src/lib/time.ts'
import type { Who } from '../../src/lib/who.ts'
import { readMailSettings } from '../../src/mail/read-settings.ts'
import { keepMailSettings } from '../../src/mail/settings.ts'
import { noteWorks } from '../../src/mail/state.ts'
import { workTheMail } from '../../src/mail/work.ts'
import type { World } from '../../src/world.ts'
import { unhurried } from './mail.ts'
import { headerOf, type MailServer, openMailServer, type Received, readMime } from './mail-server.ts'
import { sure } from './people.ts'
import { startServer, until } from './server.ts'

/** What a resident chooses. */
export type Choice = {
  address?: string
  kinds?: string[]
  cadence?: string
  language?: string
  issue?: string
}

/** Lets a server send by a mail server, which is known to work. */
export async function letMailWork(world: World, server: Pick<MailServer, 'url'>): Promise<void> {
  const settings = sure(readMailSettings({ url: server.url, from: 'hub@example.org' }))
  sure(await keepMailSettings(world, settings, null))
  await noteWorks(world, settings)
}

/** The secret in the first link of a mail that leads to a page of this kind. */
export const secretIn = (mail: Received, page: 'confirm' | 'manage' | 'end'): string =>
  new RegExp(`/by-mail/${page}/([\\w-]+)`).exec(mail.raw.replace(/=\r\n/g, '').replace(/=3D/g, '='))![1]!

/** A server with a hub whose mail works, and which does nothing by itself. The first morning to come is a Tuesday’s. */
export async function openByMail(dialect: DialectName, about: Parameters<typeof startServer>[1] = {}) {
  const server = await startServer(dialect, { working: false, ...about })
  const { world, clock } = server
  const post = await openMailServer()
  await letMailWork(world, post)
  const { hub, who } = await server.hub('northend', {
    ...{
      languages: ['en'],
      controller: 'Northend Residents, 3 Mill Lane',
      contact: 'hello@northend.example',
    },
  })
  sure(await changeHub(world, who, who.hub, { zone: 'Europe/London' }))
  let stop = new AbortController()
  let working: Promise<void> = Promise.resolve()
  const begin = () => {
    stop = new AbortController()
    working = workTheMail(world, stop.signal, unhurried)
  }
  const halt = async () => {
    stop.abort()
    await working
  }
  begin()
  const to = (at: string) => {
    clock.ahead = Date.parse(at) - Date.now()
    world.pulse.beat()
  }
  to('2027-03-01T12:00:00Z')
  const issue = async (title: string, by: Who = who) => {
    const draft = sure(
      await draftIssue(world, by, {
        ...{ basis: 'listening', language: 'en', titles: { en: title }, contents: { en: `About ${title}.` } },
        summaries: { en: `In short: ${title}.` },
      }),
    )
    return sure(await publishIssue(world, by, draft.id))
  }
  const ask = async (choice: Choice = {}) => {
    const followed = (await followedBy(world, { hub: hub.id, issue: choice.issue ?? '' }))!
    const { address = 'ben@south.example', kinds, cadence = 'daily', language = 'en' } = choice
    const all = ['assemblies', 'issues', 'outcomes', 'actions']
    const typed = { id: newId(world.clock()), address, kinds: kinds ?? all, cadence, language }
    expectTrue(await askToFollow(world, followed, typed))
  }
  const arrived = (count: number) =>
    until(`${count} mails arrive`, () => post.received.length >= count && post.received)
  /** Until nothing that waits is in hand, and all that can go has gone. Only then may time pass: a lease would run out on what is in hand. */
  const quiet = () =>
    until('nothing is in hand', async () => {
      const now = instant(world.clock())
      const rows = await world.db.selectFrom('queue').select(['due', 'leased_by']).execute()
      return rows.every(({ due, leased_by }) => due > now && !leased_by)
    })
  return {
    ...{ server, world, clock, hub, who, post, begin, halt, to, issue, ask, arrived },
    amend: async (id: string, title: string) =>
      sure(await amendIssue(world, who, id, { titles: { en: title } })),
    /** Lets a number of days pass, and a little more than the hour at which mail is made. */
    days: async (count: number) => {
      await quiet()
      clock.ahead += count * DAY
      world.pulse.beat()
    },
    /** Asks, and presses the button of the mail that comes. @returns the secret of their links */
    follow: async (choice: Choice = {}): Promise<string> => {
      const before = post.received.length
      await ask(choice)
      await answerAsks(world)
      const mail = (await arrived(before + 1))[before]!
      return sure(await confirmFollow(world, secretIn(mail, 'confirm')))
    },
    send: async () => {
      await sendDigests(world)
    },
    /** The row of somebody, by any; there is one. */
    row: () => world.db.selectFrom('digest_follows').selectAll().executeTakeFirstOrThrow(),
    quiet,
    end: async () => {
      await halt()
      await post.end()
      await server.end()
    },
  }
}

function expectTrue(answer: unknown): void {
  if (answer !== true) throw new Error(`not taken: ${JSON.stringify(answer)}`)
}

/** A mail as its reader sees it: subject, text, HTML, and where a program would end it. */
export async function asRead(mail: Received) {
  const { subject = '', text = '', html = '' } = await readMime(mail)
  return { subject, text, html, unsubscribe: headerOf(mail, 'List-Unsubscribe'), kindsOfEnd: endings(text) }
}

const endings = (text: string): string[] => [...text.matchAll(/&kind=(\w+)/g)].map((match) => match[1]!)

export { DAY, HOUR, MINUTE }
