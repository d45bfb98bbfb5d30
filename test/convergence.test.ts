import { afterEach, describe, expect, it } from 'vitest'
import type { DialectName } from '../src/db/dialect.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { DAY, MINUTE } from '../src/lib/time.ts'
import { copyOf } from './support/backup.ts'
import { amendMany, beBusy, publishMany } from './support/busy.ts'
import { differences, holdingsOf } from './support/likeness.ts'
import { sure } from './support/people.ts'
import { badPost } from './support/post.ts'
import { type About, startServer, type TestServer, until } from './support/server.ts'

const running = new Set<TestServer>()
const drops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const server of running) await server.end()
  running.clear()
  for (const drop of drops.splice(0)) await drop()
})
async function start(dialect: DialectName, about: About = {}) {
  const server = await startServer(dialect, about)
  running.add(server)
  return server
}

/** A server's database as it is now, and the server again on another one or the same, with its clock. */
async function stopped(server: TestServer) {
  running.delete(server)
  const at = await server.leave()
  const again = async (dialect: DialectName, on = at) => {
    const { ahead } = server.clock
    const restarted = await start(dialect, { port: server.port, at: on })
    restarted.clock.ahead = ahead
    return restarted
  }
  return { at, again }
}

/** Lets time pass for both and does nothing else, until the follower holds what there is at the origin, item by item. */
async function convergence(owner: string, origin: TestServer, follower: TestServer, step = async () => {}) {
  const end = Date.now() + 90_000
  for (;;) {
    const there = await holdingsOf(origin.world, owner)
    const differ = differences(there, await holdingsOf(follower.world, owner))
    if (differ.length === 0) return there.live.size
    if (Date.now() > end)
      throw new Error(`they never became the same: ${differ.length} differ, as ${differ.slice(0, 3)}`)
    await step()
    pass(4 * MINUTE, origin, follower)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Time passes. */
function pass(ms: number, ...servers: TestServer[]) {
  for (const { clock } of servers) clock.ahead += ms
  for (const { world } of servers) world.pulse.beat()
}

/** A hub at the origin, and one at the follower that asks to follow it. */
async function founded(origin: TestServer, follower: TestServer) {
  const north = await origin.hub('northend')
  const city = await follower.hub('city', { level: 'regional' })
  sure(await followHub(follower.world, city.who, `@northend@localhost:${origin.port}`))
  return { who: north.who, owner: north.hub.actor }
}

const isFollowed = async ({ world }: TestServer) =>
  (await world.db.selectFrom('followings').select('state').executeTakeFirst())?.state === 'accepted'

const followerState = async ({ world }: TestServer) =>
  (await world.db.selectFrom('followers').select('state').executeTakeFirst())?.state

describe('A follower ends identical to the origin without help', { timeout: 120_000 }, () => {
  it('when it was down during 800 changes, and a tenth of the letters is lost and the rest late, repeated and out of order', async () => {
    const post = badPost(20261101)
    const step = () => post.handOver()
    const origin = await start('sqlite')
    const follower = await start('sqlite', { door: post.door })
    const { who, owner } = await founded(origin, follower)
    await until('the follow is accepted', async () => {
      await post.handOver()
      pass(MINUTE, origin, follower)
      return isFollowed(follower)
    })
    await follower.close()
    await beBusy(origin.world, who, { publish: 500, amend: 200, withdraw: 100 }, 'Damp flats')
    await follower.open()
    expect(await convergence(owner, origin, follower, step)).toBe(400)
    expect(post.counts.lost).toBeGreaterThan(40)
    expect(post.counts.repeated).toBeGreaterThan(40)

    // What still lies in the post and comes when all is over brings nothing old back.
    await post.handOver(true)
    expect(await convergence(owner, origin, follower, step)).toBe(400)
  })

  it('as soon as it is back, although no letter comes again for a minute', async () => {
    const origin = await start('sqlite')
    const follower = await start('postgres')
    const { who, owner } = await founded(origin, follower)
    await until('the follow is accepted', () => isFollowed(follower))
    await follower.close()
    await publishMany(origin.world, who, 3, 'Damp flats')
    await until('it is missed', () =>
      origin.world.db.selectFrom('hosts').select('failing').executeTakeFirst(),
    )
    await follower.open()
    // Nobody touches the clocks: what is not read at the start comes after a minute at the soonest.
    await until(
      'they are the same',
      async () =>
        differences(await holdingsOf(origin.world, owner), await holdingsOf(follower.world, owner)).length ===
        0,
    )
    const letters = await follower.world.db.selectFrom('received').selectAll().execute()
    expect(letters, 'only the answer to its asking came by letter').toHaveLength(1)
  })

  it('when it was silent for a year and was let go meanwhile; then it is told again by letter', async () => {
    const origin = await start('sqlite')
    const follower = await start('postgres')
    const { who, owner } = await founded(origin, follower)
    await until('the follow is accepted', () => isFollowed(follower))
    const old = await publishMany(origin.world, who, 30, 'Late buses')
    await convergence(owner, origin, follower)

    await follower.close()
    await beBusy(origin.world, who, { publish: 100, amend: 40, withdraw: 20 }, 'Damp flats', old)
    await until('the follower is missed', () =>
      origin.world.db.selectFrom('hosts').select('failing').executeTakeFirst(),
    )
    for (let day = 0; day < 365; day += 73) {
      pass(73 * DAY, origin, follower)
      await until('a letter was tried again', async () => (await followerState(origin)) === 'dead')
    }
    await follower.open()
    await convergence(owner, origin, follower)

    await until('the follow is renewed', async () => (await followerState(origin)) === 'following')
    const [id] = await publishMany(origin.world, who, 1, 'No crossing')
    const letter = `${origin.origin}/issues/${id}#create`
    await until('the next publication comes by letter', () =>
      follower.world.db.selectFrom('received').select('at').where('activity', '=', letter).executeTakeFirst(),
    )
    expect(await convergence(owner, origin, follower)).toBe(30 + 100 - 20 + 1)
  })
})

const restores = [
  ['has published nothing since', 'sqlite', 'postgres', 0],
  ['has used fewer numbers of its log again', 'postgres', 'sqlite', 40],
  ['has gone further than before', 'sqlite', 'sqlite', 200],
] as const

describe('A follower ends identical to an origin that was restored from a backup a day old', {
  timeout: 120_000,
}, () => {
  it.each(restores)('when the origin %s (%s, %s)', async (_, dialect, other, entries) => {
    const first = await start(dialect)
    const follower = await start(other)
    const { who, owner } = await founded(first, follower)
    await until('the follow is accepted', () => isFollowed(follower))
    const changes = { publish: 80, amend: 32, withdraw: 16 }
    const left = await beBusy(first.world, who, changes, 'Damp flats')
    await convergence(owner, first, follower)

    const evening = await stopped(first)
    const backup = await copyOf(dialect, evening.at.address)
    const second = await evening.again(dialect)
    pass(DAY, second, follower)
    await beBusy(second.world, who, changes, 'Late buses', left)
    await convergence(owner, second, follower)

    const crashed = await stopped(second)
    drops.push(crashed.at.drop)
    const restored = await crashed.again(dialect, backup)
    // Some of what was amended after the backup is amended once more, in other words.
    if (entries > 0) await amendMany(restored.world, who, left.slice(0, 10), 'Restored')
    if (entries > 0) await publishMany(restored.world, who, entries - 10, 'No crossing')
    const there = await holdingsOf(restored.world, owner)
    expect(differences(there, await holdingsOf(follower.world, owner))).not.toEqual([])
    expect(await convergence(owner, restored, follower)).toBe(left.length + Math.max(0, entries - 10))
  })
})
