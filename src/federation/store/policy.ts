import type { Db, Tx } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'
import type { FederationTables } from '../table.ts'

type Row = FederationTables['policy']
/** One of the lists that say whom this server deals with. */
export type List = Row['list']

/** What stands on any list now. */
export const policyInForce = (db: Db) =>
  db.selectFrom('policy').select(['list', 'subject', 'since']).where('ended', 'is', null).execute()

/** What stands on one list now, by domain and address. */
export const listed = (db: Db, list: List) =>
  db
    .selectFrom('policy')
    .select(['subject', 'reason', 'by_person', 'since'])
    .where('list', '=', list)
    .where('ended', 'is', null)
    .orderBy('subject')
    .execute()

/** What stood on one list once and does not any more, the latest first. */
export const unlisted = (db: Db, list: List) =>
  db
    .selectFrom('policy')
    .select(['subject', 'ended'])
    .where('list', '=', list)
    .where('ended', 'is not', null)
    .orderBy('ended', 'desc')
    .execute()

/** Puts something on a list; undefined where it stands there already. */
export const enlist = (
  tx: Tx,
  row: Pick<Row, 'list' | 'subject' | 'reason' | 'by_person' | 'since'>,
): Promise<{ subject: string } | undefined> =>
  tx
    .insertInto('policy')
    .values({ ...row, hub_id: null, ended: null, ended_by: null })
    .onConflict((conflict) => conflict.columns(['list', 'subject']).where('ended', 'is', null).doNothing())
    .returning('subject')
    .executeTakeFirst()

/** Changes why something stands on a list. */
export const changeReason = (tx: Tx, list: List, subject: string, reason: string) =>
  tx
    .updateTable('policy')
    .set({ reason })
    .where('list', '=', list)
    .where('subject', '=', subject)
    .where('ended', 'is', null)
    .execute()

/** Takes something off a list, and notes who did; undefined where it does not stand there. */
export const delist = (
  tx: Tx,
  list: List,
  subject: string,
  to: { ended: Instant; ended_by: string | null },
): Promise<{ subject: string } | undefined> =>
  tx
    .updateTable('policy')
    .set(to)
    .where('list', '=', list)
    .where('subject', '=', subject)
    .where('ended', 'is', null)
    .returning('subject')
    .executeTakeFirst()
