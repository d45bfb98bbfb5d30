import { LRUCache } from 'lru-cache'
import { MINUTE } from './time.ts'

/** What somebody, by any name, may take within a time. */
export type Allowance = {
  /** Takes so much for a name. @returns 0 where it was granted, else in how many seconds it would be */
  take(name: string, much?: number): number
}

/** How many names are remembered; who was not heard of for longest begins anew. */
const mostNames = 10_000

/**
 * Grants everybody so much a minute, and as much in one go to who has been quiet (a token bucket). Who wants more at once
 * than there ever is gets it when all is there.
 */
export function openAllowance(perMinute: number, clock: () => number): Allowance {
  const left = new LRUCache<string, { much: number; at: number }>({ max: mostNames })
  const perMs = perMinute / MINUTE
  return {
    take(name, wanted = 1) {
      const now = clock()
      const before = left.get(name) ?? { much: perMinute, at: now }
      const much = Math.min(perMinute, before.much + Math.max(0, now - before.at) * perMs)
      const needed = Math.min(wanted, perMinute)
      left.set(name, { much: much < needed ? much : much - needed, at: now })
      return much < needed ? Math.max(1, Math.ceil((needed - much) / perMs / 1000)) : 0
    },
  }
}
