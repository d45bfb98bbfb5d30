import type { SelectQueryBuilder } from 'kysely'
import type { Db, Schema, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import { listedIn, narrowed as narrowedTo, type RecordFilter } from '../records/store-lists.ts'
import { openShelf } from '../records/store-shelf.ts'
import type { Outcome, OutcomeState } from './model.ts'
import type { OutcomesTables } from './table.ts'

type Row = OutcomesTables['outcomes']

/** Which outcomes a list holds. */
export type OutcomeFilter = RecordFilter & {
  readonly state?: OutcomeState
  /** From this update on, and updated before that. */
  readonly since?: Instant
  readonly until?: Instant
  /** Address of the assembly they come from, or of an issue they answer. */
  readonly assembly?: string
  readonly issue?: string
}

/** Where a page of a list begins: after this record. */
export type OutcomeKey = { readonly updated: string; readonly id: string }

/** An outcome as a list shows it: without its text. */
export type ListedOutcome = Omit<Outcome, 'contents' | 'html' | 'reason' | 'withdrawn' | 'created'>

/** Public outcomes, ours and copies, latest update first: at most so many, after a key. */
export async function listOutcomes(
  db: Db,
  filter: OutcomeFilter,
  page: { limit: number; after?: OutcomeKey | undefined },
): Promise<ListedOutcome[]> {
  let query = narrowed(db.selectFrom('outcomes').select(listed), filter)
    .orderBy('updated', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.after) {
    const { updated, id } = page.after
    query = query.where((eb) => eb(eb.refTuple('updated', 'id'), '<', eb.tuple(updated as Instant, id)))
  }
  const rows = await listedIn(db, await query.execute())
  return rows.map(({ facts, ...row }) => ({ ...row, ...JSON.parse(facts) }))
}

/** How many public outcomes match, by whose they are. */
export async function countOutcomes(
  db: Db,
  filter: OutcomeFilter,
): Promise<{ readonly owner: string; readonly records: number }[]> {
  const rows = await narrowed(
    db.selectFrom('outcomes').select((eb) => ['owner', eb.fn.countAll<number>().as('records')]),
    filter,
  )
    .groupBy('owner')
    .execute()
  return rows.map(({ owner, records }) => ({ owner, records: Number(records) }))
}

/** Only the public outcomes that a filter lets through. */
function narrowed<O>(
  all: SelectQueryBuilder<Schema, 'outcomes', O>,
  { since, until, assembly, issue, ...filter }: OutcomeFilter,
) {
  let query = narrowedTo(all, 'outcomes', filter)
  if (since !== undefined) query = query.where('updated', '>=', since)
  if (until !== undefined) query = query.where('updated', '<', until)
  if (assembly !== undefined) query = query.where('assembly', '=', assembly)
  if (issue !== undefined)
    query = query.where((eb) =>
      eb('id', 'in', eb.selectFrom('outcome_issues').select('outcome_id').where('issue', '=', issue)),
    )
  return query
}

const listed = [
  ...(['id', 'hub_id', 'iri', 'owner', 'state', 'language', 'titles', 'summaries', 'level'] as const),
  ...(['place', 'lat', 'lon', 'licence', 'revision', 'published', 'updated', 'assembly', 'facts'] as const),
] satisfies (keyof Row)[]

/** What of the outcomes' table is their own. */
const shelf = openShelf<Outcome>({
  table: 'outcomes',
  columns: (outcome) => ({
    assembly: outcome.assembly,
    facts: JSON.stringify({
      issues: outcome.issues,
      decisions: outcome.decisions,
      present: outcome.present,
      checked: outcome.checked,
      preparedBy: outcome.preparedBy,
      disagreements: outcome.disagreements,
      supersedes: outcome.supersedes,
      supersededBy: outcome.supersededBy,
      replyTo: outcome.replyTo,
    }),
  }),
  read: (row) => ({ ...JSON.parse(row.facts as string), assembly: row.assembly as string | null }),
  ended: {
    assembly: null,
    facts: JSON.stringify({
      ...{ issues: [], decisions: [], disagreements: [], present: null, checked: null, preparedBy: null },
      ...{ supersedes: null, supersededBy: null, replyTo: null },
    }),
  },
  also: ({ decisions, disagreements }) => [...decisions.map(({ text }) => text), ...disagreements],
  leaning: {
    async write(tx, records) {
      const rows = records.flatMap(({ id, issues }) => issues.map((issue) => ({ outcome_id: id, issue })))
      if (rows.length > 0) await tx.insertInto('outcome_issues').values(rows).execute()
    },
    async erase(tx, ids) {
      await tx.deleteFrom('outcome_issues').where('outcome_id', 'in', ids).execute()
    },
  },
})

/** An outcome of a hub, drafts included. */
export const outcomeOfHub = async (db: Db, hub: string, id: string): Promise<Outcome | undefined> =>
  (await shelf.ofHub(db, hub, [id]))[0]

/** An outcome of ours goes by another id: which issues it answers goes along, by their new addresses where they have some. */
export async function moveOutcomeIssues(
  tx: Tx,
  { from, to, iris }: { from: string; to: string; iris: ReadonlyMap<string, string> },
): Promise<void> {
  const rows = await tx.deleteFrom('outcome_issues').where('outcome_id', '=', from).returningAll().execute()
  const moved = rows.map(({ issue }) => ({ outcome_id: to, issue: iris.get(issue) ?? issue }))
  if (moved.length > 0) await tx.insertInto('outcome_issues').values(moved).execute()
}

/** Outcomes by where they stand: of a hub by their ids, public by id or address, a hub's own; new ones, a change, copies of others'. */
export const {
  ofHub: outcomesOfHub,
  publicById: publicOutcome,
  publicByIri: publicOutcomeAt,
  ownOf: ownOutcomes,
  insert: insertOutcomes,
  change: changeOutcome,
  dropDraft: dropOutcomeDraft,
  keepCopy: keepOutcomeCopy,
  dropCopy: dropOutcomeCopy,
  forgetCopies: forgetOutcomeCopies,
  searched: searchedOutcomes,
} = shelf
