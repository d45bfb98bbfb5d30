import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../db/index.ts'

/** A record with its keys. */
type Keyed = { readonly id: string; readonly themes: readonly string[]; readonly areas: readonly string[] }

/** The themes and areas of these records, each list in order. */
export async function keysOf(db: Db, rows: readonly { id: string }[]) {
  const ids = rows.map((row) => row.id)
  const themes = await db.selectFrom('record_themes').selectAll().where('record_id', 'in', ids).execute()
  const areas = await db.selectFrom('record_areas').selectAll().where('record_id', 'in', ids).execute()
  return {
    themes: byRecord(themes.map(({ record_id, theme }) => [record_id, theme])),
    areas: byRecord(areas.map(({ record_id, area }) => [record_id, area])),
  }
}

function byRecord(pairs: [record: string, key: string][]): Map<string, string[]> {
  const lists = new Map<string, string[]>()
  for (const [record, key] of pairs) lists.set(record, [...(lists.get(record) ?? []), key].sort())
  return lists
}

/** Takes the themes and areas of records away. */
export async function deleteKeys(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.deleteFrom('record_themes').where('record_id', 'in', ids).execute()
  await tx.deleteFrom('record_areas').where('record_id', 'in', ids).execute()
}

/** Writes the themes and areas of new records. */
export async function insertKeys(tx: Tx, records: readonly Keyed[]): Promise<void> {
  const themes = records.flatMap(({ id, themes }) => themes.map((theme) => ({ record_id: id, theme })))
  const areas = records.flatMap(({ id, areas }) => areas.map((area) => ({ record_id: id, area })))
  if (themes.length > 0) await tx.insertInto('record_themes').values(themes).execute()
  if (areas.length > 0) await tx.insertInto('record_areas').values(areas).execute()
}

/** A record of ours goes by another id from now on. */
export async function moveKeys(tx: Tx, from: string, to: string): Promise<void> {
  await tx.updateTable('record_themes').set({ record_id: to }).where('record_id', '=', from).execute()
  await tx.updateTable('record_areas').set({ record_id: to }).where('record_id', '=', from).execute()
}

/** Whether the record of a row (by its column, as `issues.id`) is about a theme. */
export const isAbout = (id: string, theme: string): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from record_themes where record_id = ${sql.ref(id)} and theme = ${theme})`

/** Whether the record of a row (by its column, as `issues.id`) names an area. */
export const isIn = (id: string, area: string): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from record_areas where record_id = ${sql.ref(id)} and area = ${area})`
