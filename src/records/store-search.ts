import { createHash } from 'node:crypto'
import type { Db, Tx } from '../db/index.ts'
import { wordIndex } from '../db/search.ts'
import { primaryTag } from '../lib/language.ts'
import { textOfSafeHtml } from '../lib/markdown.ts'
import { nearKeys } from '../lib/near-words.ts'
import { foldedBy, wordsIn } from '../lib/search-words.ts'
import type { AnyRecord } from './model.ts'
import type { ShelfName } from './store-shelf.ts'
import type { RecordsTables } from './table.ts'

/** A record as it is put into the index of words: with what it says besides title, summary and text. */
export type Sayings = { readonly record: AnyRecord; readonly also: readonly string[] }

/** How much of a record’s text is looked at, in characters, and how many different words it is found by. */
const mostText = 200_000
const mostWords = 5000

/** Stands before a key of near words, so that it is no beginning of any word. */
const near = '¬'

/** The keys by which records with a word near this one are found. */
export const nearMarks = (word: string): [string, ...string[]] =>
  nearKeys(word).map((key) => near + key) as [string, ...string[]]

/**
 * Puts a public record into the index of words, or in the place of what it said before. One that says the same words as before,
 * as most do that only moved on, has no word written anew. `fresh`: it cannot stand there yet.
 */
export async function keepWords(tx: Tx, kind: ShelfName, said: Sayings, fresh: boolean): Promise<void> {
  const { id, owner, updated } = said.record
  const index = wordIndex(tx)
  const found = foundBy(said)
  const before = fresh ? undefined : await rowOf(tx, id)
  if (before?.digest === found.row.digest) {
    await tx.updateTable('search_records').set({ owner, updated }).where('seq', '=', before.seq).execute()
    return
  }
  const row = { kind, owner, updated, ...found.row, ...index.columns(found.words) }
  const kept = await tx
    .insertInto('search_records')
    .values({ record_id: id, ...row })
    .onConflict((conflict) => conflict.column('record_id').doUpdateSet(row))
    .returning('seq')
    .executeTakeFirstOrThrow()
  await index.put(tx, kept.seq, found.words, !fresh)
}

/** Takes records out of the index of words: they are public no longer. Does nothing where they never stood there. */
export async function dropWords(tx: Tx, ids: readonly string[]): Promise<void> {
  const rows = await tx.deleteFrom('search_records').where('record_id', 'in', ids).returning('seq').execute()
  if (rows.length > 0)
    await wordIndex(tx).drop(
      tx,
      rows.map(({ seq }) => seq),
    )
}

/**
 * Takes words that were let go of out of the index for good. They are found no more as soon as they are dropped; until this
 * they may lie in the database’s files. In pieces, with as long a rest after each as it took.
 */
export async function cleanWords(db: Db, signal?: AbortSignal): Promise<void> {
  const index = wordIndex(db)
  let started = performance.now()
  while (!signal?.aborted && (await index.clean(db))) {
    await new Promise((rest) => setTimeout(rest, performance.now() - started))
    started = performance.now()
  }
}

const rowOf = (tx: Tx, id: string) =>
  tx.selectFrom('search_records').select(['seq', 'digest']).where('record_id', '=', id).executeTakeFirst()

/** What a record is found by: the words of its titles and of its summaries in order, and all its words, each once. */
function foundBy({ record, also }: Sayings) {
  const { titles, summaries, html, place } = record
  const title = wordsOf(Object.values(titles).join('\n'))
  const summary = wordsOf([...Object.values(summaries), place ?? ''].join('\n'))
  const text = wordsOf([...also, ...Object.values(html).map(textOfSafeHtml)].join('\n').slice(0, mostText))
  const words = [...new Set([...title, ...summary, ...text])].slice(0, mostWords)
  // Slips are looked for where most people look, and of longer words also in the summary: each costs eight keys.
  const mistyped = [...new Set([...title.filter(longer(3)), ...summary.filter(longer(6))])]
  const marks = new Set(mistyped.flatMap(nearMarks))
  const row: Omit<Row, 'seq' | 'record_id' | 'kind' | 'owner' | 'updated' | 'digest'> = {
    languages: ` ${[...new Set(Object.keys({ ...titles, ...html }).map(primaryTag))].sort().join(' ')} `,
    title: ` ${title.join(' ')} `,
    summary: ` ${summary.join(' ')} `,
  }
  const all = [...words, ...[...marks].slice(0, mostWords)]
  const digest = createHash('sha256').update([foldedBy, ...Object.values(row), ...all].join('\n'))
  return { row: { ...row, digest: digest.digest('base64url').slice(0, 22) }, words: all }
}

type Row = RecordsTables['search_records']

const wordsOf = (text: string): string[] => wordsIn(text).map(({ word }) => word)

const longer = (letters: number) => (word: string) => word.length >= letters
