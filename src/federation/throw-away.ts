import { DAY, instant } from '../lib/time.ts'
import { dropCopies } from './drop-copies.ts'
import { forgetEnded } from './kv.ts'
import type { Office } from './office.ts'
import { forgetHosts } from './store/hosts.ts'
import { forgetLetters } from './store/letters.ts'
import { forgetTold } from './store/outbox.ts'
import { forgetStrangers, forgetStrangersBeyond } from './store/peers.ts'
import { forgetDeadLettersBeyond } from './store/queue.ts'
import { forgetReceived } from './store/received.ts'

/** How many who only wrote are remembered, and how many messages that were given up, of each queue. */
const mostStrangers = 10_000
const mostDeadLetters = 1000

/**
 * Throws away what nobody needs any more: bodies no delivery can still use, ids of letters that nobody repeats that late,
 * strangers who wrote once, messages given up beyond the last thousand, copies of the blocked and of those whom nobody follows any more.
 */
export async function throwAway(office: Office): Promise<void> {
  const { db, clock } = office.world
  await forgetLetters(db, instant(clock() - 14 * DAY))
  await forgetReceived(db, instant(clock() - 90 * DAY))
  await forgetEnded(db, instant(clock()))
  await forgetStrangers(db, instant(clock() - 30 * DAY))
  await forgetStrangersBeyond(db, mostStrangers)
  await forgetTold(db, instant(clock() - 30 * DAY))
  await forgetHosts(db, instant(clock() - 90 * DAY))
  for (const { name } of [office.inbox, office.deliveries])
    await forgetDeadLettersBeyond(db, name, mostDeadLetters)
  await dropCopies(office)
}
