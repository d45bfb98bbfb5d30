import type { Db, Tx } from '../db/index.ts'
import type { RecordsTables } from './table.ts'

/** How many rows go into one statement: SQLite takes 32,766 values in one. */
const batch = 200

/** Notes who did what with records of ours. */
export async function addHistory(tx: Tx, lines: readonly RecordsTables['record_history'][]): Promise<void> {
  for (let start = 0; start < lines.length; start += batch)
    await tx
      .insertInto('record_history')
      .values(lines.slice(start, start + batch))
      .execute()
}

/** Who did what with a record of a hub, oldest first. */
export const historyOf = (db: Db, hub: string, id: string) =>
  db
    .selectFrom('record_history')
    .selectAll()
    .where('hub_id', '=', hub)
    .where('record_id', '=', id)
    .orderBy('id')
    .execute()

/** Forgets who did what with a draft that is thrown away. */
export const forgetHistory = (tx: Tx, id: string) =>
  tx.deleteFrom('record_history').where('record_id', '=', id).execute()

/** A record of ours goes by another id, of a hub of another id, from now on. */
export const moveHistory = (tx: Tx, from: string, to: string, hub: string) =>
  tx.updateTable('record_history').set({ record_id: to, hub_id: hub }).where('record_id', '=', from).execute()

/** Who did the last thing with each of some records of a hub, and what. */
export async function lastDone(
  db: Db,
  hub: string,
  ids: readonly string[],
): Promise<Map<string, RecordsTables['record_history']>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('record_history')
    .selectAll()
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('record_history')
        .select((inner) => inner.fn.max('id').as('last'))
        .where('hub_id', '=', hub)
        .where('record_id', 'in', ids)
        .groupBy('record_id'),
    )
    .execute()
  return new Map(rows.map((row) => [row.record_id, row]))
}
