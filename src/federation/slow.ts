import { LRUCache } from 'lru-cache'
import { instant, MINUTE, SECOND } from '../lib/time.ts'
import type { World } from '../world.ts'
import { Postpone } from './queue.ts'

/** A letter that takes longer to read than this (ms) is of a slow server: it is asked for a record and lets us wait. */
const slowAfter = 2 * SECOND
/** How long a server counts as slow (ms), and after how long its letters are tried again (up to twice that). */
const slowFor = MINUTE
const later = 15 * SECOND

/** Until when a server counts as slow (ms since 1970), and how many letters of each are in hand. */
type Memory = { slow: LRUCache<string, number>; inHand: Map<string, number> }
const memories = new WeakMap<World['client'], Memory>()

/**
 * Reads a letter, but of a slow server only one at a time: letters of its sending may not hold up those of all others.
 * @throws Postpone where one of a slow server is in hand already
 */
export async function inTurnOfItsServer(
  world: Pick<World, 'client' | 'clock'>,
  actor: string,
  read: () => Promise<void>,
): Promise<void> {
  const { slow, inHand } = memoryOf(world)
  const { origin } = new URL(actor)
  const already = inHand.get(origin) ?? 0
  if (already > 0 && (slow.get(origin) ?? 0) > world.clock())
    throw new Postpone(instant(world.clock() + later * (1 + Math.random())), 'its server is slow')
  inHand.set(origin, already + 1)
  const begun = world.clock()
  try {
    await read()
  } finally {
    if (world.clock() - begun > slowAfter) slow.set(origin, world.clock() + slowFor)
    const left = inHand.get(origin)! - 1
    if (left > 0) inHand.set(origin, left)
    else inHand.delete(origin)
  }
}

function memoryOf({ client }: Pick<World, 'client'>): Memory {
  const known = memories.get(client) ?? {
    slow: new LRUCache({ max: 10_000 }),
    inHand: new Map(),
  }
  memories.set(client, known)
  return known
}
