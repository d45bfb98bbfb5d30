import { LRUCache } from 'lru-cache'
import { DAY } from '../lib/time.ts'
import type { World } from '../world.ts'
import { openKv } from './kv.ts'

/** What one learns of a server by knocking: it reads only signed requests, or only signatures of RFC 9421. */
export type Habit = 'signed-get' | 'rfc9421'

/** Habits as far as this process knows them, so that the table is read once for each server. */
const remembered = new WeakMap<World['client'], LRUCache<string, boolean>>()

/** How long a habit is believed, in ms; servers change. */
const believedFor = 30 * DAY

/** Whether a server is known to have a habit; it saves the first knock. */
export async function hasHabit(world: World, origin: string, habit: Habit): Promise<boolean> {
  const name = `${habit} ${origin}`
  const known = memory(world).get(name)
  if (known !== undefined) return known
  const kept = (await openKv(world).get<boolean>(['habit', habit, origin])) === true
  memory(world).set(name, kept)
  return kept
}

/** Notes that a server has a habit. */
export async function learnHabit(world: World, origin: string, habit: Habit): Promise<void> {
  memory(world).set(`${habit} ${origin}`, true)
  await openKv(world).set(['habit', habit, origin], true, { ms: believedFor })
}

function memory(world: World): LRUCache<string, boolean> {
  const known = remembered.get(world.client) ?? new LRUCache<string, boolean>({ max: 10_000, ttl: 3_600_000 })
  remembered.set(world.client, known)
  return known
}
