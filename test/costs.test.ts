import { afterEach, describe, expect, it } from 'vitest'
import { crawlDue } from '../src/federation/crawl.ts'
import { type Delivery, deliver } from '../src/federation/deliver.ts'
import type { Letter } from '../src/federation/inbox.ts'
import { readLetter } from '../src/federation/receive.ts'
import { tellTheNetwork } from '../src/federation/tell.ts'
import { throwAway } from '../src/federation/throw-away.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { DAY, HOUR, MINUTE } from '../src/lib/time.ts'
import { issueByIri } from './support/issues.ts'
import { type Answer, type PeerActor, send, startPeer } from './support/peer.ts'
import { openHub, type PeerHub } from './support/peer-hub.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A hub of ours whose work is done by hand, so that a month passes in a moment; and one elsewhere. */
async function stage() {
  const server = await startServer('sqlite', { working: false })
  const peer = await startPeer()
  ends.push(server.end, peer.end)
  const ours = await server.hub('northend')
  return { server, peer, ours, there: openHub(peer, 'southend') }
}

/** Does all the work that is due now. */
async function work({ office, world }: TestServer): Promise<void> {
  const drain = async (queue: typeof office.inbox, handler: (message: unknown) => Promise<void>) => {
    if ((await queue.getDepth()).ready === 0) return
    const stop = new AbortController()
    const listening = queue.listen(handler, { signal: stop.signal })
    await until('nothing is due', async () => (await waiting(queue.name)) === 0)
    stop.abort()
    await listening
  }
  const waiting = async (queue: string) =>
    (
      await world.db
        .selectFrom('queue')
        .select('seq')
        .where('queue', '=', queue)
        .where('due', '<=', new Date(world.clock()).toISOString() as never)
        .execute()
    ).length
  await drain(office.inbox, (message) => readLetter(office, message as Letter))
  await tellTheNetwork(office)
  await drain(office.deliveries, (message) => deliver(world, message as Delivery))
  await crawlDue(world, office.kinds)
}

/** Lets time pass in steps as long as what is put off longest. */
async function pass(server: TestServer, ms: number): Promise<void> {
  const end = server.clock.ahead + ms
  for (let step = 5 * MINUTE; server.clock.ahead < end; step = Math.min(step * 2, 6 * HOUR)) {
    server.clock.ahead = Math.min(end, server.clock.ahead + step)
    await work(server)
  }
  await throwAway(server.office)
}

/** How many rows there are in all that a stranger can have us keep. */
async function rows({ world: { db } }: TestServer): Promise<number> {
  const tables = ['queue', 'letters', 'dead_letters', 'outbox', 'received', 'hosts', 'owed', 'peers'] as const
  let all = 0
  for (const table of [...tables, 'peer_pages', 'kv', 'followers', 'followings', 'records'] as const)
    all += (
      await db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .execute()
    )[0]!.n
  return all
}

async function meet({ server, ours, there }: Awaited<ReturnType<typeof stage>>): Promise<void> {
  const first = there.article()
  there.publish(first)
  there.log(first)
  sure(await followHub(server.world, ours.who, there.id))
  await work(server)
  await until('it has accepted', async () => {
    await work(server)
    return issueByIri(server.world, first.id)
  })
  await follow(server, there, ours.hub.actor)
}

async function follow(server: TestServer, there: PeerHub | PeerActor, actor: string): Promise<void> {
  const letter = { id: `${there.id}#${Math.random()}`, type: 'Follow', actor: there.id, object: actor }
  const date = new Date(server.world.clock()).toUTCString()
  expect(await send(there, `${server.origin}/inbox`, letter, { date })).toBe(202)
  await work(server)
}

async function publish({ server, ours }: Awaited<ReturnType<typeof stage>>, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const about = { level: 'local', basis: 'listening', titles: { en: `Issue ${at}` } } as const
    const draft = sure(await draftIssue(server.world, ours.who, about))
    sure(await publishIssue(server.world, ours.who, draft.id))
  }
}

const bad: [says: string, answer: Answer][] = [
  ['says that it is busy, and to come again in a second', { status: 429, headers: { 'retry-after': '1' } }],
  ['says that it is busy, and not for how long', { status: 503 }],
  ['answers with a fault', { status: 500 }],
  ['answers garbage', { status: 200, body: '{"type": [' }],
  ['answers with a page', { status: 200, type: 'text/html', body: '<title>Parked</title>' }],
  ['says that nothing is there', { status: 404 }],
  ['hangs up', { hangUp: true }],
]

describe('a hub that for a month', () => {
  it.each(bad)('%s costs little, and is as it was once it is back', async (_, answer) => {
    const all = await stage()
    const { server, peer, there } = all
    await meet(all)
    await publish(all, 10)
    const late = there.article({ name: 'Published meanwhile' })
    const before = { rows: await rows(server), knocks: peer.knocks.length }
    peer.guard(() => answer)
    await pass(server, 30 * DAY)
    // Ten letters, and a look at its log every six hours.
    expect(peer.knocks.length - before.knocks).toBeLessThan(400)
    expect((await rows(server)) - before.rows).toBeLessThan(20)
    expect(server.logged.filter(([level]) => level === 'error')).toEqual([])

    peer.guard(() => null)
    there.publish(late)
    there.log(late)
    await pass(server, DAY)
    expect(await issueByIri(server.world, late.id)).toMatchObject({ titles: { en: 'Published meanwhile' } })
    await follow(server, there, all.ours.hub.actor)
    const from = peer.knocks.length
    await publish(all, 1)
    await pass(server, DAY)
    const posted = peer.knocks.slice(from).filter(({ method }) => method === 'POST')
    expect(posted.map(({ body }) => JSON.parse(body).type)).toContain('Create')
  })
})

it('a log that cannot be read is asked for less and less often, from the first minute on', async () => {
  const all = await stage()
  const { server, peer } = all
  await meet(all)
  const before = peer.knocks.length
  peer.guard(() => ({ hangUp: true }))
  for (let minute = 0; minute < 24 * 60; minute++) {
    server.clock.ahead += MINUTE
    await crawlDue(server.world, server.office.kinds)
  }
  // After 15 minutes, and then 1, 2, 4 … minutes and at last six hours later.
  expect(peer.knocks.length - before).toBeGreaterThan(8)
  expect(peer.knocks.length - before).toBeLessThan(30)
})

it('who asks to follow again and again and takes no answer has few answers waiting for it', async () => {
  const { server, peer, ours } = await stage()
  const actor = peer.actor('impatient')
  peer.guard(({ method }) => (method === 'POST' ? { hangUp: true } : null))
  for (let at = 0; at < 30; at++) await follow(server, actor, ours.hub.actor)
  const waiting = await server.world.db.selectFrom('queue').select('seq').execute()
  expect(waiting.length).toBeLessThanOrEqual(6)
  peer.guard(() => null)
  await pass(server, DAY)
  expect(peer.letters().map(({ type }) => type)).toContain('Accept')
})

it('of letters about one thing only so many wait, and those beyond are asked to come again', async () => {
  const { server, peer, ours } = await stage()
  const actor = peer.actor('impatient')
  const statuses: number[] = []
  for (let at = 0; at < 60; at++) {
    const letter = { id: `${actor.id}#${at}`, type: 'Follow', actor: actor.id, object: ours.hub.actor }
    statuses.push(await send(actor, `${server.origin}/inbox`, letter))
  }
  expect(statuses).toEqual([...Array(51).fill(202), ...Array(9).fill(429)])
  await work(server)
  await follow(server, actor, ours.hub.actor)
})
