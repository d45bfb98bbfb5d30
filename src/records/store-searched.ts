import { sql } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import type { LanguageMap } from '../lib/language.ts'
import type { AnyRecord } from './model.ts'
import { dropWords } from './store-search.ts'
import type { ShelfName } from './store-shelf.ts'
import type { RecordColumns } from './table.ts'

/** What a record says below title and summary: the text in each language, and the rest. */
export type Text = { readonly html: LanguageMap; readonly also: readonly string[] }

/** What search asks of the shelf of a kind. */
export type Searched = {
  readonly kind: ShelfName
  /** Ids of public records after one, in their order: so many at most. */
  some(db: Db, after: string, limit: number): Promise<string[]>
  /** Ids of records that stand in the index of words and are not public: what an earlier mistake may have left there. */
  unlisted(db: Db, limit: number): Promise<string[]>
  /** Puts a record into the index of words as it stands there now, and takes it out where it is not public; `anew`: even where it says the same. */
  reword(tx: Tx, id: string, anew: boolean): Promise<void>
  /** What public records say below title and summary, by their ids. */
  texts(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Text>>
}

/** The statements of search over the table of a kind; how its rows become records, and are put into the index, its shelf says. */
export function searchedShelf<R extends AnyRecord>(about: {
  table: ShelfName
  whole(db: Db, rows: readonly RecordColumns[]): Promise<R[]>
  also(record: R): readonly string[]
  index(tx: Tx, record: R): Promise<void>
}): Searched {
  const { table, whole, also, index } = about
  // All these tables have the columns of a record.
  const shelf = table as 'issues'
  const open = (db: Db) =>
    db.selectFrom(shelf).where('published', 'is not', null).where('withdrawn', 'is', null)
  return {
    kind: table,

    async some(db, after, limit) {
      const rows = await open(db).select('id').where('id', '>', after).orderBy('id').limit(limit).execute()
      return rows.map(({ id }) => id)
    },

    async unlisted(db, limit) {
      const rows = await db
        .selectFrom('search_records')
        .select('record_id')
        .where('kind', '=', table)
        .where(
          sql<boolean>`not exists (select 1 from ${sql.table(table)} as kept where kept.id = search_records.record_id
            and kept.published is not null and kept.withdrawn is null)`,
        )
        .limit(limit)
        .execute()
      return rows.map(({ record_id }) => record_id)
    },

    async reword(tx, id, anew) {
      // Writing holds on to it, so that nobody changes it in between.
      const row = await tx
        .updateTable(shelf)
        .set((eb) => ({ folded: eb.ref('folded') }))
        .where('id', '=', id)
        .where('published', 'is not', null)
        .returningAll()
        .executeTakeFirst()
      if (!row || anew) await dropWords(tx, [id])
      if (row) await index(tx, (await whole(tx, [row]))[0]!)
    },

    async texts(db, ids) {
      const records = await whole(db, await open(db).selectAll().where('id', 'in', ids).execute())
      return new Map(records.map((record) => [record.id, { html: record.html, also: also(record) }]))
    },
  }
}
