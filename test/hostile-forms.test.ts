import { afterEach, describe, expect, it } from 'vitest'
import { draftIssue } from '../src/issues/actions.ts'
import { newId } from '../src/lib/id.ts'
import { SECOND } from '../src/lib/time.ts'
import { dialects } from './support/db.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Every route that pages or servers ask for, or send to; what stands before all of them is none. */
const routesOf = (server: TestServer) =>
  server.app.routes.filter(({ method, path }) => method !== 'ALL' && !/inbox/.test(path))

/** What fields of forms and of addresses are called anywhere. */
const names = [
  ...[
    'id',
    'about',
    'hub',
    'issue',
    'address',
    'kinds',
    'cadence',
    'language',
    'lang',
    'name',
    'words',
    'seen',
  ],
  ...[
    'reason',
    'role',
    'count',
    'to',
    'from',
    'way',
    'asked',
    'accepted',
    'person',
    'link',
    'code',
    'q',
    'text',
  ],
  ...['kind', 'theme', 'level', 'area', 'page', 'before', 'after', 'near', 'state', 'why', 'iri', 'decision'],
  ...[
    'noun',
    'instead',
    'done',
    'step',
    'token',
    'actor',
    'target',
    'purpose',
    'version',
    'channel',
    'given',
  ],
  ...[
    'titles',
    'titles.en',
    'tag',
    'do',
    'into',
    'subject',
    'typed',
    'host',
    'port',
    'organiser',
    'zone',
    'sure',
  ],
  ...[
    'starts',
    'ends',
    'place',
    'pin',
    'licence',
    'note',
    'called',
    'response',
    'test',
    'year',
    'month',
    'order',
  ],
]

/** What no browser sends where it is asked for an id, a day or a word. */
const hostile = [
  'acct:\u0000@\u0000',
  '\u202e\u2066\ufffe',
  `'";--%_*\\<b>`,
  '9'.repeat(100),
  '2026-99-99T99:99',
]

describe.each(dialects)('a visitor who sends what no browser sends, on %s', (dialect) => {
  it('makes no fault of ours, whoever they are', { timeout: 240_000 }, async () => {
    const server = await startServer(dialect, { working: false })
    ends.push(server.end)
    const { hub, who } = await server.hub('northend')
    const draft = sure(await draftIssue(server.world, who, { basis: 'listening', titles: { en: 'Damp' } }))
    const faults = new Set<string>()
    const answered = new Set<number>()
    for (const { method, path } of routesOf(server)) {
      const real = path.includes('/people/') ? who.person : draft.id
      const cookie = await signIn(server, hub.id, ['operator', 'organiser', 'note-taker'])
      for (const value of hostile)
        for (const id of path.includes(':') ? [real, encodeURIComponent(value)] : ['']) {
          server.clock.ahead += 20 * SECOND
          const fields = new URLSearchParams(names.map((name) => [name, value]))
          // A form whose id is none leads nowhere.
          if (method === 'POST') fields.set('id', newId())
          const address = path.replace(/:\w+(\{[^}]*\})?/g, id)
          const { status } = await fetch(
            `${server.origin}${address}${method === 'GET' ? `?${fields}` : ''}`,
            {
              ...{ method, redirect: 'manual', headers: { cookie, origin: server.origin } },
              ...(method === 'POST' && { body: fields }),
            },
          )
          answered.add(status)
          if (status >= 500) faults.add(`${status} ${method} ${path} ${value}`)
        }
    }
    expect([...faults]).toEqual([])
    for (const status of [200, 303, 404, 409, 422]) expect(answered).toContain(status)
  })
})
