import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { announceAssembly, draftAssembly } from '../src/assemblies/actions.ts'
import { changeHub } from '../src/hubs/actions.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { newId } from '../src/lib/id.ts'
import { nameThemselves } from '../src/members/actions-named.ts'
import { draftOutcome, publishOutcome } from '../src/outcomes/actions.ts'
import { dialects } from './support/db.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

describe.each(dialects)('the first page on %s', (dialect) => {
  let server: TestServer
  beforeEach(async () => {
    server = await startServer(dialect, { working: false })
  })
  afterEach(() => server.end())

  type Founded = Awaited<ReturnType<TestServer['hub']>>
  const page = async (headers: Record<string, string> = {}) =>
    (await fetch(`${server.origin}/`, { headers })).text()
  /** The headings of its parts, in their order. */
  const parts = (text: string) => [...text.matchAll(/<h2[^>]*>([^<]+)<\/h2>/g)].map((match) => match[1])
  const issueOf = async ({ who }: Founded, title: string) => {
    const draft = await draftIssue(server.world, who, { titles: { en: title }, basis: 'listening' })
    return sure(await publishIssue(server.world, who, sure(draft).id))
  }

  it('says what to do next where nothing is there yet, and to whoever is signed in where to begin', async () => {
    const { hub } = await server.hub('northend', { summary: 'We listen.' })
    const empty = await page()
    expect(parts(empty)).toEqual([
      ...['When people come together next', 'What people raised last', 'How you can take part'],
      'Follow this hub',
    ])
    expect(empty).toContain('We listen.')
    expect(empty).toContain('No assembly is announced at the moment.')
    expect(empty).toContain('Nothing is published yet.')
    expect(empty).toContain(`<a href="/feedback?hub=${hub.id}">Tell the hub</a>`)
    expect(empty).not.toMatch(/your desk|Speak to somebody/)
    expect(await page({ cookie: await signIn(server, hub.id, ['organiser']) })).toContain(
      '<a href="/desk">your desk</a>',
    )
  })

  it('says what comes next, what came of the last, what was raised, and how to take part', async () => {
    const north = await server.hub('northend')
    const { world } = server
    const { who, hub } = north
    const issue = await issueOf(north, 'Late buses')
    const assembly = sure(
      await draftAssembly(world, who, {
        ...{ kind: 'community', language: 'en', titles: { en: 'What of the buses?' } },
        ...{ summaries: { en: 'When is the last one?' }, starts: '2030-01-12T18:00', zone: 'Europe/London' },
        ...{ destination: 'The council.', venue: { name: 'Hall' } },
      }),
    )
    sure(await announceAssembly(world, who, assembly.id))
    for (const [at, title] of ['First words', 'Second words', 'Third words'].entries()) {
      server.clock.ahead = at * 1000
      const said = { titles: { en: title }, contents: { en: 'We agreed.' }, issues: [issue.iri] }
      const draft = sure(await draftOutcome(world, who, said))
      sure(await publishOutcome(world, who, draft.id))
    }
    const full = await page()
    expect(parts(full)).toEqual([
      ...['When people come together next', 'What came of the last', 'What people raised last'],
      ...['How you can take part', 'Follow this hub'],
    ])
    for (const title of ['What of the buses?', 'Third words', 'Second words', 'Late buses'])
      expect(full).toContain(title)
    // The latest two; the list has the rest.
    expect(full).not.toContain('First words')
    expect(full).toContain('it affects you too')

    const session = { who, session: '', language: null, hub: { name: 'Northend', zone: 'UTC' } }
    const typed = { name: 'Ruth', does: '', says: '' }
    sure(
      await nameThemselves(world, session, { id: newId(), typed, agrees: true, version: 0, language: 'en' }),
    )
    expect(await page()).toContain(`<a href="/hubs/${hub.id}#people">Speak to somebody</a>`)
    await changeHub(world, who, hub.id, { pressesOff: true })
    expect(await page()).not.toContain('it affects you too')
  })

  it('names the hubs where there are several, with what comes of any of them', async () => {
    const [north, south] = [await server.hub('northend'), await server.hub('southend')]
    await issueOf(north, 'Late buses')
    await issueOf(south, 'Damp flats')
    const text = await page()
    for (const { hub } of [north, south]) expect(text).toContain(`/hubs/${hub.id}"`)
    for (const title of ['Late buses', 'Damp flats', 'How you can take part']) expect(text).toContain(title)
    expect(text).toContain('<a href="/feedback">Tell the hub</a>')
    expect(text).not.toMatch(/Follow this hub|Speak to somebody/)
  })
})
