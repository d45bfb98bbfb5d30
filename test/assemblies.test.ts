import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  amendAssembly,
  announceAssembly,
  draftAssembly,
  moveAssembly,
  withdrawAssembly,
} from '../src/assemblies/actions.ts'
import { publicAssemblyAt } from '../src/assemblies/store.ts'
import { serverActor } from '../src/federation/store/actors.ts'
import { followersOf } from '../src/federation/store/follows.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { dialects } from './support/db.ts'
import { openGoToSocial } from './support/gotosocial.ts'
import { openMastodon } from './support/mastodon.ts'
import { activityJson, type Peer, type PeerActor, send, startPeer } from './support/peer.ts'
import type { Json } from './support/peer-signatures.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'

describe.each(dialects)('an assembly of a hub on %s', (dialect) => {
  let here: TestServer
  let there: TestServer
  let north: Awaited<ReturnType<TestServer['hub']>>
  let city: typeof north
  let peer: Peer
  let calendar: PeerActor
  const letters: Json[] = []

  beforeAll(async () => {
    here = await startServer(dialect)
    there = await startServer(dialect === 'sqlite' ? 'postgres' : 'sqlite')
    north = await here.hub('northend')
    city = await there.hub('city', { level: 'regional' })
    sure(await followHub(there.world, city.who, north.hub.actor))
    peer = await startPeer()
    peer.reads(async (letter) => void letters.push(letter))
    calendar = peer.actor('relay', { type: 'Application' })
  })
  afterAll(async () => {
    await here.end()
    await there.end()
    await peer.end()
  })

  const announced = async (more: Record<string, unknown> = {}) => {
    const draft = sure(
      await draftAssembly(here.world, north.who, {
        level: 'local',
        titles: { en: 'Rents and repairs' },
        summaries: { en: 'What must a landlord do before the rent goes up?' },
        kind: 'community',
        starts: '2027-01-12T18:00',
        ends: '2027-01-12T20:30',
        zone: 'Europe/London',
        destination: 'The council answers in writing.',
        venue: { name: 'Community Hall', locality: 'Luton' },
        ...more,
      }),
    )
    return sure(await announceAssembly(here.world, north.who, draft.id))
  }
  const copy = (iri: string) => publicAssemblyAt(there.world.db, iri)
  const followedBy = (actor: string) =>
    until('it is followed', async () =>
      (await followersOf(here.world.db, north.hub.id)).some((follower) => follower.actor === actor),
    )
  const said = (type: string, about: string) =>
    until(`${type} comes`, () =>
      letters.find((letter) => letter.type === type && JSON.stringify(letter.object).includes(about)),
    )

  it('stands in the copies of those who follow, is put off and called off there too, and leaves them when it is withdrawn', async () => {
    const assembly = await announced()
    const first = await until('it is there', () => copy(assembly.iri))
    expect(first).toMatchObject({
      ...{ titles: assembly.titles, summaries: assembly.summaries, kind: 'community', hub: null },
      ...{ starts: '2027-01-12T18:00', ends: '2027-01-12T20:30', zone: 'Europe/London' },
      venue: { name: 'Community Hall', locality: 'Luton' },
    })
    const page = await (await fetch(`${there.origin}/seen/assemblies/${first.id}`)).text()
    expect(page).toContain('Tuesday 12 January 2027, 18:00–20:30 (Europe/London, UTC)')
    sure(await amendAssembly(here.world, north.who, assembly.id, { starts: '2027-01-13T18:00', ends: null }))
    await until('its new day is there', async () => (await copy(assembly.iri))?.starts === '2027-01-13T18:00')
    sure(await moveAssembly(here.world, north.who, assembly.id, 'cancelled'))
    await until('it is called off there', async () => (await copy(assembly.iri))?.state === 'cancelled')
    expect(await (await fetch(assembly.iri)).text()).toContain('This assembly is cancelled')
    sure(await withdrawAssembly(here.world, north.who, assembly.id, 'It was announced twice.'))
    await until('it is gone there', async () => (await copy(assembly.iri))?.withdrawn)
    expect(JSON.stringify(await copy(assembly.iri))).not.toMatch(/Rents|Hall|landlord/)
    expect((await fetch(assembly.iri, { headers: { accept: activityJson } })).status).toBe(410)
  })

  it('keeps a hidden venue from everybody who reads, here and there', async () => {
    const assembly = await announced({ venueHidden: true, pin: { lat: 51.914, lon: -0.42 } })
    const held = await until('it is there', () => copy(assembly.iri))
    expect(held).toMatchObject({ venue: null, pin: null, venueHidden: true })
    const faces = [
      await (await fetch(assembly.iri)).text(),
      await (await fetch(assembly.iri, { headers: { accept: activityJson } })).text(),
      await (await fetch(`${assembly.iri}/revisions/1`)).text(),
      await (
        await fetch(`${north.hub.actor}/outbox?before=latest`, { headers: { accept: activityJson } })
      ).text(),
    ]
    for (const face of faces) expect(face).not.toMatch(/Community Hall|51\.914|0\.42\b/)
    expect(faces[0]).toContain('the address is told to those who come')
  })

  it('is announced by the server to calendars that follow servers, once, and taken back when it is withdrawn', async () => {
    const server = `${here.origin}/actors/${(await serverActor(here.world.db))!.id}`
    const follow = { id: `${calendar.id}#follow`, type: 'Follow', actor: calendar.id, object: server }
    expect(
      await send(calendar, `${here.origin}/inbox`, {
        '@context': 'https://www.w3.org/ns/activitystreams',
        ...follow,
      }),
    ).toBe(202)
    await said('Accept', follow.id)
    const assembly = await announced()
    expect(await said('Announce', assembly.iri)).toMatchObject({ actor: server, object: assembly.iri })
    sure(await amendAssembly(here.world, north.who, assembly.id, { capacity: 40 }))
    sure(await withdrawAssembly(here.world, north.who, assembly.id, 'It was announced twice.'))
    expect(await said('Undo', assembly.iri)).toMatchObject({
      actor: server,
      object: { type: 'Announce', object: assembly.iri },
    })
    // Who follows only the server gets no wording of a hub by letter, and the announcement once.
    const about = letters.filter((letter) => JSON.stringify(letter).includes(assembly.iri))
    expect(about.map(({ type }) => type)).toEqual(['Announce', 'Undo'])
  })

  it('cannot be joined from elsewhere yet: whoever tries is told so, and nothing of them is kept', async () => {
    const assembly = await announced()
    const rosa = peer.actor('rosa')
    const join = { id: `${rosa.id}#join/1`, type: 'Join', actor: rosa.id, object: assembly.iri }
    expect(
      await send(rosa, `${here.origin}/inbox`, {
        '@context': 'https://www.w3.org/ns/activitystreams',
        ...join,
      }),
    ).toBe(202)
    const answer = await said('Reject', join.id)
    expect(answer).toMatchObject({
      actor: north.hub.actor,
      to: [rosa.id],
      object: { type: 'Join', id: join.id, actor: rosa.id, object: assembly.iri },
    })
  })

  it('shows on Mastodon with its title, what is asked, when and where, and a link', async () => {
    const mastodon = await openMastodon()
    const account = mastodon.account('ann')
    await mastodon.follow(account, `@northend@localhost:${here.port}`)
    await followedBy(account.id)
    const assembly = await announced()
    const status = await until('it is there', () => mastodon.statuses.get(assembly.iri))
    await mastodon.end()
    for (const words of [
      'Rents and repairs',
      'What must a landlord do',
      '12 January 2027, 18:00–20:30',
      'Community Hall',
      assembly.iri,
    ])
      expect(JSON.stringify(status)).toContain(words)
  })

  it('shows on GoToSocial with all its text, and when and where in it', async () => {
    const social = await openGoToSocial()
    const account = social.account('ben')
    await social.follow(account, `@northend@localhost:${here.port}`)
    await followedBy(account.id)
    const assembly = await announced()
    const status = await until('it is there', () => social.statuses.get(assembly.iri))
    await social.end()
    for (const words of ['Rents and repairs', '12 January 2027, 18:00–20:30', 'Where the result goes'])
      expect(JSON.stringify(status)).toContain(words)
  })
})
