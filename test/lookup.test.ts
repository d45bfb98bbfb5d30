import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { block, unblock } from '../src/federation/lists.ts'
import { countFollowers } from '../src/federation/store/follows.ts'
import { followHub, unfollowHub } from '../src/hubs/actions-follow.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { isRefusal } from '../src/lib/refusal.ts'
import { instant } from '../src/lib/time.ts'
import { dialects } from './support/db.ts'
import { issueByIri } from './support/issues.ts'
import { activityJson, type Peer, startPeer } from './support/peer.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'

type Founded = Awaited<ReturnType<TestServer['hub']>>

describe.each(dialects)('a hub on %s that looks for another', (dialect) => {
  let here: TestServer
  let there: TestServer
  let city: Founded
  let north: Founded
  const follow = (target: string) => followHub(here.world, city.who, target)
  const why = async (target: string) => {
    const answer = await follow(target)
    return isRefusal(answer) ? answer.refused : `it was found: ${answer.asked}`
  }

  beforeAll(async () => {
    here = await startServer(dialect)
    there = await startServer(dialect)
    city = await here.hub('city')
  })
  afterAll(async () => {
    await here.end()
    await there.end()
  })

  it('is told where a server has none yet', async () => {
    expect(await why(there.origin)).toBe(
      `There is no hub at ${there.origin}/. A hub’s own page shows its handle, such as @northend@hub.example.`,
    )
    north = await there.hub('northend')
  })

  it('finds the only hub of a server by the server’s address, and gets its records', async () => {
    expect(await follow(there.origin)).toEqual({ asked: north.hub.actor })
    await until('it is followed', async () => (await countFollowers(there.world.db, north.hub.id)) === 1)
    const draft = sure(
      await draftIssue(there.world, north.who, { basis: 'listening', titles: { en: 'Late buses' } }),
    )
    sure(await publishIssue(there.world, north.who, draft.id))
    await until('its issue is here', () => issueByIri(here.world, draft.iri))
  })

  it.each<[string, (host: string, hub: string) => string]>([
    ['the server’s name alone', (host) => host],
    ['the server’s address with a slash', (host) => `http://${host}/`],
    ['its page', (host, id) => `http://${host}/hubs/${id}`],
    ['its page, as it was copied', (host, id) => ` ${host}/hubs/${id}/#main `],
    ['its actor’s address', (host, id) => `http://${host}/actors/${id}`],
    ['its handle', (host) => `@northend@${host}`],
  ])('finds it by %s', async (_, typed) => {
    expect(await follow(typed(new URL(there.origin).host, north.hub.id))).toEqual({ asked: north.hub.actor })
  })

  it('stops following by the server’s address too', async () => {
    expect(await unfollowHub(here.world, city.who, there.origin)).toEqual({ ended: north.hub.actor })
  })

  it.each(['its handle', 'its address'])(
    'stops following by %s, even where its server is gone',
    async (by) => {
      sure(await follow(there.origin))
      await there.close()
      const name = by === 'its handle' ? `@northend@${new URL(there.origin).host}` : north.hub.actor
      expect(await unfollowHub(here.world, city.who, name)).toEqual({ ended: north.hub.actor })
      await there.open()
    },
  )

  it('has to choose where a server has several, and is told their handles', async () => {
    await there.hub('southend')
    const { host } = new URL(there.origin)
    expect(await why(there.origin)).toBe(
      `There are several hubs at ${host} (2). Name one of them by its handle: @northend@${host}, @southend@${host}.`,
    )
  })

  it('finds its neighbours without asking anybody', async () => {
    const town = await here.hub('town')
    await here.close()
    const { host } = new URL(here.origin)
    expect(await why(here.origin)).toContain(`@city@${host}, @town@${host}.`)
    for (const typed of [`@town@${host}`, `${here.origin}/hubs/${town.hub.id}`])
      expect(await follow(typed)).toEqual({ asked: town.hub.actor })
    // A hub that has closed is not counted among them any more.
    const closed = instant(here.world.clock())
    await here.world.db.updateTable('actors').set({ closed }).where('id', '=', town.hub.id).execute()
    expect(await why(here.origin)).toBe('A hub cannot follow itself.')
    await here.open()
  })

  it('asks nothing of a blocked domain', async () => {
    const { host } = new URL(there.origin)
    sure(await block(here.world, host, 'It sends spam.', null))
    expect(await why(`@northend@${host}`)).toBe(
      `${host} is not asked for @northend@${host}: its domain is blocked.`,
    )
    expect(await why(there.origin)).toContain('its domain is blocked')
    sure(await unblock(here.world, host, null))
  })

  it('is told where something is neither a handle nor an address', async () => {
    for (const typed of ['northend', 'North End', 'javascript:alert(1)', 'ftp://hub.example/'])
      expect(await why(typed)).toContain(
        'is neither a handle, such as @northend@hub.example, nor an address.',
      )
  })
})

describe('another’s server', () => {
  let here: TestServer
  let city: Founded
  let peer: Peer
  beforeAll(async () => {
    here = await startServer('sqlite')
    city = await here.hub('city')
    peer = await startPeer()
  })
  afterAll(async () => {
    await here.end()
    await peer.end()
  })

  /** Has the peer name these as its hubs, each with the handle it claims. */
  const names = (hubs: [actor: string, handle: unknown][]) =>
    peer.serve(`/.well-known/webfinger?resource=${encodeURIComponent(`${peer.origin}/`)}`, {
      type: 'application/jrd+json',
      body: {
        links: hubs.map(([href, handle]) => ({
          rel: 'https://w3id.org/folkmoot/ns#hubs',
          type: activityJson,
          href,
          properties: { 'https://purl.archive.org/socialweb/webfinger#webfinger': handle },
        })),
      },
    })
  const why = async () => {
    const answer = await followHub(here.world, city.who, peer.origin)
    return isRefusal(answer) ? answer.refused : 'it was found'
  }

  it('names no hubs of other servers, and no handles of theirs', async () => {
    names([['https://elsewhere.example/actors/1', 'bank@elsewhere.example']])
    expect(await why()).toContain('There is no hub at')
    names([
      ['https://elsewhere.example/actors/1', 'bank@elsewhere.example'],
      [`${peer.origin}/a`, 'bank@elsewhere.example'],
      [`${peer.origin}/b`, `bees@${peer.host}`],
      [`${peer.origin}/c`, { not: 'a handle' }],
    ])
    expect(await why()).toBe(
      `There are several hubs at ${peer.host} (3). Name one of them by its handle: ${peer.origin}/a, @bees@${peer.host}, ${peer.origin}/c.`,
    )
  })

  it('may have more hubs than anybody reads the names of', async () => {
    names(Array.from({ length: 23 }, (_, at) => [`${peer.origin}/${at}`, `hub${at}@${peer.host}`]))
    expect(await why()).toMatch(/^There are several hubs at .* \(23\)\. .*@hub19@localhost:\d+, …\.$/)
  })
})
