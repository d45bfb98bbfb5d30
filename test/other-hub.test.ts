import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { draftAssembly } from '../src/assemblies/actions.ts'
import { inTransaction } from '../src/db/index.ts'
import { askToFollow, followedBy } from '../src/digests/actions.ts'
import { keepReply } from '../src/federation/store/responses.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { pressIssue } from '../src/issues/actions-press.ts'
import { isId, newId } from '../src/lib/id.ts'
import { instant, SECOND } from '../src/lib/time.ts'
import type { Who } from '../src/lib/who.ts'
import { addPerson } from '../src/members/actions.ts'
import { keepContactNote } from '../src/members/actions-notes.ts'
import { invite, letInAgain, printRecovery } from '../src/members/actions-passes.ts'
import { reportRecord, sendFeedback } from '../src/moderation/actions-report.ts'
import { draftOutcome } from '../src/outcomes/actions.ts'
import { addPurpose, noteConsent } from '../src/privacy/actions-consent.ts'
import { nameThemselves } from '../src/privacy/actions-named.ts'
import { allowedBy } from '../src/web/access.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

/** Every row of every table, as text under its table; what a request itself leaves behind is left out. */
async function rowsOf({ world: { db } }: TestServer): Promise<Set<string>> {
  const all = new Set<string>()
  for (const { name } of await db.introspection.getTables()) {
    // A session says when it was last used; what is remembered for a while is of whoever asks.
    if (['sessions', 'kv', 'settings'].includes(name) || name.startsWith('search')) continue
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db)
    for (const row of rows) all.add(`${name} ${JSON.stringify(row)}`)
  }
  return all
}

/** Puts something of every kind that has an id into a hub. @returns the ids, by which each can be named in an address or a form */
async function fill({ world }: TestServer, who: Who): Promise<string[]> {
  const { hub } = who
  const at = instant(world.clock())
  const person = sure(await addPerson(world, who, { hub, name: 'Qxperson', roles: ['note-taker'] }))
  sure(await keepContactNote(world, who, { person: person.id, words: 'qxnote', seen: '' }))
  const purpose = newId()
  const words = { id: purpose, name: 'qxpurpose', text: 'You may qxwording me.', language: 'en' }
  sure(await addPurpose(world, who, words))
  const yes = { id: newId(), person: person.id, purpose, version: 1, language: 'en' }
  sure(await noteConsent(world, who, { ...yes, channel: 'online', given: '2026-01-01' }))
  const visitor = { who, session: '', language: null, hub: { name: 'North', zone: 'UTC' } }
  const typed = { name: 'Amina Public', does: '', says: '' }
  sure(await nameThemselves(world, visitor, { id: newId(), typed, agrees: true, version: 0, language: 'en' }))
  sure(await invite(world, who, { name: 'Qxinvited', role: 'note-taker' }))
  sure(await letInAgain(world, who, person.id))
  await printRecovery(world, { ...who, person: person.id, name: 'Qxperson', roles: ['note-taker'] })
  const draft = sure(await draftIssue(world, who, { basis: 'listening', titles: { en: 'Qxdraft' } }))
  const open = sure(await draftIssue(world, who, { basis: 'listening', titles: { en: 'Open to all' } }))
  const { iri } = sure(await publishIssue(world, who, open.id))
  sure(await pressIssue(world, open.id, '192.0.2.1'))
  sure(await draftAssembly(world, who, { titles: { en: 'Qxassembly' }, kind: 'community', zone: 'UTC' }))
  sure(await draftOutcome(world, who, { titles: { en: 'Qxoutcome' }, issues: [iri] }))
  await inTransaction(world.db, (tx) =>
    keepReply(tx, {
      ...{ iri: 'https://far.example/1', record_id: open.id, hub_id: hub, actor: 'https://far.example/ann' },
      ...{ html: '<p>qxheld</p>', language: 'en', published: at, updated: at, state: 'held' },
      ...{ judged: null, received: at },
    }),
  )
  sure(await reportRecord(world, { id: newId(), iri, reason: 'private', words: 'qxreport' }))
  sure(await sendFeedback(world, { id: newId(), hub, words: 'qxfeedback' }))
  const followed = (await followedBy(world, { hub, issue: '' }))!
  const wish = { kinds: ['issues'], cadence: 'daily', language: 'en' }
  sure(await askToFollow(world, followed, { id: newId(), address: 'ann@post.example', ...wish }))
  return [draft.id, open.id]
}

describe('an organiser of another hub of the server', () => {
  let server: TestServer
  let north: string
  let south: string
  let ids: string[]
  let routes: { method: string; path: string }[]

  beforeAll(async () => {
    server = await startServer('sqlite', { working: false })
    const { hub, who } = await server.hub('northend')
    north = hub.id
    south = (await server.hub('southend')).hub.id
    await signIn(server, north, ['organiser'], 'Qxorganiser')
    const before = await rowsOf(server)
    await fill(server, who)
    const rows = [...(await rowsOf(server))].filter((row) => !before.has(row))
    const sessions = await server.world.db.selectFrom('sessions').select('id').execute()
    // Of each table some ids that stand in it, and of which column.
    const found = new Map<string, string>()
    for (const row of rows) {
      const [table] = row.split(' ')
      for (const [column, value] of Object.entries(JSON.parse(row.slice(table!.length + 1))))
        if (typeof value === 'string' && isId(value)) found.set(`${table}.${column}`, value)
    }
    ids = [...new Set([...found.values(), ...sessions.map(({ id }) => id), who.person, north])]
    routes = server.app.routes.filter(
      ({ handler }) => !['anybody', null].includes(allowedBy(handler) as string | null),
    )
  })
  afterAll(() => server.end())

  /** Every address of a route, with an id in each of its places. */
  const filled = (path: string): string[] =>
    path.includes(':')
      ? ids.flatMap((id) => [path.replace(':role', 'organiser').replace(/:\w+(\{[^}]*\})?/g, id)])
      : [path]

  const ask = async (path: string, cookie: string, body?: URLSearchParams) => {
    server.clock.ahead += 2 * SECOND
    const answer = await fetch(server.origin + path, {
      ...{ redirect: 'manual', headers: { cookie, origin: server.origin } },
      ...(body && { method: 'POST', body }),
    })
    return { status: answer.status, text: await answer.text() }
  }

  /** Addresses at which somebody sees what is private of the hub, or which make a fault. */
  const seenBy = async (cookie: string): Promise<string[]> => {
    const seen: string[] = []
    for (const { method, path } of routes)
      if (method === 'GET')
        for (const address of filled(path)) {
          const { status, text } = await ask(address, cookie)
          if (status >= 500 || /qx/i.test(text)) seen.push(`${status} ${address}`)
        }
    return seen
  }

  /** Routes by which somebody, signed in anew for each, changes what the hub has, or which make a fault. */
  const changedBy = async (signedIn: () => Promise<string>): Promise<string[]> => {
    const before = await rowsOf(server)
    const records = await server.world.db.selectFrom('issues').select(['id', 'updated']).execute()
    const changed: string[] = []
    for (const { method, path } of routes) {
      if (method !== 'POST') continue
      const cookie = await signedIn()
      // What an address names the form does not, and the other way round.
      for (const address of filled(path))
        for (const about of path.includes(':') ? [newId()] : ids) {
          const seen = records.find(({ id }) => address.includes(id))?.updated ?? ''
          const made = path.includes(':') || /(new|invite|slips)$/.test(path)
          const body = formOf(about, { id: made ? newId() : about, seen })
          const { status } = await ask(address, cookie, body)
          if (status >= 500) changed.push(`${status} ${address}`)
        }
      const now = await rowsOf(server)
      const gone = [...before].filter((row) => !now.has(row))
      if (gone.length > 0) changed.push(`${path}: ${gone.join('\n')}`)
      for (const row of gone) before.delete(row)
    }
    return changed
  }

  it('sees nothing of it that is private, by any address and any id', { timeout: 120_000 }, async () => {
    for (const roles of [['organiser', 'note-taker'], []] as const)
      expect(await seenBy(await signIn(server, south, roles))).toEqual([])
  })

  it('changes nothing of it, by any form with any id', { timeout: 120_000 }, async () => {
    expect(await changedBy(() => signIn(server, south, ['organiser', 'note-taker']))).toEqual([])
  })

  it('would be noticed: an organiser of the hub itself does both', { timeout: 120_000 }, async () => {
    const own = () => signIn(server, north, ['organiser', 'note-taker'])
    expect((await seenBy(await own())).length).toBeGreaterThan(10)
    const changed = (await changedBy(own)).map((line) => line.split(':')[0])
    expect(changed.length).toBeGreaterThan(8)
  })
})

/** One form with what all forms of the desk ask for. */
const formOf = (about: string, more: Record<string, string>) =>
  new URLSearchParams({
    ...{ sure: 'yes', do: 'save', state: 'hidden', decision: 'leave', why: 'false', reason: 'Because' },
    ...{ role: 'note-taker', words: 'Open', instead: 'x', noun: 'issue', name: 'Somebody', version: '1' },
    ...{ to: 'parked', titles: 'One\nTwo', tag: 'en', language: 'en', 'titles.en': 'Mine', count: '1' },
    ...{ purpose: `${about} 1 en`, channel: 'online', given: '2026-01-01', asked: 'no' },
    ...{ text: 'Long enough to say yes to.', [`text-${about}`]: 'Another wording' },
    ...{ person: about, into: about, hub: about, iri: 'https://far.example/1', consent: about, ...more },
  })
