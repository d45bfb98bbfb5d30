import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isId, newId } from '../src/lib/id.ts'
import { SECOND } from '../src/lib/time.ts'
import { allowedBy } from '../src/web/access.ts'
import { fillHub } from './support/filled-hub.ts'
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
    await fillHub(server, who)
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
  const seenBy = async (cookie: string, what = /qx/i): Promise<string[]> => {
    const seen: string[] = []
    for (const { method, path } of routes)
      if (method === 'GET')
        for (const address of filled(path)) {
          const { status, text } = await ask(address, cookie)
          if (status >= 500 || what.test(text)) seen.push(`${status} ${address}`)
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
    // Nor does what they have now, the log of their hub with all they did, tell them of whom such an id is.
    expect(await seenBy(await signIn(server, south, ['organiser', 'note-taker']))).toEqual([])
  })

  it('is kept out as is somebody of the hub itself without a role; whoever takes notes there sees drafts only', {
    timeout: 120_000,
  }, async () => {
    expect(await seenBy(await signIn(server, north, []))).toEqual([])
    expect(await changedBy(() => signIn(server, north, []))).toEqual([])
    // Whoever takes notes sees drafts, and nothing of people, of what they agreed to, or of what strangers said.
    const people = /qx(person|note|purpose|wording|invited|held|report|feedback)/i
    expect(await seenBy(await signIn(server, north, ['note-taker']), people)).toEqual([])
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
