import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logHead } from '../src/federation/store/changes.ts'
import { countFollowers } from '../src/federation/store/follows.ts'
import { followHub, unfollowHub } from '../src/hubs/actions-follow.ts'
import { amendIssue, draftIssue, publishIssue, withdrawIssue } from '../src/issues/actions.ts'
import { isRefusal } from '../src/lib/refusal.ts'
import { dialects } from './support/db.ts'
import { issueByIri } from './support/issues.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'

describe.each(dialects)('two hubs on one server on %s', (dialect) => {
  let server: TestServer
  let north: Awaited<ReturnType<TestServer['hub']>>
  let south: typeof north
  const draft = async (of: typeof north, title: string) =>
    sure(
      await draftIssue(server.world, of.who, { level: 'local', basis: 'listening', titles: { en: title } }),
    )

  beforeAll(async () => {
    server = await startServer(dialect)
    north = await server.hub('northend')
    south = await server.hub('southend')
  })
  afterAll(() => server.end())

  it('cannot touch each other’s issues, drafts or public ones', async () => {
    const theirs = await draft(south, 'A draft of the south')
    expect(isRefusal(await publishIssue(server.world, north.who, theirs.id))).toBe(true)
    expect(
      isRefusal(await amendIssue(server.world, north.who, theirs.id, { titles: { en: 'Ours now' } })),
    ).toBe(true)
    sure(await publishIssue(server.world, south.who, theirs.id))
    expect(isRefusal(await withdrawIssue(server.world, north.who, theirs.id, 'No.'))).toBe(true)
    expect((await issueByIri(server.world, theirs.iri))?.titles.en).toBe('A draft of the south')
  })

  it('each have a log of their own, with nothing of the other in it', async () => {
    const before = {
      north: await logHead(server.world.db, north.hub.id),
      south: await logHead(server.world.db, south.hub.id),
    }
    const ours = await draft(north, 'An issue of the north')
    sure(await publishIssue(server.world, north.who, ours.id))
    expect((await logHead(server.world.db, north.hub.id))!.seq).toBe(before.north!.seq + 1)
    expect((await logHead(server.world.db, south.hub.id))!.seq).toBe(before.south!.seq)
    const page = await (
      await fetch(`${south.hub.actor}/changes?page=1`, { headers: { accept: 'application/activity+json' } })
    ).text()
    expect(page).not.toContain(ours.iri)
  })

  it('follow each other without a letter, and stop', async () => {
    sure(await followHub(server.world, north.who, `@southend@${new URL(server.origin).host}`))
    expect(await countFollowers(server.world.db, south.hub.id)).toBe(1)
    expect(await countFollowers(server.world.db, north.hub.id)).toBe(0)
    sure(await unfollowHub(server.world, north.who, south.hub.actor))
    expect(await countFollowers(server.world.db, south.hub.id)).toBe(0)
    expect(isRefusal(await followHub(server.world, north.who, north.hub.actor))).toBe(true)
  })

  it('have followers of their own: whoever follows one gets nothing of the other', async () => {
    const elsewhere = await startServer('sqlite')
    const city = await elsewhere.hub('city')
    sure(await followHub(elsewhere.world, city.who, `@northend@localhost:${server.port}`))
    await until(
      'the city follows the north',
      async () => (await countFollowers(server.world.db, north.hub.id)) === 1,
    )
    const ours = await draft(north, 'For those who follow the north')
    const theirs = await draft(south, 'For those who follow the south')
    sure(await publishIssue(server.world, south.who, theirs.id))
    sure(await publishIssue(server.world, north.who, ours.id))
    await until('the issue of the north is there', () => issueByIri(elsewhere.world, ours.iri))
    expect(await issueByIri(elsewhere.world, theirs.iri)).toBeUndefined()
    await elsewhere.end()
  })
})
