import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { inTransaction } from '../src/db/index.ts'
import { readLetter } from '../src/federation/receive.ts'
import { countFollowers } from '../src/federation/store/follows.ts'
import { keepIntroduction } from '../src/federation/store/peers.ts'
import { throwAway } from '../src/federation/throw-away.ts'
import { DAY, instant } from '../src/lib/time.ts'
import { type PeerActor, post, send, startPeer } from './support/peer.ts'
import { openHub } from './support/peer-hub.ts'
import { newRsa, signCavage } from './support/peer-signatures.ts'
import { startServer, until } from './support/server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A server that answers nobody until it is let go. */
async function silent() {
  const asked: string[] = []
  const held: ServerResponse[] = []
  const server = createServer((request, response) => {
    asked.push(request.url!)
    held.push(response)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const letGo = () => held.splice(0).forEach((response) => void response.writeHead(500).end())
  ends.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { asked, letGo, origin: `http://localhost:${(server.address() as AddressInfo).port}` }
}

it('letters of nobody we know make us knock at few doors, and keep nobody out whom we know', async () => {
  const server = await startServer('sqlite')
  ends.push(server.end)
  const { hub } = await server.hub('northend')
  const inbox = `${server.origin}/inbox`
  const theirs = await startPeer()
  ends.push(theirs.end)
  const alice = openHub(theirs, 'alice')
  const follow = () => alice.says('Follow', hub.actor)
  expect(await send(alice, inbox, follow())).toBe(202)

  const far = await silent()
  const key = newRsa()
  const letter = (actor: string) => {
    const body = JSON.stringify({ id: `${actor}/1`, type: 'Follow', actor, object: hub.actor })
    return post(inbox, body, {
      signed: signCavage({ id: `${actor}#key`, key }, { method: 'POST', address: inbox, body }),
    })
  }
  const ofOne = Array.from({ length: 30 }, () => letter(`${far.origin}/one`))
  await until('one is asked for', () => far.asked.length > 0)
  const ofMany = Array.from({ length: 30 }, (_, at) => letter(`${far.origin}/${at}`))
  // Those beyond the bound are told at once.
  const told: number[] = []
  for (const answer of ofMany) void answer.then((status) => told.push(status))
  await until('some are refused', () => told.length === 15)
  expect(await send(alice, inbox, follow())).toBe(202)
  expect(far.asked.length).toBe(16)
  expect(far.asked.filter((path) => path === '/one')).toHaveLength(1)

  far.letGo()
  const all = await Promise.all([...ofOne, ...ofMany])
  // Those whose turn it was are refused, since nobody vouches for them; the others may come again.
  expect(all.filter((status) => status === 503)).toHaveLength(15)
  expect(all.filter((status) => status === 401)).toHaveLength(45)
  await until('she is answered', () => theirs.letters().length === 2)
})

it('of strangers only so many are remembered, and of what was given up only so much', async () => {
  const server = await startServer('sqlite', { working: false })
  ends.push(server.end)
  const { db } = server.world
  const since = Date.now()
  const stranger = (at: number) => ({
    ...{ actor: `https://many.example/${at}`, origin: 'https://many.example', handle: null, name: null },
    ...{
      type: 'Person',
      inbox: 'https://many.example/inbox',
      shared_inbox: null,
      keys: '[]',
      document: '{}',
    },
    ...{ changes: null, fetched: instant(since + at) },
  })
  const letter = (at: number) => ({
    ...{ seq: at, queue: 'inbox', sealed: '', ordering_key: null, attempts: 5, why: 'it answers 500' },
    ...{ made: instant(since), died: instant(since + at) },
  })
  await inTransaction(db, async (tx) => {
    for (let at = 0; at < 10_005; at++) await keepIntroduction(tx, stranger(at))
    for (let at = 0; at < 1_005; at++) await tx.insertInto('dead_letters').values(letter(at)).execute()
  })
  await throwAway(server.office)
  const actors = await db.selectFrom('peers').select('actor').orderBy('fetched').execute()
  expect([actors.length, actors[0]!.actor]).toEqual([10_000, 'https://many.example/5'])
  const dead = await db.selectFrom('dead_letters').select('seq').orderBy('seq').execute()
  expect([dead.length, dead[0]!.seq]).toEqual([1000, 5])
})

it('who wrote once and has nothing to do with us is forgotten after a month, who follows is not', async () => {
  const server = await startServer('sqlite', { working: false })
  ends.push(server.end)
  const { hub } = await server.hub('northend')
  const theirs = await startPeer()
  ends.push(theirs.end)
  const [fan, other] = [theirs.actor('fan'), theirs.actor('other', { summary: 'x'.repeat(300_000) })]
  const write = (from: PeerActor, type: string) =>
    send(from, `${server.origin}/inbox`, { id: theirs.newId(), type, actor: from.id, object: hub.actor })
  expect([await write(fan, 'Follow'), await write(other, 'Like')]).toEqual([202, 202])
  const known = () =>
    server.world.db.selectFrom('peers').select(['actor', 'document']).orderBy('actor').execute()
  // Of somebody who is no hub nothing is kept but what we need to write back.
  expect(await known()).toEqual([fan, other].map(({ id }) => ({ actor: id, document: '{}' })))
  await readLetter(server.office, {
    actor: fan.id,
    activity: { id: theirs.newId(), type: 'Follow', object: hub.actor },
  })
  server.clock.ahead += 31 * DAY
  await throwAway(server.office)
  expect((await known()).map(({ actor }) => actor)).toEqual([fan.id])

  // Mastodon tells of a deleted account when its key cannot be had any more.
  theirs.serve(fan.id, { status: 410, body: {} })
  expect(await write(fan, 'Delete')).toBe(202)
  expect(await countFollowers(server.world.db, hub.id)).toBe(0)
})
