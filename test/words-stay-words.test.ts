import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { announceAssembly, draftAssembly } from '../src/assemblies/actions.ts'
import { changeHub } from '../src/hubs/actions.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { isId } from '../src/lib/id.ts'
import { allowedBy } from '../src/web/access.ts'
import { fillHub } from './support/filled-hub.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'
import { everyText } from './support/texts.ts'

/** What somebody types who would like a page to run it, to lead away, or to be read from the wrong side. */
const typed = (word: string) =>
  `${word} "'><svg onload=alert(1)><a href=javascript:alert(1)>[x](javascript:alert(1))\u202e`

describe('what anybody typed', () => {
  let server: TestServer
  let cookie: string
  let addresses: string[]
  beforeAll(async () => {
    server = await startServer('sqlite', { working: false })
    const { world } = server
    const { hub, who } = await server.hub('northend')
    const said = {
      ...{ name: typed('Hub'), summary: typed('s'), rules: typed('r'), privacy: typed('p') },
      ...{ controller: typed('c'), place: typed('Luton'), contact: 'javascript:alert(1)' },
    }
    sure(await changeHub(world, who, hub.id, said))
    await fillHub(server, who, typed)
    const all = { en: typed('All') }
    const issue = sure(
      await draftIssue(world, who, {
        ...{ basis: 'listening', titles: all, summaries: all, contents: all, place: typed('Here') },
      }),
    )
    sure(await publishIssue(world, who, issue.id))
    const assembly = sure(
      await draftAssembly(world, who, {
        ...{ titles: all, summaries: all, level: 'local', kind: 'community', zone: 'Europe/London' },
        ...{ starts: '2027-01-12T18:00', destination: typed('The council'), place: typed('There') },
        ...{ venue: { name: typed('Hall') }, agenda: [{ title: typed('Tables'), minutes: 60 }] },
      }),
    )
    sure(await announceAssembly(world, who, assembly.id))
    cookie = await signIn(server, hub.id, ['operator', 'organiser', 'note-taker'], 'Ozioma')
    // One of each table, and those that are public.
    const ids = new Set([
      ...new Map(
        (await everyText(world.db))
          .filter((text) => /^\w+\.id: /.test(text) && isId(text.split(': ')[1]!))
          .map((text) => text.split('.id: ') as [string, string]),
      ).values(),
      ...[issue.id, assembly.id, hub.id],
    ])
    const routes = server.app.routes.filter(({ method, handler }) => method === 'GET' && allowedBy(handler))
    const iri = encodeURIComponent(`${server.origin}/issues/${issue.id}`)
    // What somebody asked for stands in their own form as they typed it.
    const asked = encodeURIComponent(typed('asked').slice(0, -1))
    addresses = [
      ...new Set(
        routes.flatMap(({ path }) =>
          (path.includes(':') ? [...ids] : ['']).map((id) =>
            path
              .replace(':role', 'note-taker')
              .replace(/:revision(\{[^}]*\})?/, '1')
              .replace(/:\w+(\{[^}]*\})?/g, id),
          ),
        ),
      ),
      ...['report', 'away'].map((path) => `/${path}?about=${iri}`),
      ...['/search', '/map', '/sign-in', '/desk/erase-words', '/feedback'].map(
        (path) => `${path}?q=${asked}&text=${asked}&to=${asked}&words=${asked}&theme=${asked}&hub=${asked}`,
      ),
    ]
  })
  afterAll(() => server.end())

  it('runs nowhere, leads to no script, turns nothing round, and is read without a change; private pages are kept by no cache', {
    timeout: 120_000,
  }, async () => {
    const wrong = new Set<string>()
    let shown = 0
    const before = await everyText(server.world.db)
    for (const address of addresses)
      for (const by of [cookie, '']) {
        const answer = await fetch(server.origin + address, { redirect: 'manual', headers: { cookie: by } })
        const text = await answer.text()
        const { headers, status } = answer
        const kind = `${status} ${address.replace(/[0-9a-f-]{36}/g, ':id').slice(0, 60)}`
        if (!headers.get('content-type')?.startsWith('text/html')) continue
        if (text.includes('&lt;svg onload')) shown++
        if (/<svg[^>]*\sonload|<a[^>]+href=["']?\s*javascript:|"'>/i.test(text))
          wrong.add(`script in ${kind}`)
        if (/[\u202a-\u202e\u2066-\u2069]/.test(text)) wrong.add(`turned: ${kind}`)
        if (by !== '' && !headers.get('cache-control')?.includes('no-store')) wrong.add(`kept: ${kind}`)
        if (!headers.get('content-security-policy')?.includes("script-src 'self';"))
          wrong.add(`scripts in ${kind}`)
        if (headers.get('referrer-policy') !== 'same-origin') wrong.add(`told of: ${kind}`)
        if (by === '' && headers.get('set-cookie') !== null) wrong.add(`cookie: ${kind}`)
      }
    expect([...wrong]).toEqual([])
    expect(shown).toBeGreaterThan(50)
    expect(await everyText(server.world.db)).toEqual(before)
  })
})
