import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../db/index.ts'
import { type AskedWord, wordIndex } from '../db/search.ts'
import { isAbout } from './store-keys.ts'
import { nearMarks } from './store-search.ts'
import type { ShelfName } from './store-shelf.ts'

/** Which records are looked for at all: of these actors, and as narrow as one likes. */
export type FindAmong = {
  /** Actors whose records may be shown. */
  readonly owners: readonly string[]
  readonly kind?: ShelfName | undefined
  readonly theme?: string | undefined
  /** First part of the tag of a language they can be read in. */
  readonly language?: string | undefined
}

/** What is looked for, and how what is found is sorted: by how well it fits, or the latest change first. */
export type Find = FindAmong & {
  readonly words: readonly AskedWord[]
  /** Languages of the reader (first parts of their tags), the best first: of equals those stand first that can be read. */
  readonly reads: readonly string[]
  readonly by: 'fit' | 'latest'
  readonly limit: number
  readonly offset: number
}

/** What was found: some of it in order, and how many there are in all; `cut` where there are so many that not all were looked at. */
export type FoundRecords = {
  readonly records: readonly { readonly id: string; readonly kind: ShelfName }[]
  readonly total: number
  readonly cut: boolean
}

/** How many records that have the words are looked at, the latest that came here; and how many of those that are wanted are sorted. */
const mostLookedAt = 20_000
const mostSorted = 5000

/** The most different languages that one can choose from. */
const mostLanguages = 100

/** Looks for public records that have all of some words. */
export async function findRecords(db: Db, find: Find): Promise<FoundRecords> {
  const { words, limit, offset } = find
  const { rows } = await sql<{ id: string; kind: ShelfName; total: number; looked: number }>`
    with found as materialized (${wordIndex(db).rows({ all: words }, mostLookedAt)}),
      fitting as materialized (
        select ${r('record_id')} as id, ${r('kind')} as kind, ${r('updated')} as updated,
          ${fitOf(words)} as fit, ${foreignOf(find.reads)} as foreign_to
        from ${foundRows} where ${among(find)} limit ${mostSorted})
    select id, kind, (select count(*) from fitting) as total, (select count(*) from found) as looked
    from fitting order by ${find.by === 'fit' ? sql`fit desc, foreign_to, ` : sql``} updated desc, id desc
    limit ${limit} offset ${offset}`.execute(db)
  const total = Number(rows[0]?.total ?? 0)
  return {
    records: rows.map(({ id, kind }) => ({ id, kind })),
    total,
    cut: total >= mostSorted || Number(rows[0]?.looked ?? 0) >= mostLookedAt,
  }
}

/** Whether any record that is looked for has a word. */
export async function hasWord(db: Db, word: AskedWord, about: FindAmong): Promise<boolean> {
  const { rows } = await sql`
    with found as materialized (${wordIndex(db).rows({ all: [word] }, mostLookedAt)})
    select 1 as one from ${foundRows} where ${among(about)} limit 1`.execute(db)
  return rows.length > 0
}

/** The words of titles, summaries and places of records that may have a word near this one: of so many records at most, the latest that came. */
export async function wordsNear(db: Db, word: string, about: FindAmong, most: number): Promise<string[]> {
  const { rows } = await sql<{ title: string; summary: string }>`
    with found as materialized (${wordIndex(db).rows({ any: nearMarks(word) }, mostLookedAt)})
    select ${r('title')} as title, ${r('summary')} as summary
    from ${foundRows} where ${among(about)} order by ${r('seq')} desc limit ${most}`.execute(db)
  return rows.flatMap(({ title, summary }) => `${title}${summary}`.split(' ').filter(Boolean))
}

/** Languages in which there is something to read here (first parts of their tags), in the order of the tags. */
export async function languagesFound(db: Db): Promise<string[]> {
  // Each step finds the next by the index: few languages, and perhaps a million records.
  const { rows } = await sql<{ languages: string }>`
    with recursive step (languages) as (
      select min(languages) from search_records
      union all
      select (select min(languages) from search_records where languages > step.languages) from step
      where step.languages is not null)
    select languages from step where languages is not null limit ${mostLanguages}`.execute(db)
  return [...new Set(rows.flatMap(({ languages }) => languages.trim().split(' ')))].sort()
}

// Written as a cross join, so that SQLite goes through what was found, in its order, and not through the whole table.
const foundRows = sql`found cross join search_records as r`

const r = (column: string) => sql.ref(`r.${column}`)

function among({ owners, kind, theme, language }: FindAmong): RawBuilder<SqlBool> {
  if (owners.length === 0) return sql<boolean>`1 = 0`
  const wanted = [sql<boolean>`${r('seq')} = found.seq`, sql<boolean>`${r('owner')} in (${sql.join(owners)})`]
  if (kind !== undefined) wanted.push(sql<boolean>`${r('kind')} = ${kind}`)
  if (theme !== undefined) wanted.push(isAbout('r.record_id', theme))
  if (language !== undefined) wanted.push(has('languages', `% ${language} %`))
  return sql.join(wanted, sql` and `)
}

// What is compared holds folded words or tags with spaces between, and the words asked are made alike: no % and no _ in them.
const has = (column: string, like: string) => sql<boolean>`${r(column)} like ${like}`

/** How well a record fits: a word in the title counts more than the beginning of one, that more than one in the summary, and so on. */
const fitOf = (words: readonly AskedWord[]) =>
  sql.join(
    words.map(
      ({ word, begins }) => sql`case when ${has('title', `% ${word} %`)} then 12
        ${begins ? sql`when ${has('title', `% ${word}%`)} then 8` : sql``}
        when ${has('summary', `% ${word} %`)} then 4
        ${begins ? sql`when ${has('summary', `% ${word}%`)} then 3` : sql``} else 1 end`,
    ),
    sql` + `,
  )

/** 0 for what can be read in the reader’s first language, 1 in the second … */
const foreignOf = (reads: readonly string[]) =>
  reads.length === 0
    ? sql`0`
    : sql`case ${sql.join(
        reads.map((tag, at) => sql`when ${has('languages', `% ${tag} %`)} then ${sql.lit(at)}`),
        sql` `,
      )} else ${sql.lit(reads.length)} end`
