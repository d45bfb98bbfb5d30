import type { SelectQueryBuilder } from 'kysely'
import type { Db, Schema } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import { listedIn, narrowed as narrowedTo, type RecordFilter } from '../records/store-lists.ts'
import { openShelf } from '../records/store-shelf.ts'
import type { Action, ActionState } from './model-action.ts'
import type { OutcomesTables } from './table.ts'

type Row = OutcomesTables['actions']

/** Which actions a list holds. */
export type ActionFilter = RecordFilter & {
  readonly state?: ActionState
  /** From this update on, and updated before that. */
  readonly since?: Instant
  readonly until?: Instant
  /** Address of the outcome they come of, or of the issue they serve. */
  readonly outcome?: string
  readonly issue?: string
  /** Only those that are neither done nor dropped. */
  readonly open?: true
  /** Only those that were due before this day and are open. */
  readonly overdue?: string
}

/** Where a page of a list begins: after this action. */
export type ActionKey = { readonly updated: string; readonly due: string | null; readonly id: string }

/** An action as a list shows it: without its text. */
export type ListedAction = Omit<Action, 'contents' | 'html' | 'reason' | 'withdrawn' | 'created'>

/** Where an action without a day stands among those that have one: behind them. */
const someDay = '9999-12-31'

/** Public actions, ours and copies: the latest update first, or what is due next; at most so many, after a key. */
export async function listActions(
  db: Db,
  filter: ActionFilter,
  page: { limit: number; after?: ActionKey | undefined; order?: 'latest' | 'due' },
): Promise<ListedAction[]> {
  const { limit, after, order = 'latest' } = page
  const all = narrowed(db.selectFrom('actions').select(listed), filter).limit(limit)
  let query =
    order === 'latest'
      ? all.orderBy('updated', 'desc').orderBy('id', 'desc')
      : all.orderBy((eb) => eb.fn.coalesce('due', eb.val(someDay))).orderBy('id')
  if (after && order === 'latest')
    query = query.where((eb) =>
      eb(eb.refTuple('updated', 'id'), '<', eb.tuple(after.updated as Instant, after.id)),
    )
  if (after && order === 'due')
    query = query.where((eb) => {
      const due = eb.fn.coalesce('due', eb.val(someDay))
      const day = after.due ?? someDay
      return eb.or([eb(due, '>', day), eb.and([eb(due, '=', day), eb('id', '>', after.id)])])
    })
  const rows = await listedIn(db, await query.execute())
  return rows.map(({ facts, ...row }) => ({ ...row, ...JSON.parse(facts) }))
}

/** How many public actions match, by whose they are. */
export async function countActions(
  db: Db,
  filter: ActionFilter,
): Promise<{ readonly owner: string; readonly records: number }[]> {
  const rows = await narrowed(
    db.selectFrom('actions').select((eb) => ['owner', eb.fn.countAll<number>().as('records')]),
    filter,
  )
    .groupBy('owner')
    .execute()
  return rows.map(({ owner, records }) => ({ owner, records: Number(records) }))
}

/** Only the public actions that a filter lets through. */
function narrowed<O>(
  all: SelectQueryBuilder<Schema, 'actions', O>,
  { since, until, outcome, issue, open, overdue, ...filter }: ActionFilter,
) {
  let query = narrowedTo(all, 'actions', filter)
  if (since !== undefined) query = query.where('updated', '>=', since)
  if (until !== undefined) query = query.where('updated', '<', until)
  if (outcome !== undefined) query = query.where('outcome', '=', outcome)
  if (issue !== undefined) query = query.where('issue', '=', issue)
  if (open || overdue !== undefined) query = query.where('state', 'not in', ['done', 'dropped'])
  if (overdue !== undefined) query = query.where('due', '<', overdue)
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
  ...(['lat', 'lon', 'licence', 'revision', 'published', 'updated', 'outcome', 'issue', 'due'] as const),
  'facts' as const,
] satisfies (keyof Row)[]

/** What of the actions' table is their own. */
const shelf = openShelf<Action>({
  table: 'actions',
  columns: ({ outcome, issue, due, doer, progress, blockedBy, evidence, replyTo }) => ({
    ...{ outcome, issue, due },
    facts: JSON.stringify({ doer, progress, blockedBy, evidence, replyTo }),
  }),
  read: (row) => ({
    ...JSON.parse(row.facts as string),
    outcome: row.outcome as string | null,
    issue: row.issue as string | null,
    due: row.due as string | null,
  }),
  ended: {
    ...{ outcome: null, issue: null, due: null },
    facts: JSON.stringify({ doer: null, progress: 0, blockedBy: null, evidence: null, replyTo: null }),
  },
  also: ({ doer, blockedBy }) => [doer, blockedBy].filter((said) => said !== null),
})

/** An action of a hub, drafts included. */
export const actionOfHub = async (db: Db, hub: string, id: string): Promise<Action | undefined> =>
  (await shelf.ofHub(db, hub, [id]))[0]

/** Actions by where they stand: of a hub by their ids, public by id, a hub's own; new ones, a change, copies of others'. */
export const {
  ofHub: actionsOfHub,
  publicById: publicAction,
  ownOf: ownActions,
  insert: insertActions,
  change: changeAction,
  dropDraft: dropActionDraft,
  keepCopy: keepActionCopy,
  dropCopy: dropActionCopy,
  forgetCopies: forgetActionCopies,
  searched: searchedActions,
} = shelf
