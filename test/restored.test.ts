import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { DialectName } from '../src/db/dialect.ts'
import { keepStill } from '../src/federation/restored.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { MINUTE } from '../src/lib/time.ts'
import { makeBackup } from '../src/operate/backup.ts'
import { restore } from '../src/operate/restore.ts'
import { startServer as serve } from '../src/serve.ts'
import { amendMany, publishMany } from './support/busy.ts'
import { differences, holdingsOf } from './support/likeness.ts'
import { type Peer, send, startPeer } from './support/peer.ts'
import { foundHub, sure } from './support/people.ts'
import { freshPlace, type Place } from './support/places.ts'
import { freePort, startServer, until } from './support/server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function place(dialect: DialectName, origin: string): Promise<Place> {
  const fresh = await freshPlace(dialect, origin)
  ends.push(fresh.drop)
  return fresh
}

/** A server as it runs for people, at a place. */
async function run(at: Place, port: number, more: Record<string, string> = {}) {
  const running = await serve(at.config({ PORT: String(port), HOST: 'localhost', ...more }), () => {})
  ends.push(running.stop)
  return running
}

/** Somebody elsewhere who follows a hub of ours by letter, as from Mastodon. */
async function follow(peer: Peer, inbox: string, hub: string) {
  const reader = peer.actor('reader')
  const asked = { id: peer.newId('follows'), type: 'Follow', actor: reader.id, object: hub }
  expect(await send(reader, inbox, { '@context': 'https://www.w3.org/ns/activitystreams', ...asked })).toBe(
    202,
  )
  await until('the follow is accepted', () => peer.letters().some(({ type }) => type === 'Accept'))
  return reader
}

const named = (peer: Peer, id: string) => peer.letters().filter((letter) => letter.id === id)

describe('a server that was restored', () => {
  it.each([
    ['sqlite', 'postgres'],
    ['postgres', 'sqlite'],
  ] as const)(
    'from %s into %s tells nobody anything until it is told to; then all is the same everywhere',
    {
      timeout: 120_000,
    },
    async (before, after) => {
      const port = await freePort()
      const origin = `http://localhost:${port}`
      const old = await place(before, origin)
      const first = await run(old, port)
      const { hub, who } = await foundHub(first.world, 'northend')
      const peer = await startPeer()
      ends.push(peer.end)
      const reader = await follow(peer, `${origin}/inbox`, hub.actor)
      const follower = await startServer('sqlite')
      ends.push(follower.end)
      const city = await follower.hub('city')
      sure(await followHub(follower.world, city.who, `@northend@localhost:${port}`))
      const kept = await publishMany(first.world, who, 6, 'Damp flats')
      const isSame = async (world: typeof first.world) => {
        follower.clock.ahead += 4 * MINUTE
        follower.world.pulse.beat()
        const there = await holdingsOf(world, hub.actor)
        return differences(there, await holdingsOf(follower.world, hub.actor)).length === 0
      }
      await until('the follower has all', () => isSame(first.world))

      // When the backup is made, something is still to be told.
      await first.stop()
      const late = await old.within(
        async (world) => {
          const [id] = await publishMany(world, who, 1, 'Late buses')
          return id
        },
        { FOLKMOOT_FEDERATION: 'off' },
      )
      const lock = { passphrase: 'where the river bends' }
      const to = { file: join(old.folder, 'evening.age') }
      const { file } = sure(await makeBackup(old.config(), { to, lock }, Date.now()))
      const second = await run(old, port)

      // What comes after it is lost with the old machine, but not for those who read it.
      const lost = await publishMany(second.world, who, 3, 'No crossing')
      await amendMany(second.world, who, kept.slice(0, 2), 'Amended')
      await until('the follower has that too', () => isSame(second.world))
      await until('the reader has it', () => named(peer, `${origin}/issues/${lost[2]}#create`).length > 0)
      expect(named(peer, `${origin}/issues/${late}#create`)).toHaveLength(1)
      await second.stop()

      const fresh = await place(after, origin)
      sure(await restore(fresh.config(), file, { key: lock, replace: false, now: Date.now() }))
      const still = await run(fresh, port)
      expect(still.welcome.join('\n')).toContain('It keeps still, as after a restore')
      const knocksBefore = peer.knocks.length
      const heldBefore = await follower.world.db.selectFrom('received').selectAll().execute()
      await publishMany(still.world, who, 1, 'Written while it was still')
      expect((await fetch(`${origin}/issues/${kept[0]}`)).status).toBe(200)
      expect((await fetch(`${origin}/issues/${lost[0]}`)).status).toBe(404)
      const unfollow = { id: peer.newId('undos'), type: 'Undo', actor: reader.id, object: {} }
      expect(await send(reader, `${origin}/inbox`, unfollow)).toBe(503)
      // Long enough for whatever is due at a start, and at each turn after.
      await new Promise((resolve) => setTimeout(resolve, 3000))
      await still.stop()
      expect(peer.knocks.slice(knocksBefore).map(({ path }) => path)).toEqual([])
      expect(await follower.world.db.selectFrom('received').selectAll().execute()).toEqual(heldBefore)

      expect(await fresh.within(({ db }) => keepStill(db, false))).toBe(true)
      const told = await run(fresh, port)
      expect(told.world.config.federation).toBe(true)
      await until(
        'what was still to be told is told once more, under the same id',
        () => named(peer, `${origin}/issues/${late}#create`).length === 2,
      )
      await until('the follower is the same again', () => isSame(told.world))
      const [next] = await publishMany(told.world, who, 1, 'Next')
      await until('the reader is told again', () => named(peer, `${origin}/issues/${next}#create`).length > 0)
      await until('the follower is told again', () => isSame(told.world))
      const now = await holdingsOf(told.world, hub.actor)
      expect(now.live.size).toBe(6 + 1 + 1 + 1)
    },
  )
})
