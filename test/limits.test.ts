import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { afterEach, expect, it } from 'vitest'
import { type Bounds, openDoorkeeper } from '../src/federation/doorkeeper.ts'
import { federationRoutes } from '../src/federation/routes.ts'
import { SECOND } from '../src/lib/time.ts'
import { activityJson, type PeerActor, startPeer } from './support/peer.ts'
import { type Json, signCavage } from './support/peer-signatures.ts'
import { type About, startServer, type TestServer, until } from './support/server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function started(about: About = {}) {
  const server = await startServer('sqlite', about)
  ends.push(server.end)
  const { hub } = await server.hub('northend')
  // Its clock stands still until it is set: else a slow machine would have more time to send than a quick one.
  const clock = { now: Date.now() }
  const world = { ...server.world, clock: () => clock.now }
  const office = { ...server.office, world }
  const still = { ...server, world, office, app: federationRoutes(office) } as unknown as TestServer
  return { server, hub, still, clock }
}
async function anotherServer(name: string) {
  const peer = await startPeer()
  ends.push(peer.end)
  return { peer, actor: peer.actor(name) }
}

/** Hands a letter in without a wire, from an address; what is answered, and when to come again. */
async function hand(server: TestServer, from: PeerActor, letter: Json, by: { forwarded?: string } = {}) {
  const address = `${server.origin}/inbox`
  const body = JSON.stringify(letter)
  const { host: _, ...signed } = signCavage(from.key, { method: 'POST', address, body }, dated(server))
  const headers = { ...signed, 'content-type': activityJson, 'x-forwarded-for': by.forwarded ?? '' }
  const connection = { incoming: { socket: { remoteAddress: '127.0.0.1' } } }
  const answer = await server.app.fetch(new Request(address, { method: 'POST', body, headers }), connection)
  return {
    status: answer.status,
    after: Number(answer.headers.get('retry-after') ?? 0),
    said: await answer.text(),
  }
}
const dated = ({ world }: TestServer) => ({ date: new Date(world.clock()).toUTCString() })

let made = 0
const like = (from: PeerActor, more: Json = {}): Json => ({
  ...{ id: `${from.id}#${++made}`, type: 'Like', actor: from.id, object: 'https://hub.example/issues/1' },
  ...more,
})
const statuses = async (count: number, one: () => Promise<{ status: number }>) => {
  const all: number[] = []
  for (let at = 0; at < count; at++) all.push((await one()).status)
  return all
}

it('a server that sends more letters than is usual is asked to come again, and others are not kept out by it', async () => {
  const { still: server, clock } = await started({ env: { FOLKMOOT_LETTERS_PER_MINUTE: '100' } })
  const [{ actor: loud, peer }, { actor: quiet }] = [
    await anotherServer('loud'),
    await anotherServer('quiet'),
  ]
  const neighbour = peer.actor('neighbour')
  expect(await statuses(100, () => hand(server, loud, like(loud)))).toEqual(Array(100).fill(202))
  expect(await hand(server, loud, like(loud))).toEqual({ status: 429, after: 1, said: '' })
  // Another actor of the same server is the same server.
  expect(await hand(server, neighbour, like(neighbour))).toMatchObject({ status: 429 })
  expect(await hand(server, quiet, like(quiet))).toMatchObject({ status: 202 })
  // Who only claims to be somebody else uses up nothing of theirs.
  const claimed = { ...loud, key: { ...loud.key, id: quiet.key.id } }
  expect(await statuses(101, () => hand(server, claimed, like(quiet)))).toEqual(Array(101).fill(401))
  expect(await hand(server, quiet, like(quiet))).toMatchObject({ status: 202 })
  clock.now += SECOND
  expect(await hand(server, loud, like(loud))).toMatchObject({ status: 202 })
})

it('a long letter counts for as many as it is longer than a usual one', async () => {
  const { still: server } = await started({ env: { FOLKMOOT_LETTERS_PER_MINUTE: '100' } })
  const { actor } = await anotherServer('wordy')
  const long = () => hand(server, actor, like(actor, { content: 'x'.repeat(800_000) }))
  expect([await long(), await long()]).toMatchObject([{ status: 202 }, { status: 202 }])
  expect((await long()).status).toBe(429)
})

it('an address that sends too many letters is asked to come again, whoever it says it is', async () => {
  const env = { FOLKMOOT_LETTERS_PER_MINUTE: '100', FOLKMOOT_PROXIES: '127.0.0.1' }
  const { still: server } = await started({ env })
  const { actor } = await anotherServer('somebody')
  const unsigned = { ...actor, key: { ...actor.key, id: 'nowhere' } }
  const from = (forwarded: string) => () => hand(server, unsigned, like(actor), { forwarded })
  expect(await statuses(200, from('198.51.100.7'))).toEqual(Array(200).fill(401))
  expect(await from('198.51.100.7')()).toMatchObject({ status: 429, after: 1 })
  // What it writes in front of its own address is nothing to us.
  expect(await from('203.0.113.1, 198.51.100.7')()).toMatchObject({ status: 429 })
  expect(await from('198.51.100.8')()).toMatchObject({ status: 401 })
})

it('where no proxy is named, nobody is taken for whom they claim to speak for', async () => {
  const { still: server } = await started({ env: { FOLKMOOT_LETTERS_PER_MINUTE: '100' } })
  const { actor } = await anotherServer('somebody')
  const unsigned = { ...actor, key: { ...actor.key, id: 'nowhere' } }
  const all = await statuses(210, () => hand(server, unsigned, like(actor), { forwarded: '198.51.100.7' }))
  expect(all).toEqual(Array(210).fill(401))
})

it('when too many letters wait to be read, more are asked to come again, and are taken once some are read', async () => {
  const { server, hub } = await started({ working: false })
  const { actor, peer } = await anotherServer('fan')
  const app = federationRoutes(server.office, openDoorkeeper(server.office, { waiting: 3 }))
  const follow = () => like(actor, { type: 'Follow', object: hub.actor })
  for (let at = 0; at < 4; at++) expect(await hand(server, actor, follow())).toMatchObject({ status: 202 })
  const full = { ...server, app } as unknown as TestServer
  expect(await hand(full, actor, follow())).toEqual({ status: 503, after: 60, said: '' })
  const stop = new AbortController()
  const working = server.work(stop.signal)
  ends.push(async () => {
    stop.abort()
    await working
  })
  await until('it is taken again', async () => (await hand(full, actor, follow())).status === 202)
  await until('it is answered', () => peer.letters().some(({ type }) => type === 'Accept'))
})

/** A door with other bounds before a server, on a real port. */
async function door(bounds: Partial<Bounds>) {
  const { server } = await started()
  const doorkeeper = openDoorkeeper(server.office, bounds)
  let admitted = 0
  const admit: typeof doorkeeper.admit = async (from) => {
    const turn = await doorkeeper.admit(from)
    if ('leave' in turn) admitted++
    return turn
  }
  const app = federationRoutes(server.office, { ...doorkeeper, admit })
  const http = serve({ fetch: app.fetch, port: 0, hostname: 'localhost' })
  await until('it listens', () => http.listening)
  ends.push(async () => {
    if ('closeAllConnections' in http) http.closeAllConnections()
    await new Promise((done) => http.close(done))
  })
  const { port } = http.address() as AddressInfo
  /** A letter of which only the beginning is sent, once it is in hand. */
  const slowly = async () => {
    const before = admitted
    const headers = { 'content-type': activityJson, 'transfer-encoding': 'chunked' }
    const asking = httpRequest({ port, host: 'localhost', path: '/inbox', method: 'POST', headers })
    const answered = new Promise<number>((done) => {
      asking.on('response', (answer) => done(answer.statusCode!))
      asking.on('error', () => done(0))
    })
    asking.write('{')
    await until('it is in hand', () => admitted > before)
    return { answered, end: () => asking.end('}'), breakOff: () => asking.destroy() }
  }
  const { actor } = await anotherServer('quick')
  const quickly = async () => {
    return hand({ ...server, app } as unknown as TestServer, actor, like(actor))
  }
  return { server, slowly, quickly }
}

it('a letter that does not arrive in time is not waited for', async () => {
  const { slowly, quickly } = await door({ patience: 100 })
  expect(await (await slowly()).answered).toBe(408)
  expect(await quickly()).toMatchObject({ status: 202 })
})

it('a letter that breaks off is no fault of ours, and leaves its place to another', async () => {
  const { server, slowly, quickly } = await door({ inHand: 1 })
  const letter = await slowly()
  expect(await quickly()).toMatchObject({ status: 503 })
  letter.breakOff()
  await until('there is room again', async () => (await quickly()).status === 202)
  expect(server.logged.filter(([level]) => level === 'error')).toEqual([])
})

it('only so many letters are in hand at once, and those beyond are asked to come again', async () => {
  const { slowly, quickly } = await door({ inHand: 3 })
  const letters = [await slowly(), await slowly(), await slowly()]
  expect(await quickly()).toEqual({ status: 503, after: 10, said: '' })
  for (const { end } of letters) end()
  expect(await Promise.all(letters.map(({ answered }) => answered))).toEqual([400, 400, 400])
  expect(await quickly()).toMatchObject({ status: 202 })
})

it('one address has only so many letters in hand at once', async () => {
  const { server } = await started()
  const { admit } = openDoorkeeper(server.office, { inHandOfOne: 2 })
  const [first] = [await admit('198.51.100.7'), await admit('198.51.100.7')]
  expect(await admit('198.51.100.7')).toMatchObject({ status: 429 })
  expect(await admit('198.51.100.8')).not.toHaveProperty('status')
  if ('leave' in first!) first.leave()
  expect(await admit('198.51.100.7')).not.toHaveProperty('status')
})
