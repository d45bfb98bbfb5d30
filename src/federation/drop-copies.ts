import { inTransaction } from '../db/index.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { keptAfterLeaving, secondThoughts } from './fates.ts'
import type { Office } from './office.ts'
import { isAbout } from './rules.ts'
import { leftSince } from './store/follows.ts'
import { changePeer, forgetPagesAfter } from './store/peers.ts'
import { listed, unlisted } from './store/policy.ts'
import { forgetCopy, ownersOfCopies, someCopies } from './store/records.ts'
import { allResponders, forgetResponsesOf } from './store/responses.ts'

/**
 * Drops the copies of those who have been blocked, or outside the limit, for some days, with what they answered to records of
 * ours, and the copies of those whom nobody here has followed for long; and begins their logs anew, should that ever change.
 */
export async function dropCopies(office: Office): Promise<void> {
  const { world } = office
  const now = world.clock()
  const blockedSince = await readBlockedSince(world)
  const over = (since: Instant | null, kept: number) => since !== null && Date.parse(since) + kept <= now
  for (const owner of await ownersOfCopies(world.db)) {
    const [blocked, left] = [blockedSince(owner), await leftSince(world.db, owner)]
    if (over(blocked, secondThoughts) || over(left, keptAfterLeaving)) await dropAllOf(office, owner)
  }
  for (const actor of await allResponders(world.db))
    if (over(blockedSince(actor), secondThoughts))
      await inTransaction(world.db, (tx) => forgetResponsesOf(tx, actor))
}

/** Finds out since when we have nothing to do with somebody; null where we have. */
async function readBlockedSince({ db }: World): Promise<(actor: string) => Instant | null> {
  const [blocks, allowed, [limit], disallowed] = [
    await listed(db, 'block'),
    await listed(db, 'allow'),
    await listed(db, 'limit'),
    await unlisted(db, 'allow'),
  ]
  return (actor) => {
    const about = <T extends { subject: string }>(list: readonly T[]) =>
      list.filter(({ subject }) => isAbout(subject, actor))
    const since = about(blocks).map((block) => block.since)
    if (limit && about(allowed).length === 0) {
      // Who was allowed until yesterday has been outside the limit since yesterday.
      const [last] = about(disallowed)
      since.push(last?.ended && last.ended > limit.since ? last.ended : limit.since)
    }
    return since.sort()[0] ?? null
  }
}

async function dropAllOf({ world, kinds }: Office, owner: string): Promise<void> {
  const now = instant(world.clock())
  for (;;) {
    const copies = await someCopies(world.db, owner, 100)
    if (copies.length === 0) break
    await inTransaction(world.db, async (tx) => {
      for (const { id, kind } of copies) {
        await kinds.find((one) => one.kind === kind)?.drop(tx, id, now, null)
        await forgetCopy(tx, id)
      }
      const unread = { cursor: 0, chain: null, epoch: null, head: 0, crawled: null, crawl_due: null }
      await changePeer(tx, owner, unread)
      await forgetPagesAfter(tx, owner, 0)
    })
  }
}
