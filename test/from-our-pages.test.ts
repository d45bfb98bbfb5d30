import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { federationRoutes } from '../src/federation/routes.ts'
import { allowedBy } from '../src/web/access.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'
import { everyText } from './support/texts.ts'

/** As what a request may come that no page of ours sent. */
const kinds = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/json',
  null,
]

/** Where it may say that it comes from. */
const origins = [null, 'null', 'https://evil.example', 'http://localhost:1']

describe('what comes from no page of ours', () => {
  let server: TestServer
  let cookie: string
  let paths: string[]
  beforeAll(async () => {
    server = await startServer('sqlite', { working: false })
    const { hub } = await server.hub('northend')
    cookie = await signIn(server, hub.id, ['operator', 'organiser', 'note-taker'])
    const machines = new Set(federationRoutes(server.office).routes.map(({ path }) => path))
    paths = server.app.routes
      .filter(({ method, path, handler }) => method !== 'GET' && allowedBy(handler) && !machines.has(path))
      .map(({ path }) => path.replace(/:\w+(\{[^}]*\})?/g, '01900000-0000-7000-8000-000000000000'))
  })
  afterAll(() => server.end())

  it('is refused at every address that changes something, but the one that a mail program presses', async () => {
    const before = await everyText(server.world.db)
    expect(paths.length).toBeGreaterThan(60)
    const taken = new Set<string>()
    for (const path of paths)
      for (const origin of origins)
        for (const type of kinds) {
          const headers = { cookie, ...(origin && { origin }), ...(type && { 'content-type': type }) }
          const answer = await fetch(server.origin + path, {
            ...{ method: 'POST', redirect: 'manual', headers },
            ...(type && { body: 'sure=yes&to=forget' }),
          })
          if (answer.status !== 403) taken.add(path.replace(/[0-9a-f-]{36}/g, ':id'))
        }
    expect([...taken]).toEqual(['/by-mail/end/:id'])
    expect(await everyText(server.world.db)).toEqual(before)
  })
})
