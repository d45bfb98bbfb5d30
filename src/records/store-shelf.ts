import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { AnyRecord } from './model.ts'
import { forgetHistory } from './store-history.ts'
import { deleteKeys, insertKeys, keysOf } from './store-keys.ts'
import { columnsOf, noWord, recordIn } from './store-rows.ts'
import { dropWords, keepWords } from './store-search.ts'
import { searchedShelf } from './store-searched.ts'
import type { RecordColumns } from './table.ts'

/** Columns of a kind's own beside those that all have: text, numbers or nothing. */
type OwnColumns = Readonly<Record<string, string | number | null>>

/** What a kind says of its own columns. */
export type ShelfOf<R extends AnyRecord> = {
  /** Its table. */
  readonly table: ShelfName
  /** Its own columns, of a record. */
  columns(record: R): OwnColumns
  /** What they hold, of a row. */
  read(row: RecordColumns & OwnColumns): Omit<R, keyof AnyRecord>
  /** What they hold of a copy that has ended: no word of it. */
  readonly ended: OwnColumns
  /** Rows of other tables of the kind that lean on a record: written with it, and erased with it. */
  readonly leaning?: {
    write(tx: Tx, records: readonly R[]): Promise<void>
    erase(tx: Tx, ids: readonly string[]): Promise<void>
  }
  /** What it says in public besides title, summary, place and text, so that it is found by that too. */
  also?(record: R): readonly string[]
  /** Whether lists show it, where being public is not enough. */
  listed?(record: R): boolean
}

/** The tables that have the columns of a record. */
export type ShelfName = 'issues' | 'assemblies' | 'outcomes' | 'actions'

/** How many rows go into one statement: SQLite takes 32,766 values in one. */
const batch = 200

/** The statements that are alike for every kind of record, over its own table. */
export function openShelf<R extends AnyRecord>(about: ShelfOf<R>) {
  const { table, columns, read, ended, leaning } = about
  // All these tables have the columns of a record; what they have besides goes through `columns` and `read`.
  const shelf = table as 'issues'
  const rowOf = (record: R) => ({ ...columnsOf(record), ...columns(record) }) as never

  /** Rows as whole records, with their themes and areas. */
  async function whole(db: Db, rows: readonly RecordColumns[]): Promise<R[]> {
    const { themes, areas } = await keysOf(db, rows)
    return rows.map(
      (row) =>
        ({
          ...recordIn(row),
          ...read(row as RecordColumns & OwnColumns),
          themes: themes.get(row.id) ?? [],
          areas: areas.get(row.id) ?? [],
        }) as unknown as R,
    )
  }

  async function write(tx: Tx, records: readonly R[]): Promise<void> {
    await insertKeys(tx, records)
    await leaning?.write(tx, records)
  }

  async function erase(tx: Tx, ids: readonly string[]): Promise<void> {
    await deleteKeys(tx, ids)
    await leaning?.erase(tx, ids)
  }

  async function writeOver(tx: Tx, record: R): Promise<void> {
    await erase(tx, [record.id])
    await write(tx, [record])
  }

  /** Puts a record into the index of words where lists show it, and takes it out where they do not. */
  async function index(tx: Tx, record: R, fresh: boolean): Promise<void> {
    const shown = record.published !== null && record.withdrawn === null && (about.listed?.(record) ?? true)
    if (shown) await keepWords(tx, table, { record, also: about.also?.(record) ?? [] }, fresh)
    else if (!fresh) await dropWords(tx, [record.id])
  }

  /** The row, held on to where nobody has changed it since it was read. */
  const asRead = (tx: Tx, before: R, set: object) =>
    tx
      .updateTable(shelf)
      .set(set as never)
      .where('id', '=', before.id)
      .where('hub_id', '=', before.hub)
      .where('revision', '=', before.revision)
      .where('updated', '=', before.updated)
      .where('state', '=', before.state as never)
      .returning('id')
      .executeTakeFirst()

  return {
    whole,
    searched: searchedShelf<R>({
      table,
      whole,
      also: (record) => about.also?.(record) ?? [],
      index: (tx, record) => index(tx, record, false),
    }),

    /** Records of a hub by their ids, drafts included, in the order of their ids. */
    ofHub: async (db: Db, hub: string, ids: readonly string[]): Promise<R[]> =>
      whole(
        db,
        await db
          .selectFrom(shelf)
          .selectAll()
          .where('hub_id', '=', hub)
          .where('id', 'in', ids)
          .orderBy('id')
          .execute(),
      ),

    /** A record that is or was public, ours or a copy, by its id here. */
    publicById: async (db: Db, id: string): Promise<R | undefined> =>
      (
        await whole(
          db,
          await db
            .selectFrom(shelf)
            .selectAll()
            .where('id', '=', id)
            .where('published', 'is not', null)
            .execute(),
        )
      )[0],

    /** A record that is or was public, ours or a copy, by its address. */
    publicByIri: async (db: Db, iri: string): Promise<R | undefined> =>
      (
        await whole(
          db,
          await db
            .selectFrom(shelf)
            .selectAll()
            .where('iri', '=', iri)
            .where('published', 'is not', null)
            .execute(),
        )
      )[0],

    /** A hub's own records of these states, drafts included, latest change first. */
    ownOf: async (
      db: Db,
      hub: string,
      about: { states?: readonly string[] | undefined; limit: number },
    ): Promise<R[]> => {
      let query = db.selectFrom(shelf).selectAll().where('hub_id', '=', hub)
      if (about.states) query = query.where('state', 'in', about.states as never)
      return whole(
        db,
        await query.orderBy('updated', 'desc').orderBy('id', 'desc').limit(about.limit).execute(),
      )
    },

    /** Writes new records with their themes and areas. */
    async insert(tx: Tx, records: readonly R[]): Promise<void> {
      for (let start = 0; start < records.length; start += batch) {
        const some = records.slice(start, start + batch)
        await tx.insertInto(shelf).values(some.map(rowOf)).execute()
        await write(tx, some)
      }
    },

    /**
     * Puts a record of ours in the place of what it was; false where somebody else has changed it since it was read, and
     * then nothing is written.
     */
    async change(tx: Tx, before: R, after: R): Promise<boolean> {
      if (!(await asRead(tx, before, rowOf(after)))) return false
      await writeOver(tx, after)
      await index(tx, after, before.published === null)
      return true
    },

    /**
     * Deletes a draft of a hub with its themes, its areas, its history and what else leans on it (`leaning`); false where
     * somebody else has changed it since it was read, and then nothing is deleted.
     */
    async dropDraft(tx: Tx, draft: R, leaning?: () => Promise<unknown>): Promise<boolean> {
      // Writing holds on to it, so that nobody changes it in between.
      if (draft.published !== null || !(await asRead(tx, draft, { folded: '' }))) return false
      await forgetHistory(tx, draft.id)
      await leaning?.()
      await erase(tx, [draft.id])
      await tx.deleteFrom(shelf).where('id', '=', draft.id).execute()
      return true
    },

    /**
     * Writes a copy of another hub's record over what stood there; never over one of ours. `fresh`: under this id nothing
     * stood there, and nothing needs to be cleared away but what was once kept under another.
     */
    async keepCopy(tx: Tx, record: R, fresh: boolean): Promise<void> {
      if (fresh) await forgetEarlier(tx, record)
      const row = rowOf(record) as RecordColumns
      const { id: _, created: __, ...news } = row
      const kept = await tx
        .insertInto(shelf)
        .values(row as never)
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet(news as never)
            .where(`${table}.hub_id` as never, 'is', null),
        )
        .returning('id')
        .executeTakeFirst()
      if (!kept) return
      await (fresh ? write(tx, [record]) : writeOver(tx, record))
      await index(tx, record, fresh)
    },

    /** Ends a copy and keeps no word of it; does nothing where there is none. */
    async dropCopy(tx: Tx, id: string, at: Instant, reason: string | null): Promise<void> {
      const dropped = await tx
        .updateTable(shelf)
        .set({ ...noWord, ...ended, state: 'withdrawn', withdrawn: at, reason } as never)
        .where('id', '=', id)
        .where('hub_id', 'is', null)
        .returning('id')
        .executeTakeFirst()
      if (!dropped) return
      await erase(tx, [id])
      await dropWords(tx, [id])
    },

    /** Deletes every copy of another's record: the server goes by another address, and nobody knows it any more. */
    async forgetCopies(tx: Tx): Promise<void> {
      for (;;) {
        const some = await tx
          .selectFrom(shelf)
          .select('id')
          .where('hub_id', 'is', null)
          .limit(batch)
          .execute()
        if (some.length === 0) return
        const ids = some.map(({ id }) => id)
        await erase(tx, ids)
        await dropWords(tx, ids)
        await tx.deleteFrom(shelf).where('id', 'in', ids).execute()
      }
    },
  }

  /** A copy that its origin once did not know any more was forgotten by the registry; it comes back under another id. */
  async function forgetEarlier(tx: Tx, { iri, id }: R): Promise<void> {
    const earlier = await tx
      .selectFrom(shelf)
      .select('id')
      .where('iri', '=', iri)
      .where('id', '<>', id)
      .where('hub_id', 'is', null)
      .executeTakeFirst()
    if (!earlier) return
    await erase(tx, [earlier.id])
    await dropWords(tx, [earlier.id])
    await tx.deleteFrom(shelf).where('id', '=', earlier.id).execute()
  }
}
