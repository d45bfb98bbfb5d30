import { PostgresAdapter, type RawBuilder, sql } from 'kysely'
import { type Db, inTransaction, type Tx } from './index.ts'

/** The tables that are made anew from all others: no backup has them. What lies in the database’s own index stands in no table at all. */
export const madeAnew: ReadonlySet<string> = new Set(['search_records'])

/** Under these names a database says by which rules its index was made, and how far it is while it is made anew. */
export const madeKey = 'search'
export const progressKey = 'search-rebuild'

/** A word that is looked for: as it is, or as the beginning of longer ones. */
export type AskedWord = { readonly word: string; readonly begins: boolean }

/** What rows must have: all of some words, or any of them. */
export type AskedWords =
  | { readonly all: readonly AskedWord[] }
  | { readonly any: readonly [string, ...string[]] }

/**
 * The index that tells which rows of `search_records` (by their `seq`) have which words. What a word is we say ourselves, and
 * so alike on both; that the words of a row lie in an index is left to each database, which does it in a fraction of the
 * space that a table of ours would take (docs/decisions/0011-search.md).
 */
export type WordIndex = {
  /** What of the words stands in the row itself. */
  columns(words: readonly string[]): Record<string, RawBuilder<unknown>>
  /** Keeps the words of a row that stands already; `again` where it had others before. */
  put(tx: Tx, seq: number, words: readonly string[], again: boolean): Promise<void>
  /** Lets go of the words of rows that go. */
  drop(tx: Tx, seqs: readonly number[]): Promise<void>
  /** Takes what is left of words that were let go of out of the files, a piece at a time; @returns whether anything may be left */
  clean(db: Db): Promise<boolean>
  /** A query for the `seq` of rows that have these words, the latest in the index first: at most so many. */
  rows(asked: AskedWords, most: number): RawBuilder<{ seq: number }>
}

/** The index of words of a database. */
export const wordIndex = (db: Db): WordIndex =>
  db.getExecutor().adapter instanceof PostgresAdapter ? inColumn : inVirtualTable

/** How much is merged at a time: pages of 4 kB. That takes some milliseconds, in which nobody else can write. */
const piece = 64

/** FTS5, which keeps no text and no places of words, only which rows have them; rows stand in it by `seq`. */
const inVirtualTable: WordIndex = {
  columns: () => ({}),
  async put(tx, seq, words, again) {
    const or = again ? sql`or replace` : sql``
    await sql`insert ${or} into search_words (rowid, words) values (${seq}, ${words.join(' ')})`.execute(tx)
  },
  async drop(tx, seqs) {
    await sql`delete from search_words where rowid in (${sql.join(seqs)})`.execute(tx)
  },
  async clean(db) {
    // A row that went is only marked as gone until what it was written with is merged. Whoever is told to merge less than
    // nothing begins with all there is, and goes on in pieces until a piece has nothing to write any more.
    return inTransaction(db, async (tx) => {
      const changes = async () =>
        (await sql<{ made: number }>`select total_changes() as made`.execute(tx)).rows[0]!.made
      const before = await changes()
      await sql`insert into search_words (search_words, rank) values ('merge', ${-piece})`.execute(tx)
      return (await changes()) - before > 1
    })
  },
  rows: (asked, most) => {
    const wanted =
      'all' in asked
        ? asked.all.map(({ word, begins }) => `${quoted(word, '"')}${begins ? '*' : ''}`).join(' ')
        : asked.any.map((word) => quoted(word, '"')).join(' OR ')
    return sql`select rowid as seq from search_words where search_words match ${wanted} order by rowid desc limit ${most}`
  },
}

/** A tsvector made of our words, without a look at them by a parser, which would see other words; in the row itself. */
const inColumn: WordIndex = {
  columns: (words) => ({ words: sql`array_to_tsvector(string_to_array(${words.join(' ')}, ' '))` }),
  put: async () => {},
  drop: async () => {},
  // They stood in the row: whatever clears away rows that are no more clears them away too.
  clean: async () => false,
  rows: (asked, most) => {
    const wanted =
      'all' in asked
        ? asked.all.map(({ word, begins }) => `${quoted(word, "'")}${begins ? ':*' : ''}`).join(' & ')
        : asked.any.map((word) => quoted(word, "'")).join(' | ')
    return sql`select seq from search_records where words @@ ${wanted}::tsquery order by seq desc limit ${most}`
  },
}

/** A word as it stands in the database's own language of queries, where nothing in it means anything but itself. */
const quoted = (word: string, mark: '"' | "'"): string =>
  `${mark}${word.replaceAll('\\', mark === "'" ? '\\\\' : '\\').replaceAll(mark, mark + mark)}${mark}`
