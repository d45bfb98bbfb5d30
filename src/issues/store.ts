import type { SelectQueryBuilder } from 'kysely'
import type { Db, Schema } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import { listedIn, narrowed as narrowedTo, type RecordFilter } from '../records/store-lists.ts'
import { openShelf } from '../records/store-shelf.ts'
import type { Issue, IssueState } from './model.ts'
import type { IssuesTables } from './table.ts'

type Row = IssuesTables['issues']

/** Which issues a list holds. */
export type IssueFilter = RecordFilter & {
  readonly state?: IssueState
  /** From this update on. */
  readonly since?: Instant
  /** Updated before this. */
  readonly until?: Instant
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
  const rows = await listedIn(db, await query.execute())
  return rows.map(({ deciders, evidence, ...row }) => ({
    ...row,
    deciders: JSON.parse(deciders),
    evidence: JSON.parse(evidence),
  }))
}

/** How many public issues match, by whose they are. */
export async function countIssues(
  db: Db,
  filter: IssueFilter,
): Promise<{ readonly owner: string; readonly records: number }[]> {
  const rows = await narrowed(
    db.selectFrom('issues').select((eb) => ['owner', eb.fn.countAll<number>().as('records')]),
    filter,
  )
    .groupBy('owner')
    .execute()
  return rows.map(({ owner, records }) => ({ owner, records: Number(records) }))
}

/** Only the public issues that a filter lets through. */
function narrowed<O>(all: SelectQueryBuilder<Schema, 'issues', O>, { since, until, ...filter }: IssueFilter) {
  let query = narrowedTo(all, 'issues', filter)
  if (since) query = query.where('updated', '>=', since)
  if (until) query = query.where('updated', '<', until)
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
  also: ({ deciders }) => deciders,
})

/** An issue of a hub, drafts included. */
export const issueOfHub = async (db: Db, hub: string, id: string): Promise<Issue | undefined> =>
  (await shelf.ofHub(db, hub, [id]))[0]

/** Issues by where they stand: of a hub by their ids, public by id, a hub's own; new ones, a change, copies of others'; as search needs them. */
export const {
  ofHub: issuesOfHub,
  publicById: publicIssue,
  publicByIri: publicIssueByIri,
  ownOf: ownIssues,
  insert: insertIssues,
  change: changeIssue,
  dropDraft,
  keepCopy,
  dropCopy,
  forgetCopies,
  searched: searchedIssues,
} = shelf

/** A hub's own issues that were split from one, drafts included, by its address. */
export const partsOf = async (db: Db, hub: string, iri: string): Promise<Issue[]> =>
  shelf.whole(
    db,
    await db
      .selectFrom('issues')
      .selectAll()
      .where('hub_id', '=', hub)
      .where('links', 'like', `%"splitFrom":"${iri.replace(/[%_\\]/g, '')}"%`)
      .orderBy('id')
      .execute(),
  )
