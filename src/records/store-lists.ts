import { type ExpressionWrapper, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { Db, Schema } from '../db/index.ts'
import { fold } from '../lib/fold.ts'
import type { LanguageMap } from '../lib/language.ts'
import type { Level } from '../lib/level.ts'
import { isAbout, isIn, keysOf } from './store-keys.ts'
import { pinOf } from './store-rows.ts'
import type { ShelfName } from './store-shelf.ts'
import type { RecordColumns } from './table.ts'

/** Which records a list holds, as far as all kinds are alike. Only public ones ever: published and not withdrawn. */
export type RecordFilter = {
  /** Actors whose records may be shown at all; absent for everybody's. */
  readonly owners?: readonly string[]
  /** The one actor whose records are asked for. */
  readonly owner?: string
  readonly theme?: string
  readonly area?: string
  readonly state?: string
  readonly level?: Level
  /** Only those with a pin. */
  readonly pinned?: boolean
  /** Only these, by their ids. */
  readonly ids?: readonly string[]
  /** Words that all stand in title, summary, place or text, in any case and accent. */
  readonly text?: string
}

/** Only the public records of a table that a filter lets through. */
export function narrowed<T extends ShelfName, O>(
  all: SelectQueryBuilder<Schema, T, O>,
  table: T,
  { owners, owner, theme, area, state, level, pinned, ids, text }: RecordFilter,
): SelectQueryBuilder<Schema, T, O> {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  const wanted: (RawBuilder<SqlBool> | ExpressionWrapper<Schema, T, SqlBool>)[] = [
    sql<boolean>`${column('published')} is not null`,
    sql<boolean>`${column('withdrawn')} is null`,
  ]
  if (owner !== undefined) wanted.push(sql<boolean>`${column('owner')} = ${owner}`)
  if (state !== undefined) wanted.push(sql<boolean>`${column('state')} = ${state}`)
  if (level !== undefined) wanted.push(sql<boolean>`${column('level')} = ${level}`)
  if (pinned) wanted.push(sql<boolean>`${column('lat')} is not null`)
  if (ids !== undefined) wanted.push(sql<boolean>`${column('id')} in (${sql.join(ids)})`)
  if (theme !== undefined) wanted.push(isAbout(`${table}.id`, theme))
  if (area !== undefined) wanted.push(isIn(`${table}.id`, area))
  for (const word of fold(text ?? '')
    .split(' ')
    .filter(Boolean)
    .slice(0, 10))
    wanted.push(sql<boolean>`${column('folded')} like ${`%${word.replace(/[!%_]/g, '!$&')}%`} escape '!'`)
  const query = wanted.reduce((query, each) => query.where(each), all)
  // The list's own index must lead here, and not the owners' one: most of them have something near the top.
  return owners
    ? query.where((eb) => eb(eb.fn.coalesce(`${table}.owner` as never, sql.lit('')), 'in', owners as never))
    : query
}

/** The columns of a row of a list that are read alike for all kinds. */
type ListedRow = Pick<RecordColumns, 'id' | 'hub_id' | 'titles' | 'summaries' | 'lat' | 'lon'>

/** Rows of a list as records with their themes and areas; what is a kind's own stays as the row has it. */
export async function listedIn<R extends ListedRow>(db: Db, rows: readonly R[]) {
  const { themes, areas } = await keysOf(db, rows)
  return rows.map(({ hub_id, titles, summaries, lat, lon, ...row }) => ({
    ...row,
    hub: hub_id,
    titles: JSON.parse(titles) as LanguageMap,
    summaries: JSON.parse(summaries) as LanguageMap,
    pin: pinOf({ lat, lon }),
    themes: themes.get(row.id) ?? [],
    areas: areas.get(row.id) ?? [],
  }))
}
