import { type SelectQueryBuilder, sql } from 'kysely'
import type { Db, Schema, Tx } from '../db/index.ts'
import { fold } from '../lib/fold.ts'
import type { Level } from '../lib/level.ts'
import type { Instant } from '../lib/time.ts'
import type { Issue, IssueState } from './model.ts'
import { columns, deleteKeys, insertKeys, keysOf, pinOf, replaceKeys, whole } from './store-rows.ts'
import type { IssuesTables } from './table.ts'

type Row = IssuesTables['issues']

/** Which issues a list holds. Only public ones ever: published and not withdrawn. */
export type IssueFilter = {
  /** Actors whose issues may be shown at all; absent for everybody's. */
  readonly owners?: readonly string[]
  /** The one actor whose issues are asked for. */
  readonly owner?: string
  readonly theme?: string
  readonly area?: string
  readonly state?: IssueState
  readonly level?: Level
  /** From this update on. */
  readonly since?: Instant
  /** Updated before this. */
  readonly until?: Instant
  /** Words that all stand in title, summary or text, in any case and accent. */
  readonly text?: string
}

/** Where a page of a list begins: after this issue. */
export type IssueKey = { readonly updated: string; readonly id: string }

/** An issue as a list shows it: without its text. */
export type ListedIssue = Omit<
  Issue,
  'contents' | 'html' | 'source' | 'links' | 'reason' | 'withdrawn' | 'created'
>

/** Public issues, ours and copies, latest update first: at most so many, after a key. */
export async function listIssues(
  db: Db,
  filter: IssueFilter,
  page: { limit: number; after?: IssueKey | undefined },
): Promise<ListedIssue[]> {
  let query = narrowed(db.selectFrom('issues').select(listed), filter)
    .orderBy('updated', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.after) {
    const { updated, id } = page.after
    query = query.where((eb) => eb(eb.refTuple('updated', 'id'), '<', eb.tuple(updated as Instant, id)))
  }
  const rows = await query.execute()
  const { themes, areas } = await keysOf(db, rows)
  return rows.map(({ hub_id, titles, summaries, deciders, evidence, lat, lon, ...row }) => ({
    ...row,
    hub: hub_id,
    titles: JSON.parse(titles),
    summaries: JSON.parse(summaries),
    deciders: JSON.parse(deciders),
    evidence: JSON.parse(evidence),
    pin: pinOf(lat, lon),
    themes: themes.get(row.id) ?? [],
    areas: areas.get(row.id) ?? [],
  }))
}

/** How many public issues match, by whose they are. */
export async function countIssues(
  db: Db,
  filter: IssueFilter,
): Promise<{ readonly owner: string; readonly issues: number }[]> {
  const rows = await narrowed(
    db.selectFrom('issues').select((eb) => ['owner', eb.fn.countAll<number>().as('issues')]),
    filter,
  )
    .groupBy('owner')
    .execute()
  return rows.map(({ owner, issues }) => ({ owner, issues: Number(issues) }))
}

/** Only the public issues that a filter lets through. */
function narrowed<O>(all: SelectQueryBuilder<Schema, 'issues', O>, filter: IssueFilter) {
  const { owners, owner, theme, area, state, level, since, until } = filter
  let query = all.where('published', 'is not', null).where('withdrawn', 'is', null)
  if (owner !== undefined) query = query.where('owner', '=', owner)
  // The list's own index must lead here, and not the owners' one: most of them have something near the top.
  if (owners) query = query.where((eb) => eb(eb.fn.coalesce('owner', sql.lit('')), 'in', owners))
  if (state) query = query.where('state', '=', state)
  if (level) query = query.where('level', '=', level)
  if (since) query = query.where('updated', '>=', since)
  if (until) query = query.where('updated', '<', until)
  if (theme !== undefined)
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('issue_themes')
          .select('theme')
          .whereRef('issue_themes.issue_id', '=', 'issues.id')
          .where('theme', '=', theme),
      ),
    )
  if (area !== undefined)
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('issue_areas')
          .select('area')
          .whereRef('issue_areas.issue_id', '=', 'issues.id')
          .where('area', '=', area),
      ),
    )
  for (const word of fold(filter.text ?? '')
    .split(' ')
    .filter(Boolean)
    .slice(0, 10))
    query = query.where(sql<boolean>`folded like ${`%${word.replace(/[!%_]/g, '!$&')}%`} escape '!'`)
  return query
}

const listed = [
  ...([
    'id',
    'hub_id',
    'iri',
    'owner',
    'state',
    'language',
    'titles',
    'summaries',
    'level',
    'place',
  ] as const),
  ...([
    'lat',
    'lon',
    'deciders',
    'basis',
    'evidence',
    'licence',
    'revision',
    'published',
    'updated',
  ] as const),
] satisfies (keyof Row)[]

/** An issue of a hub, drafts included. */
export const issueOfHub = async (db: Db, hub: string, id: string): Promise<Issue | undefined> =>
  (
    await whole(
      db,
      await db.selectFrom('issues').selectAll().where('hub_id', '=', hub).where('id', '=', id).execute(),
    )
  )[0]

/** Issues of a hub by their ids, drafts included, in the order of their ids. */
export const issuesOfHub = async (db: Db, hub: string, ids: readonly string[]): Promise<Issue[]> =>
  whole(
    db,
    await db
      .selectFrom('issues')
      .selectAll()
      .where('hub_id', '=', hub)
      .where('id', 'in', ids)
      .orderBy('id')
      .execute(),
  )

/** An issue that is or was public, ours or a copy, by its id here. */
export const publicIssue = async (db: Db, id: string): Promise<Issue | undefined> =>
  (
    await whole(
      db,
      await db
        .selectFrom('issues')
        .selectAll()
        .where('id', '=', id)
        .where('published', 'is not', null)
        .execute(),
    )
  )[0]

/** A hub's own issues of these states, drafts included, latest change first. */
export const ownIssues = async (
  db: Db,
  hub: string,
  about: { states?: readonly IssueState[] | undefined; limit: number },
): Promise<Issue[]> => {
  let query = db.selectFrom('issues').selectAll().where('hub_id', '=', hub)
  if (about.states) query = query.where('state', 'in', about.states)
  return whole(db, await query.orderBy('updated', 'desc').orderBy('id', 'desc').limit(about.limit).execute())
}

/** How many rows go into one statement: SQLite takes 32,766 values in one. */
const batch = 200

/** Writes new issues with their themes and areas. */
export async function insertIssues(tx: Tx, issues: readonly Issue[]): Promise<void> {
  for (let start = 0; start < issues.length; start += batch) {
    const some = issues.slice(start, start + batch)
    await tx.insertInto('issues').values(some.map(columns)).execute()
    await insertKeys(tx, some)
  }
}

/**
 * Puts an issue of ours in the place of what it was; false where somebody else has changed it since it was read, and then
 * nothing is written.
 */
export async function changeIssue(tx: Tx, before: Issue, after: Issue): Promise<boolean> {
  const changed = await tx
    .updateTable('issues')
    .set(columns(after))
    .where('id', '=', before.id)
    .where('hub_id', '=', before.hub)
    .where('revision', '=', before.revision)
    .where('updated', '=', before.updated)
    .where('state', '=', before.state)
    .returning('id')
    .executeTakeFirst()
  if (changed) await replaceKeys(tx, after)
  return changed !== undefined
}

/**
 * Writes a copy of another hub's issue over what stood there; never over one of ours. `fresh`: under this id nothing
 * stood there, and nothing needs to be cleared away but what was once kept under another.
 */
export async function keepCopy(tx: Tx, issue: Issue, fresh: boolean): Promise<void> {
  if (fresh) await forgetEarlier(tx, issue)
  const row = columns(issue)
  const { id: _, created: __, ...news } = row
  const kept = await tx
    .insertInto('issues')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(news).where('issues.hub_id', 'is', null))
    .returning('id')
    .executeTakeFirst()
  if (kept && fresh) await insertKeys(tx, [issue])
  if (kept && !fresh) await replaceKeys(tx, issue)
}

/** A copy that its origin once did not know any more was forgotten by the registry; it comes back under another id. */
async function forgetEarlier(tx: Tx, { iri, id }: Issue): Promise<void> {
  const earlier = await tx
    .selectFrom('issues')
    .select('id')
    .where('iri', '=', iri)
    .where('id', '<>', id)
    .where('hub_id', 'is', null)
    .executeTakeFirst()
  if (!earlier) return
  await deleteKeys(tx, earlier.id)
  await tx.deleteFrom('issues').where('id', '=', earlier.id).execute()
}

/** Ends a copy and keeps no word of it; does nothing where there is none. */
export async function dropCopy(tx: Tx, id: string, at: Instant, reason: string | null): Promise<void> {
  const nothing = {
    titles: '{}',
    summaries: '{}',
    contents: '{}',
    html: '{}',
    folded: '',
    place: null,
    source: null,
  }
  const dropped = await tx
    .updateTable('issues')
    .set({
      ...nothing,
      deciders: '[]',
      evidence: '[]',
      lat: null,
      lon: null,
      state: 'withdrawn',
      withdrawn: at,
      reason,
    })
    .where('id', '=', id)
    .where('hub_id', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (dropped) await deleteKeys(tx, id)
}
