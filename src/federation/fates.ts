import { DAY, type Instant, instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { isBlocked } from './policy.ts'
import { leftSince } from './store/follows.ts'
import { peerByActor } from './store/peers.ts'

/** How long a hub may be silent before its records stand outside the figures, in milliseconds: 90 days. */
export const longSilence = 90 * DAY

/** How long copies are kept of a hub that nobody here follows any more, in milliseconds: 90 days. What it withdraws since then we do not hear. */
export const keptAfterLeaving = 90 * DAY

/** How long copies are kept, hidden, of those we have nothing to do with any more, in milliseconds: 6 days, in case that was a mistake. */
export const secondThoughts = 6 * DAY

/**
 * How copies of somebody’s records stand. `followed`: kept up to date. `silent` and `left`: shown with a mark and out of the
 * figures, since its hub does not answer, or since nobody here follows it. `gone`: an archive of a hub that has closed.
 */
export type Fate = {
  readonly fate: 'followed' | 'silent' | 'left' | 'gone'
  readonly since: Instant | null
  /** When the copies will be thrown away, where they will. */
  readonly until: Instant | null
}

/** How copies of an actor’s records stand now, or null where nothing of them may be shown. Every page that shows a copy asks this. */
export async function fateOf(world: World, owner: string): Promise<Fate | null> {
  if (await isBlocked(world, owner)) return null
  const left = await leftSince(world.db, owner)
  const peer = await peerByActor(world.db, owner)
  const until = left === null ? null : instant(Date.parse(left) + keptAfterLeaving)
  if (peer?.gone) return { fate: 'gone', since: peer.gone, until }
  if (left !== null) return { fate: 'left', since: left, until }
  const silent = peer ? silentSince(peer, world.clock()) : null
  return { fate: silent === null ? 'followed' : 'silent', since: silent, until: null }
}

/** Since when a hub has been silent, where that is so long that its records stand outside the figures; else null. `now` in ms since 1970. */
export function silentSince(
  { crawled, fetched }: { crawled: Instant | null; fetched: Instant },
  now: number,
): Instant | null {
  const answered = crawled ?? fetched
  return now - Date.parse(answered) >= longSilence ? answered : null
}
