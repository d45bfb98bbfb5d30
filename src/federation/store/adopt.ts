import type { Db, Tx } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'

/**
 * Forgets all that was published from here and all that was learnt from others: under another origin none of it is true
 * any more. Blocks and allow-lists stay, since they are the operator's own words. For an adoption only.
 */
export async function forgetAllIn(tx: Tx): Promise<void> {
  for (const table of everything) await tx.deleteFrom(table).execute()
}

/** Whether forgetting all would lose anything: something was published or followed, or somebody follows. */
export async function anythingToForget(db: Db): Promise<boolean> {
  for (const table of ['records', 'followings', 'followers'] as const)
    if (
      await db
        .selectFrom(table)
        .select((eb) => eb.lit(1).as('one'))
        .limit(1)
        .executeTakeFirst()
    )
      return true
  return false
}

// What leans on another table stands before it.
const everything = [
  'revisions',
  'records',
  'changes',
  'change_logs',
  'outbox',
  'letters',
  'queue',
  'dead_letters',
  'kv',
  'received',
  'peer_pages',
  'reactions',
  'replies',
  'owed',
  'peers',
  'followings',
  'followers',
  'hosts',
] as const

/** Takes the handles from everybody who speaks from here, so that others may have them. */
export const freeHandlesIn = (tx: Tx) =>
  tx
    .updateTable('actors')
    .set((eb) => ({ handle: eb.ref('id') }))
    .execute()

/** Closes an actor of ours, as the one before it was. */
export const closeActorIn = (tx: Tx, id: string, closed: Instant) =>
  tx.updateTable('actors').set({ closed }).where('id', '=', id).execute()

/** Moves what a hub has put on a list to its new id. */
export const movePolicyIn = (tx: Tx, from: string, to: string) =>
  tx.updateTable('policy').set({ hub_id: to }).where('hub_id', '=', from).execute()

/** Removes everybody who spoke from here, with their keys, except these. */
export async function removeActorsIn(tx: Tx, except: readonly string[]): Promise<void> {
  await tx.deleteFrom('keys').where('actor_id', 'not in', except).execute()
  await tx.deleteFrom('actors').where('id', 'not in', except).execute()
}
