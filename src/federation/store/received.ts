import type { Db, Tx } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'

/**
 * Notes that an activity has arrived; false where the same actor's had arrived before. An id is only its actor's word: a
 * neighbour on the same server who uses it first must not keep the other's letter from being read.
 */
export const firstTime = async (tx: Tx, activity: string, actor: string, at: Instant): Promise<boolean> =>
  (await tx
    .insertInto('received')
    .values({ activity, actor, at })
    .onConflict((conflict) =>
      conflict.column('activity').doUpdateSet({ actor, at }).where('received.actor', '!=', actor),
    )
    .returning('activity')
    .executeTakeFirst()) !== undefined

/** Forgets activities that arrived before a moment: nobody repeats a letter that late. */
export const forgetReceived = (db: Db, before: Instant) =>
  db.deleteFrom('received').where('at', '<', before).execute()
