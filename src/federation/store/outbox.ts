import type { Db, Tx } from '../../db/index.ts'
import { newId } from '../../lib/id.ts'
import type { Instant } from '../../lib/time.ts'
import type { FederationTables } from '../table.ts'

/** What happened here and must be told, as stored. */
export type News = FederationTables['outbox']

/** What can happen that others must be told. */
export type NewsKind =
  | 'record.published'
  | 'record.amended'
  | 'record.withdrawn'
  | 'record.announced'
  | 'record.unannounced'
  | 'join.rejected'
  | 'actor.changed'
  | 'follow.asked'
  | 'follow.ended'
  | 'follow.accepted'
  | 'follow.rejected'

/** Says, inside the transaction that made it true, that something happened: a kind and an id, never the content. */
export const recordNews = (
  tx: Tx,
  news: {
    hub_id: string | null
    actor_id: string
    news: NewsKind
    subject: string
    detail?: string
    happened: Instant
  },
) =>
  tx
    .insertInto('outbox')
    .values({ id: newId(), detail: null, told: null, ...news })
    .execute()

/** What nobody has been told yet, oldest first, or what came after one of it. */
export const untold = (db: Db, limit: number, after = '') =>
  db
    .selectFrom('outbox')
    .selectAll()
    .where('told', 'is', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

/** Forgets news that everybody was told before an instant. */
export const forgetTold = (db: Db, before: Instant) =>
  db.deleteFrom('outbox').where('told', '<', before).execute()

/** Marks news as told; false where another has told it meanwhile. */
export const markTold = async (tx: Tx, id: string, at: Instant): Promise<boolean> =>
  (await tx
    .updateTable('outbox')
    .set({ told: at })
    .where('id', '=', id)
    .where('told', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined
