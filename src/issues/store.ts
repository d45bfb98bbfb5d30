import { type SelectQueryBuilder, sql } from 'kysely'
import type { Db, Schema } from '../db/index.ts'
import { fold } from '../lib/fold.ts'
import type { Level } from '../lib/level.ts'
import type { Instant } from '../lib/time.ts'
import { isAbout, isIn, keysOf } from '../records/store-keys.ts'
import { pinOf } from '../records/store-rows.ts'
import { openShelf } from '../records/store-shelf.ts'
import type { Issue, IssueState } from './model.ts'
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
    pin: pinOf({ lat, lon }),
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
  if (theme !== undefined) query = query.where(isAbout('issues.id', theme))
  if (area !== undefined) query = query.where(isIn('issues.id', area))
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

/** What of the issues' table is their own. */
const shelf = openShelf<Issue>({
  table: 'issues',
  columns: (issue) => ({
    deciders: JSON.stringify(issue.deciders),
    basis: issue.basis,
    evidence: JSON.stringify(issue.evidence),
    source: issue.source && JSON.stringify(issue.source),
    links: JSON.stringify(issue.links),
  }),
  read: (row) => ({
    deciders: JSON.parse(row.deciders as string),
    basis: row.basis as Issue['basis'],
    evidence: JSON.parse(row.evidence as string),
    source: row.source === null ? null : JSON.parse(row.source as string),
    links: JSON.parse(row.links as string),
  }),
  ended: { deciders: '[]', evidence: '[]', source: null },
})

/** An issue of a hub, drafts included. */
export const issueOfHub = async (db: Db, hub: string, id: string): Promise<Issue | undefined> =>
  (await shelf.ofHub(db, hub, [id]))[0]

/** Issues by where they stand: of a hub by their ids, public by id, a hub's own; new ones, a change, copies of others'. */
export const {
  ofHub: issuesOfHub,
  publicById: publicIssue,
  ownOf: ownIssues,
  insert: insertIssues,
  change: changeIssue,
  holdDraft,
  remove: removeIssues,
  keepCopy,
  dropCopy,
  forgetCopies,
} = shelf
