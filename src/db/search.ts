import { PostgresAdapter, type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from './index.ts'

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
  /** A query for the `seq` of rows that have these words, the latest in the index first: at most so many. */
  rows(asked: AskedWords, most: number): RawBuilder<{ seq: number }>
}

/** The index of words of a database. */
export const wordIndex = (db: Db): WordIndex =>
  db.getExecutor().adapter instanceof PostgresAdapter ? inColumn : inVirtualTable

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
