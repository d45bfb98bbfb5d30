import { afterEach, describe, expect, it } from 'vitest'
import { followHub } from '../src/hubs/actions-follow.ts'
import { amendIssue, draftIssue, publishIssue, withdrawIssue } from '../src/issues/actions.ts'
import { dialects } from './support/db.ts'
import { issueByIri } from './support/issues.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'

const running: TestServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.end()
})
const start = async (...about: Parameters<typeof startServer>) => {
  const server = await startServer(...about)
  running.push(server)
  return server
}

const pairs = dialects.flatMap((a) => dialects.map((b) => [a, b] as const))

describe.each(pairs)('a hub on %s and a hub on %s', (a, b) => {
  it('see what the other publishes, amends and withdraws', async () => {
    const here = await start(a)
    const there = await start(b)
    const north = await here.hub('northend')
    const city = await there.hub('city', { level: 'regional' })
    const before = sure(
      await draftIssue(here.world, north.who, {
        level: 'local',
        basis: 'listening',
        titles: { en: 'Damp flats' },
        contents: { en: 'Since **spring**.' },
      }),
    )
    sure(await publishIssue(here.world, north.who, before.id))

    sure(await followHub(there.world, city.who, `@northend@localhost:${here.port}`))
    const copy = await until('the issue published before the follow is here', () =>
      issueByIri(there.world, before.iri),
    )
    expect(copy).toMatchObject({
      titles: { en: 'Damp flats' },
      hub: null,
      owner: north.hub.actor,
      revision: 1,
    })

    const after = sure(
      await draftIssue(here.world, north.who, {
        level: 'local',
        basis: 'listening',
        titles: { en: 'Late buses' },
        themes: ['transport'],
      }),
    )
    sure(await publishIssue(here.world, north.who, after.id))
    await until('the issue published after the follow is here', () => issueByIri(there.world, after.iri))

    sure(await amendIssue(here.world, north.who, after.id, { titles: { en: 'No buses after eight' } }))
    await until(
      'the amendment is here',
      async () => (await issueByIri(there.world, after.iri))?.titles.en === 'No buses after eight',
    )

    sure(await withdrawIssue(here.world, north.who, before.id, 'It was fixed.'))
    await until('the withdrawal is here', async () => (await issueByIri(there.world, before.iri))?.withdrawn)
    expect((await issueByIri(there.world, before.iri))?.titles).toEqual({})
  })
})
