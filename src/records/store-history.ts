import type { Db, Tx } from '../db/index.ts'
import { titleOf } from './model.ts'
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

/** What was done with the records of a hub, the newest first; `before` is the id of the last line of the page before. */
export const historyOfHub = (db: Db, hub: string, limit: number, before?: string) => {
  const lines = db
    .selectFrom('record_history')
    .selectAll()
    .where('hub_id', '=', hub)
    .orderBy('id', 'desc')
    .limit(limit)
  return (before === undefined ? lines : lines.where('id', '<', before)).execute()
}

/** What records of a hub are called in their own language, by their ids, and whether everybody can read them. */
export async function titlesIn(
  db: Db,
  hub: string,
  ids: readonly string[],
): Promise<Map<string, { title: string; open: boolean }>> {
  const found = new Map<string, { title: string; open: boolean }>()
  for (const table of ['issues', 'assemblies', 'outcomes', 'actions'] as const) {
    const rows = await db
      // All these tables have the columns of a record.
      .selectFrom(table as 'issues')
      .select(['id', 'titles', 'language', 'published', 'withdrawn'])
      .where('hub_id', '=', hub)
      .where('id', 'in', ids)
      .execute()
    for (const { id, titles, language, published, withdrawn } of rows)
      found.set(id, {
        title: titleOf({ titles: JSON.parse(titles), language }),
        open: published !== null && withdrawn === null,
      })
  }
  return found
}

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

/** Ids of records of one kind of a hub, drafts and withdrawn ones included, after one of them. */
export const someRecords = async (
  db: Db,
  of: { hub: string; kind: string; after: string; limit: number },
): Promise<string[]> =>
  (
    await db
      .selectFrom('record_history')
      .select('record_id')
      .distinct()
      .where('hub_id', '=', of.hub)
      .where('kind', '=', of.kind)
      .where('record_id', '>', of.after)
      .orderBy('record_id')
      .limit(of.limit)
      .execute()
  ).map(({ record_id }) => record_id)

/** The notes of a record’s history that words stand in are kept no more; that something was done stays. */
export async function clearNotes(tx: Tx, id: string, words: string): Promise<void> {
  const noted = await tx
    .selectFrom('record_history')
    .select(['id', 'note'])
    .where('record_id', '=', id)
    .where('note', 'is not', null)
    .execute()
  const ids = noted.filter(({ note }) => note!.includes(words)).map((row) => row.id)
  await tx.updateTable('record_history').set({ note: null }).where('id', 'in', ids).execute()
}

/** What somebody did with records of some kinds, oldest first. */
export const historyBy = (db: Db, hub: string, person: string, kinds: readonly string[]) =>
  db
    .selectFrom('record_history')
    .select(['at', 'kind', 'record_id as record', 'verb', 'revision', 'note'])
    .where('hub_id', '=', hub)
    .where('person_id', '=', person)
    .where('kind', 'in', kinds)
    .orderBy('id')
    .execute()
