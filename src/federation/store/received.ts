import type { Db, Tx } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'

/** Notes that an activity has arrived; false where it had arrived before. */
export const firstTime = async (tx: Tx, activity: string, actor: string, at: Instant): Promise<boolean> =>
  (await tx
    .insertInto('received')
    .values({ activity, actor, at })
    .onConflict((conflict) => conflict.column('activity').doNothing())
    .returning('activity')
    .executeTakeFirst()) !== undefined

/** Forgets activities that arrived before a moment: nobody repeats a letter that late. */
export const forgetReceived = (db: Db, before: Instant) =>
  db.deleteFrom('received').where('at', '<', before).execute()
