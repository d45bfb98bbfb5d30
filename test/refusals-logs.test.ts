import { afterEach, describe, expect, it } from 'vitest'
import type { DialectName } from '../src/db/dialect.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { dialects } from './support/db.ts'
import { issueByIri } from './support/issues.ts'
import { startPeer } from './support/peer.ts'
import { openHub } from './support/peer-hub.ts'
import { sure } from './support/people.ts'
import { startServer, until } from './support/server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A hub of ours, and Mallory's on another server, whose log a test fills before ours follows it. */
async function meet(dialect: DialectName) {
  const server = await startServer(dialect)
  const [theirs, other] = [await startPeer(), await startPeer()]
  ends.push(server.end, theirs.end, other.end)
  const { world, logged } = server
  const ours = await server.hub('northend')
  const mallory = openHub(theirs, 'mallory')
  const said = (why: RegExp) =>
    until(`the log says ${why}`, () => logged.some(([, , about]) => why.test(String(about.why))))
  return {
    server,
    world,
    ours,
    theirs,
    other,
    mallory,
    said,
    follow: () => followHub(world, ours.who, mallory.id),
  }
}

describe.each(dialects)('the log of another hub, as a server on %s reads it,', (dialect) => {
  it('brings only what is that hub’s own, and the rest does not stop it', async () => {
    const { world, server, ours, theirs, other, mallory, said, follow } = await meet(dialect)
    const draft = sure(
      await draftIssue(world, ours.who, { level: 'local', basis: 'listening', titles: { en: 'Late buses' } }),
    )
    const issue = sure(await publishIssue(world, ours.who, draft.id))
    const bob = openHub(theirs, 'bob')
    const carol = openHub(other, 'carol')
    const [bobs, bobsKnown, carols] = [bob.article(), bob.article(), carol.article()]
    for (const document of [bobs, bobsKnown]) bob.publish(document)
    carol.publish(carols)
    bob.log(bobsKnown)
    sure(await followHub(world, ours.who, bob.id))
    await until('what Bob has is here', () => issueByIri(world, bobsKnown.id))
    const unproved = mallory.article()
    mallory.publish({ ...unproved, name: 'Changed after the proof' })
    const good = mallory.article({ name: 'The good one' })
    mallory.publish(good)
    for (const document of [bobs, carols, { ...good, id: issue.iri }, unproved, mallory.article(), good])
      mallory.log(document)
    for (const document of [bobsKnown, { ...good, id: issue.iri }]) mallory.log(document, 'withdraw')

    sure(await follow())
    await until('the good one is here', () => issueByIri(world, good.id))
    await said(/says it is by .*bob/)
    await said(/belongs to .*bob/)
    await said(/not on the server of its owner/)
    await said(/does not hold/)
    await until('the log is read to its end', async () => {
      const row = await world.db
        .selectFrom('peers')
        .select('crawled')
        .where('actor', '=', mallory.id)
        .executeTakeFirst()
      return row?.crawled
    })
    const copies = await world.db
      .selectFrom('records')
      .select(['iri', 'state'])
      .where('hub_id', 'is', null)
      .orderBy('api_id')
      .execute()
    expect(copies).toEqual([bobsKnown, good].map(({ id }) => ({ iri: id, state: 'live' })))
    expect((await issueByIri(world, issue.iri))?.titles).toEqual({ en: 'Late buses' })
    expect((await fetch(issue.iri, { headers: { accept: 'application/activity+json' } })).status).toBe(200)
    expect(server.logged.filter(([level]) => level === 'error')).toEqual([])
  })

  it.each<[says: string, why: RegExp, make: (hub: ReturnType<typeof openHub>, bob: string) => void]>([
    ['leaves an entry out', /does not hold together/, (hub) => hub.log(hub.article(), 'publish', { seq: 3 })],
    ['has no list of entries', /no list/, (hub) => hub.serveLog({}, { orderedItems: 'none' })],
    ['has an entry that says nothing', /cannot be read/, (hub) => hub.serveLog({}, { orderedItems: [{}] })],
    ['has an entry that is none', /cannot be read/, (hub) => hub.serveLog({}, { orderedItems: [null] })],
    [
      'has more on a page than fits',
      /no list of at most/,
      (hub) => hub.serveLog({}, { orderedItems: Array(101).fill({}) }),
    ],
    [
      'claims more entries than anybody reads',
      /more than 1000000 entries/,
      (hub) => hub.serveLog({ 'moot:sequence': 1_000_001 }),
    ],
    ['is a neighbour’s', /head that cannot be read/, (hub, bob) => hub.serveLog({ attributedTo: bob })],
    [
      'has no number at its head',
      /head that cannot be read/,
      (hub) => hub.serveLog({ 'moot:sequence': 'many' }),
    ],
  ])('is not read where it %s, and nothing of it is kept', async (_, why, make) => {
    const { world, theirs, mallory, said, follow } = await meet(dialect)
    const good = mallory.article()
    mallory.publish(good)
    mallory.log(good)
    make(mallory, openHub(theirs, 'bob').id)
    sure(await follow())
    await said(why)
    expect(await issueByIri(world, good.id)).toBeUndefined()
  })

  it('is read to its end and no further where its head claims more than there is', async () => {
    const { world, theirs, mallory, follow } = await meet(dialect)
    const good = mallory.article()
    mallory.publish(good)
    mallory.log(good)
    mallory.serveLog({ 'moot:sequence': 1e6 })
    sure(await follow())
    await until('its record is here', () => issueByIri(world, good.id))
    await until('the reading ended', async () => {
      const row = await world.db
        .selectFrom('peers')
        .select(['crawled', 'failing'])
        .where('actor', '=', mallory.id)
        .executeTakeFirst()
      return row?.crawled ?? row?.failing
    })
    expect(theirs.knocks.filter(({ path }) => path.includes('page=')).length).toBeLessThan(5)
  })

  it('is left where one page leads back to another, and nothing is asked for twice', async () => {
    const { theirs, mallory, said, follow } = await meet(dialect)
    const good = mallory.article()
    mallory.publish(good)
    for (let entry = 1; entry <= 100; entry++) mallory.log(good)
    const first = (await (await fetch(`${mallory.id}/changes?page=1`)).json()) as { orderedItems: object[] }
    mallory.log(good)
    for (const page of [1, 2, 3]) theirs.publish({ ...first, id: `${mallory.id}/changes?page=${page}` })
    sure(await follow())
    await said(/does not lead to what its head says/)
    const pages = theirs.knocks.filter(({ path }) => path.includes('page=')).map(({ path }) => path.slice(-1))
    expect(pages.slice(0, 3)).toEqual(['1', '1', '2'])
    expect(pages.length).toBeLessThan(5)
  })

  it('is not followed where it is kept on another server', async () => {
    const { world, ours, theirs, other } = await meet(dialect)
    const eve = openHub(theirs, 'eve', { 'moot:changes': other.newId('changes') })
    expect(await followHub(world, ours.who, eve.id)).toMatchObject({
      refused: expect.stringContaining('no log of changes'),
    })
  })
})
