import { openKv } from '../federation/kv.ts'
import { DAY, HOUR } from '../lib/time.ts'
import type { World } from '../world.ts'

/** How often a mail with a code may be asked for, by the hour and by the day: for one address, or by one person. */
const most = { hour: 5, day: 20 } as const

/**
 * Counts that a mail is asked for, under a name of which only a fingerprint is kept that this server alone can make, and for a
 * day; false where that was too often lately. It is counted in the database: neither a new start nor another process begins
 * anew, since every mail brings five more guesses at a code.
 */
export async function mayAskForMail(
  world: Pick<World, 'db' | 'vault' | 'clock'>,
  name: string,
): Promise<boolean> {
  const kv = openKv(world)
  const key = ['members', 'asked', world.vault.mark(`asks for mail ${name}`)] as const
  for (let tries = 0; tries < 5; tries++) {
    const before = await kv.get<number[]>(key)
    const now = world.clock()
    const today = (before ?? []).filter((at) => at > now - DAY)
    if (today.length >= most.day || today.filter((at) => at > now - HOUR).length >= most.hour) return false
    // Of two at once the slower one counts anew.
    if (await kv.cas(key, before, [...today, now], { ms: DAY })) return true
  }
  return false
}
