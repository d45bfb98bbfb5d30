import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { ModerationTables } from './table.ts'

/** A report as it is kept. */
export type ReportRow = ModerationTables['reports']
/** Something that was said to a hub, as it is kept. */
export type FeedbackRow = ModerationTables['feedback']
/** A decision as it is kept. */
export type DecisionRow = ModerationTables['decisions']

/** Keeps reports; those that are here already, by their id or by the letter that brought them, stay as they are. */
export const insertReports = (tx: Tx, rows: readonly ReportRow[]) =>
  tx
    .insertInto('reports')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()

/** How many reports wait: of a hub, or of somebody elsewhere. */
export async function countOpenReports(db: Db, of: { hub: string } | { actor: string }): Promise<number> {
  const open = db
    .selectFrom('reports')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('decided', 'is', null)
  const row = await ('hub' in of
    ? open.where('hub_id', '=', of.hub)
    : open.where('actor', '=', of.actor)
  ).executeTakeFirstOrThrow()
  return Number(row.count)
}

/** The reports of a hub that wait, oldest first. */
export const openReports = (db: Db, hub: string, limit: number): Promise<ReportRow[]> =>
  db
    .selectFrom('reports')
    .selectAll()
    .where('hub_id', '=', hub)
    .where('decided', 'is', null)
    .orderBy('received')
    .orderBy('id')
    .limit(limit)
    .execute()

/** One report of a hub. */
export const reportById = (db: Db, hub: string, id: string): Promise<ReportRow | undefined> =>
  db.selectFrom('reports').selectAll().where('hub_id', '=', hub).where('id', '=', id).executeTakeFirst()

/** Marks a report as decided; false where somebody else has decided it. */
export const decideReportIn = async (tx: Tx, hub: string, id: string, decided: Instant): Promise<boolean> =>
  (await tx
    .updateTable('reports')
    .set({ decided })
    .where('hub_id', '=', hub)
    .where('id', '=', id)
    .where('decided', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Keeps what somebody said to a hub; what is here already stays as it is. */
export const insertFeedback = (tx: Tx, row: FeedbackRow) =>
  tx
    .insertInto('feedback')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()

/** What was said to a hub and nobody has put away, oldest first. */
export const openFeedback = (db: Db, hub: string, limit: number): Promise<FeedbackRow[]> =>
  db
    .selectFrom('feedback')
    .selectAll()
    .where('hub_id', '=', hub)
    .where('done', 'is', null)
    .orderBy('received')
    .orderBy('id')
    .limit(limit)
    .execute()

/** How much of what was said to a hub nobody has put away. */
export async function countFeedback(db: Db, hub: string): Promise<number> {
  const row = await db
    .selectFrom('feedback')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('hub_id', '=', hub)
    .where('done', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Puts away what was said to a hub; false where it was already. */
export const putAwayIn = async (tx: Tx, hub: string, id: string, done: Instant): Promise<boolean> =>
  (await tx
    .updateTable('feedback')
    .set({ done })
    .where('hub_id', '=', hub)
    .where('id', '=', id)
    .where('done', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Notes what was decided, in the transaction in which it is done. */
export const insertDecision = (tx: Tx, row: DecisionRow) => tx.insertInto('decisions').values(row).execute()

/** What was decided in a hub, the latest first; after one of them. */
export const decisionsOf = (db: Db, hub: string, limit: number, before?: string): Promise<DecisionRow[]> => {
  const query = db
    .selectFrom('decisions')
    .selectAll()
    .where('hub_id', '=', hub)
    .orderBy('id', 'desc')
    .limit(limit)
  return (before === undefined ? query : query.where('id', '<', before)).execute()
}

/** What somebody decided, oldest first. */
export const decisionsBy = (db: Db, hub: string, person: string) =>
  db
    .selectFrom('decisions')
    .select(['at', 'decision', 'about', 'reason'])
    .where('hub_id', '=', hub)
    .where('person_id', '=', person)
    .orderBy('id')
    .execute()

/** It is known no more that they decided what they decided. */
export const forgetDecider = (tx: Tx, person: string) =>
  tx.updateTable('decisions').set({ person_id: null }).where('person_id', '=', person).execute()

/** The tables of which old rows are erased, and the column their days are counted from. */
const columns = { reports: 'received', feedback: 'received', decisions: 'at' } as const

/** How much of a table of a hub came before an instant, and when the first of all did. */
export async function waitingIn(db: Db, table: keyof typeof columns, hub: string, before: Instant) {
  const [all, at] = [table as 'reports', columns[table] as 'received']
  const { count } = await db
    .selectFrom(all)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('hub_id', '=', hub)
    .where(at, '<', before)
    .executeTakeFirstOrThrow()
  const first = await db
    .selectFrom(all)
    .select((eb) => eb.fn.min(at).as('oldest'))
    .where('hub_id', '=', hub)
    .executeTakeFirst()
  return { count: Number(count), oldest: first?.oldest ?? null }
}

/** Erases some of what came before an instant. @returns how many it was */
export async function eraseIn(
  tx: Tx,
  table: keyof typeof columns,
  { hub, before, most }: { hub: string; before: Instant; most: number },
): Promise<number> {
  const [all, at] = [table as 'reports', columns[table] as 'received']
  const gone = await tx
    .deleteFrom(all)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom(all)
        .select('id')
        .where('hub_id', '=', hub)
        .where(at, '<', before)
        .orderBy(at)
        .limit(most),
    )
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** A hub goes by another id: what was said to it moves along. What was reported was public at an address that is no more. For an adoption only. */
export async function moveIn(tx: Tx, from: string, to: string): Promise<void> {
  await tx.deleteFrom('reports').where('hub_id', '=', from).execute()
  for (const table of ['feedback', 'decisions'] as const)
    await tx.updateTable(table).set({ hub_id: to }).where('hub_id', '=', from).execute()
}
