import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { federationRoutes } from '../src/federation/routes.ts'
import type { Role } from '../src/lib/who.ts'
import { allowedBy } from '../src/web/access.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

/** Every route of pages, by method and path, with whom it says it is for. */
function routesOf(server: TestServer) {
  // What servers ask for is public as a whole (docs/security.md, rule 18), and has no guards.
  const machines = new Set(
    federationRoutes(server.office).routes.map(({ method, path }) => `${method} ${path}`),
  )
  const routes = new Map<string, ReturnType<typeof allowedBy>>()
  for (const { method, path, handler } of server.app.routes) {
    const name = `${method} ${path}`
    // Middleware stands before all paths.
    if (method === 'ALL' || machines.has(name)) continue
    routes.set(name, routes.get(name) ?? allowedBy(handler))
  }
  return routes
}

const kinds = ['nobody', 'member', 'note-taker', 'organiser', 'operator'] as const
type Kind = (typeof kinds)[number]

/** Whether a route lets somebody through, by what it says. */
function mayUse(kind: Kind, allowed: ReturnType<typeof allowedBy>): boolean {
  if (allowed === 'anybody') return true
  if (kind === 'nobody' || allowed === null) return false
  return allowed === 'signed in' || allowed.includes(kind as Role)
}

describe('who may use what', () => {
  let server: TestServer
  const cookies = new Map<Kind, string | null>()
  beforeAll(async () => {
    server = await startServer('sqlite', { working: false })
    const { hub } = await server.hub('northend')
    cookies.set('nobody', null)
    for (const kind of kinds.slice(1))
      cookies.set(kind, await signIn(server, hub.id, kind === 'member' ? [] : [kind as Role]))
  })
  afterAll(() => server.end())

  it('is said by every route of pages', () => {
    const silent = [...routesOf(server)].filter(([, allowed]) => allowed === null)
    expect(silent).toEqual([])
  })

  it('is so: each route by each role', async () => {
    for (const [name, allowed] of routesOf(server)) {
      const [method, path] = name.split(' ') as [string, string]
      // An id that is nobody's: whoever is let through finds nothing, and nothing is changed.
      const address = path
        .replace(/:(\w+)(\{[^}]*\})?/g, (_, parameter: string) =>
          parameter === 'file'
            ? '01900000-0000-7000-8000-000000000000.ics'
            : '01900000-0000-7000-8000-000000000000',
        )
        .replace(/\/revisions\/[^/]+$/, '/revisions/1')
      for (const kind of kinds) {
        const cookie = cookies.get(kind)
        const answer = await fetch(server.origin + address, {
          method,
          redirect: 'manual',
          headers: { origin: server.origin, ...(cookie ? { cookie } : {}) },
          ...(method === 'GET' ? {} : { body: new URLSearchParams({}) }),
        })
        const asked = (answer.headers.get('location') ?? '').startsWith('/sign-in?to=')
        const turnedAway = asked || answer.status === 401 || answer.status === 403
        expect({ name, kind, turnedAway, fault: answer.status >= 500 }).toEqual({
          ...{ name, kind, turnedAway: !mayUse(kind, allowed), fault: false },
        })
        // Whoever signed out in passing comes in again.
        if (name === 'POST /sign-out' && cookie) {
          const { hub } = sure(
            await server.world.db.selectFrom('hubs').select('id as hub').executeTakeFirstOrThrow(),
          )
          cookies.set(kind, await signIn(server, hub, kind === 'member' ? [] : [kind as Role]))
        }
      }
    }
  })
})
