import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provedBy, readProof } from '../src/federation/proof.ts'
import { serverActor } from '../src/federation/store/actors.ts'
import { amendIssue, draftIssue, publishIssue, withdrawIssue } from '../src/issues/actions.ts'
import { dialects } from './support/db.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

const activity = { accept: 'application/activity+json' }

describe.each(dialects)('what a server on %s shows to other servers', (dialect) => {
  let server: TestServer
  let hub: Awaited<ReturnType<TestServer['hub']>>
  let live: string
  let withdrawn: string
  const get = (path: string, headers: Record<string, string> = activity, method = 'GET') =>
    fetch(new URL(path, server.origin), { method, headers, redirect: 'manual' })
  const json = async (path: string, headers = activity) =>
    (await get(path, headers)).json() as Promise<Record<string, any>>

  beforeAll(async () => {
    server = await startServer(dialect)
    hub = await server.hub('northend', {
      areas: ['iso:GB-ENG'],
      pin: { lat: 51.561, lon: -1.785 },
      languages: ['en', 'cy'],
    })
    await server.hub('southend')
    const draft = async (title: string) =>
      sure(
        await draftIssue(server.world, hub.who, {
          level: 'local',
          basis: 'listening',
          titles: { en: title },
        }),
      )
    const [one, two] = [await draft('Damp flats'), await draft('Late buses')]
    sure(await publishIssue(server.world, hub.who, one.id))
    sure(await publishIssue(server.world, hub.who, two.id))
    sure(await amendIssue(server.world, hub.who, one.id, { titles: { en: 'Damp and cold flats' } }))
    sure(await withdrawIssue(server.world, hub.who, two.id, 'It was a mistake.'))
    live = one.iri
    withdrawn = two.iri
    sure(
      await draftIssue(server.world, hub.who, {
        level: 'local',
        basis: 'listening',
        titles: { en: 'Not public yet' },
      }),
    )
  })
  afterAll(() => server.end())

  it('a handle leads to the hub, the host to the server itself, and a stranger to nobody', async () => {
    const { host } = new URL(server.origin)
    const found = await json(`/.well-known/webfinger?resource=acct:northend@${host}`)
    expect(found.subject).toBe(`acct:northend@${host}`)
    expect(found.links).toContainEqual({
      rel: 'self',
      type: 'application/activity+json',
      href: hub.hub.actor,
    })
    const itself = await json(`/.well-known/webfinger?resource=${encodeURIComponent(`${server.origin}/`)}`)
    const actor = itself.links.find((link: any) => link.rel === 'self').href
    expect(await json(actor)).toMatchObject({ type: 'Application', id: actor })
    const named = (of: any) => of.links.filter(({ rel }: any) => rel === 'https://w3id.org/folkmoot/ns#hubs')
    expect(named(itself)[0]).toEqual({
      rel: 'https://w3id.org/folkmoot/ns#hubs',
      type: 'application/activity+json',
      href: hub.hub.actor,
      properties: { 'https://purl.archive.org/socialweb/webfinger#webfinger': `northend@${host}` },
    })
    expect([named(itself).length, named(found).length]).toEqual([2, 0])
    expect((await get(`/.well-known/webfinger?resource=acct:nobody@${host}`)).status).toBe(404)
    expect((await get('/.well-known/webfinger?resource=acct:northend@elsewhere.example')).status).toBe(404)
    expect((await get('/.well-known/webfinger')).status).toBe(400)
  })

  it('NodeInfo names the software and the actor of the server', async () => {
    const links = (await json('/.well-known/nodeinfo')).links
    expect(links.map((link: any) => link.rel)).toContain('https://www.w3.org/ns/activitystreams#Application')
    const info = await json(new URL(links[0].href).pathname)
    expect(info).toMatchObject({
      version: '2.1',
      software: { name: 'folkmoot' },
      protocols: ['activitypub'],
      usage: { users: { total: 2 } },
    })
  })

  it('the hub is an Organization with keys, a place and its log of changes', async () => {
    const response = await get(hub.hub.actor)
    expect(response.headers.get('content-type')).toBe('application/activity+json')
    const actor = (await response.json()) as Record<string, any>
    expect(actor).toMatchObject({
      type: 'Organization',
      id: hub.hub.actor,
      preferredUsername: 'northend',
      endpoints: { sharedInbox: `${server.origin}/inbox` },
      'moot:kind': 'moot:Hub',
      'moot:level': 'moot:local',
      'moot:area': ['iso:GB-ENG'],
      'moot:languages': ['en', 'cy'],
      'moot:changes': `${hub.hub.actor}/changes`,
    })
    expect(actor.publicKey.publicKeyPem).toContain('BEGIN PUBLIC KEY')
    expect(actor.assertionMethod[0].publicKeyMultibase).toMatch(/^z6Mk/)
  })

  it('a hub pins one Note that says who it is and how to take part, with its proof; the server pins nothing', async () => {
    const { featured } = await json(hub.hub.actor)
    const { totalItems, orderedItems } = await json(featured)
    expect([totalItems, orderedItems.length]).toEqual([1, 1])
    const note = await json(orderedItems[0].id)
    expect(note).toMatchObject({
      type: 'Note',
      attributedTo: hub.hub.actor,
      content: orderedItems[0].content,
    })
    expect(note.content).toContain(`/hubs/${hub.hub.id}`)
    expect(note).not.toHaveProperty('summary')
    const proof = readProof(note)
    if ('refused' in proof) throw new Error(proof.refused)
    const [key] = (await json(hub.hub.actor)).assertionMethod
    expect(provedBy(note, proof, key.publicKeyMultibase)).toBe(true)
    const { id } = (await serverActor(server.world.db))!
    expect(await json(`/actors/${id}/featured`)).toMatchObject({ totalItems: 0, orderedItems: [] })
    expect((await get(`/actors/${id}/introduction`)).status).toBe(404)
  })

  it('a browser that follows an actor address comes to the page of the hub', async () => {
    const response = await get(hub.hub.actor, { accept: 'text/html' })
    expect([response.status, response.headers.get('location')]).toEqual([303, `/hubs/${hub.hub.id}`])
  })

  it('a record is served with its proof, and not again to whoever has it', async () => {
    const response = await get(live)
    const article = (await response.json()) as Record<string, any>
    expect(article).toMatchObject({
      type: 'Article',
      id: live,
      name: 'Damp and cold flats',
      'moot:revision': 2,
    })
    expect(article.proof.cryptosuite).toBe('eddsa-jcs-2022')
    expect((await get(live, { ...activity, 'if-none-match': response.headers.get('etag')! })).status).toBe(
      304,
    )
    expect((await get(live, activity, 'HEAD')).status).toBe(200)
  })

  it('every wording stays at an address of its own, and goes when the record is withdrawn', async () => {
    expect(await json(`${live}/revisions/1`)).toMatchObject({ name: 'Damp flats', 'moot:revision': 1 })
    expect((await get(`${live}/revisions/3`)).status).toBe(404)
    expect((await get(`${withdrawn}/revisions/1`)).status).toBe(410)
    // Nobody in between may go on serving it after that.
    expect((await get(`${live}/revisions/1`)).headers.get('cache-control')).toBe('public, no-cache')
  })

  it('a withdrawn record is a Tombstone with the reason, and a draft is nothing at all', async () => {
    const gone = await get(withdrawn)
    expect(gone.status).toBe(410)
    const tombstone = (await gone.json()) as Record<string, any>
    expect(tombstone).toMatchObject({
      type: 'Tombstone',
      id: withdrawn,
      formerType: 'Article',
      'moot:reason': 'It was a mistake.',
    })
    expect(JSON.stringify(tombstone)).not.toContain('Late buses')
    const again = await get(withdrawn, { ...activity, 'if-none-match': gone.headers.get('etag')! })
    expect(again.status).toBe(410)
    expect((await get('/issues/01a20c5b-0000-7000-8000-000000000000')).status).toBe(404)
  })

  it('the log of changes tells everything in order, the outbox what is public now', async () => {
    const head = await json(`${hub.hub.actor}/changes`)
    expect(head).toMatchObject({ type: 'OrderedCollection', totalItems: 4, 'moot:sequence': 4 })
    const page = await json(head.last)
    expect(
      page.orderedItems.map((item: any) => [
        item['moot:sequence'],
        item.type,
        item.object,
        item['moot:revision'],
      ]),
    ).toEqual([
      [1, 'Create', live, 1],
      [2, 'Create', withdrawn, 1],
      [3, 'Update', live, 2],
      [4, 'Delete', withdrawn, 2],
    ])
    expect(page.orderedItems.at(-1)['moot:chain']).toBe(head['moot:chain'])
    const outbox = await json(`${hub.hub.actor}/outbox`)
    expect(outbox.totalItems).toBe(1)
    const latest = await json(outbox.first)
    expect(latest.orderedItems.map((item: any) => item.object.name)).toEqual(['Damp and cold flats'])
    expect((await get(`${hub.hub.actor}/changes?page=2`)).status).toBe(404)
    for (const page of ['x', '01', '1.0', '%201', '1e0', '-1', '0', ''])
      expect((await get(`${hub.hub.actor}/changes?page=${page}`)).status).toBe(404)
  })

  it('an address with what no database can hold is as good as any other that leads nowhere', async () => {
    const { host } = new URL(server.origin)
    const post = { 'content-type': 'application/activity+json' }
    expect((await get('/actors/%00/inbox', post, 'POST')).status).toBe(404)
    expect((await get('/actors/%00')).status).toBe(404)
    expect((await get('/issues/%00')).status).toBe(404)
    expect((await get('/hubs/%00')).status).toBe(404)
    expect((await get(`/.well-known/webfinger?resource=acct:%00@${host}`)).status).toBe(404)
    expect((await get('/map?text=%00')).status).toBe(404)
    expect(server.logged.filter(([level]) => level === 'error')).toEqual([])
  })

  it('who follows is a number, never a list', async () => {
    expect(await json(`${hub.hub.actor}/followers`)).toMatchObject({
      type: 'OrderedCollection',
      totalItems: 0,
    })
    expect(Object.keys(await json(`${hub.hub.actor}/followers`))).toEqual([
      '@context',
      'id',
      'type',
      'totalItems',
    ])
  })

  it('no name of a person is in anything that is served', async () => {
    const actor = hub.hub.actor
    const faces = [
      actor,
      `${actor}/changes?page=1`,
      `${actor}/outbox?before=latest`,
      `${actor}/keys`,
      live,
      withdrawn,
      `${live}/revisions/1`,
    ]
    for (const path of faces) expect(await (await get(path)).text()).not.toContain('Amina')
  })
})
