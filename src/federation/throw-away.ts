import { inTransaction } from '../db/index.ts'
import { DAY, instant } from '../lib/time.ts'
import { forgetEnded } from './kv.ts'
import type { Office } from './office.ts'
import { domainsOf } from './policy.ts'
import { allBlocks } from './store/blocks.ts'
import { forgetLetters } from './store/letters.ts'
import { allPeers, changePeer, forgetPagesAfter, forgetStrangers } from './store/peers.ts'
import { forgetDeadLetters } from './store/queue.ts'
import { forgetReceived } from './store/received.ts'
import { forgetCopy, someCopies } from './store/records.ts'

/** How long copies of a blocked server's records are kept, hidden, in case the block was a mistake. */
const secondThoughts = 6 * DAY

/**
 * Throws away what nobody needs any more: bodies no delivery can still use, ids of letters that nobody repeats that late,
 * strangers who wrote once, messages given up a month ago, what the blocked have said.
 */
export async function throwAway(office: Office): Promise<void> {
  const { db, clock } = office.world
  await forgetLetters(db, instant(clock() - 14 * DAY))
  await forgetReceived(db, instant(clock() - 90 * DAY))
  await forgetEnded(db, instant(clock()))
  await forgetStrangers(db, instant(clock() - 30 * DAY))
  for (const { name } of [office.inbox, office.deliveries])
    await forgetDeadLetters(db, name, instant(clock() - 30 * DAY))
  await dropBlocked(office)
}

/** Drops the copies of servers that have been blocked for some days, and begins their logs anew, should the block ever end. */
async function dropBlocked({ world, kinds }: Office): Promise<void> {
  const now = instant(world.clock())
  const since = instant(world.clock() - secondThoughts)
  const domains = new Set(
    (await allBlocks(world.db)).filter((block) => block.since <= since).map((block) => block.domain),
  )
  if (domains.size === 0) return
  for (const { actor } of await allPeers(world.db)) {
    if (!domainsOf(new URL(actor)).some((domain) => domains.has(domain))) continue
    for (;;) {
      const copies = await someCopies(world.db, actor, 100)
      if (copies.length === 0) break
      await inTransaction(world.db, async (tx) => {
        for (const { id, kind } of copies) {
          await kinds.find((one) => one.kind === kind)?.drop(tx, id, now, null)
          await forgetCopy(tx, id)
        }
        await changePeer(tx, actor, {
          cursor: 0,
          chain: null,
          epoch: null,
          head: 0,
          crawled: null,
          crawl_due: null,
        })
        await forgetPagesAfter(tx, actor, 0)
      })
    }
  }
}
