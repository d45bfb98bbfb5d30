import type { Instant } from '../lib/time.ts'
import { type ActionState, actionStateNames, actionStates, dayOf } from '../outcomes/model-action.ts'
import { dayName } from '../outcomes/model-words.ts'
import { type ActionFilter, countActions, type ListedAction, listActions } from '../outcomes/store-action.ts'
import { standingOf } from '../outcomes/views-action.ts'
import type { World } from '../world.ts'
import { Entries } from './entry.tsx'
import { alikeFields } from './fields.ts'
import { capital, type ListKind } from './kind.ts'
import { openList, type Wanted } from './list.ts'
import type { Entry } from './model.ts'

/** An action as a line of the list. */
export type ActionEntry = Entry & { readonly action: ListedAction }

function filterOf({ clock }: World, wanted: Wanted): ActionFilter {
  const { from: _, past: __, assembly: ___, order: ____, state, ...filter } = wanted
  if (state === 'open') return { ...filter, open: true }
  if (state === 'overdue') return { ...filter, overdue: dayOf(clock()) }
  return { ...filter, ...(state !== undefined && { state }) } as ActionFilter
}

/** Where a list by the day goes on: an action without a day stands behind those that have one. */
const someDay = '9999-12-31'
const atDay = (day: string | null) => `${day ?? someDay}T00:00:00.000Z` as Instant
const dayAt = (at: Instant) => (at.startsWith(someDay) ? null : at.slice(0, 10))

const together: Readonly<Record<string, string>> = { open: 'Still to do', overdue: 'Overdue' }
const stateWords = (state: string): string =>
  together[state] ?? capital(actionStateNames[state as ActionState])

/** The list of actions near and far, by the latest change or by the day they are due. */
export const actionList: ListKind<ActionEntry> = {
  ...openList<ListedAction, ActionEntry>({
    records: '/actions',
    rows: (world, wanted, { limit, after, changed }) =>
      listActions(world.db, filterOf(world, wanted), {
        limit,
        order: isByDay(wanted, changed) ? 'due' : 'latest',
        after: after && { updated: after.at, due: dayAt(after.at), id: after.id },
      }),
    count: (world, wanted) => countActions(world.db, filterOf(world, wanted)),
    sortedBy: ({ updated, due }, { changed }, wanted) => (isByDay(wanted, changed) ? atDay(due) : updated),
    own: (action) => ({ action }),
  }),
  path: '/actions',
  names: ['text', 'theme', 'area', 'hub', 'state', 'level', 'since', 'until', 'issue', 'outcome', 'order'],
  states: [
    ...Object.keys(together),
    ...actionStates.filter((state) => state !== 'proposed' && state !== 'withdrawn'),
  ],
  noun: 'action',
  nouns: 'actions',
  means: {
    records: 'Public actions of the hubs on this server and of the hubs they follow, each counted once.',
    hubs: 'Hubs that published them.',
    silent: 'Actions that match but are not counted, because their hub has not answered for 90 days.',
  },
  stateWords,
  standing({ action }, now) {
    const { key, words } = standingOf(action, { clock: () => now }, '')
    return { key, words: capital(words) }
  },
  fields: [
    ...alikeFields,
    {
      name: 'outcome',
      means: 'The outcome it comes of, by its address.',
      type: 'anyURI',
      of: ({ action }) => action.outcome,
    },
    {
      name: 'issue',
      means: 'The issue it serves, by its address.',
      type: 'anyURI',
      of: ({ action }) => action.issue,
    },
    {
      name: 'doer',
      means: 'Who does it: a group, a role or an organisation, never a person.',
      type: 'string',
      of: ({ action }) => action.doer,
    },
    {
      name: 'due',
      means: 'The last day on which it is in time.',
      type: 'string',
      of: ({ action }) => action.due,
    },
    {
      name: 'progress',
      means: 'How far it is, in per cent.',
      type: 'integer',
      of: ({ action }) => action.progress,
    },
    {
      name: 'blockedBy',
      means: 'What stands in its way.',
      type: 'string',
      of: ({ action }) => action.blockedBy,
    },
    {
      name: 'evidence',
      means: 'Where anybody can see what was done.',
      type: 'anyURI',
      of: ({ action }) => action.evidence,
    },
  ],
  data: ({ action: { outcome, issue, doer, due, progress, blockedBy, evidence } }) => ({
    ...{ outcome, issue, doer, due, progress, blockedBy, evidence },
  }),
  told: ({ summary, action }) => [...factsOf(action), summary].filter(Boolean).join('\n'),
  page: {
    title: 'Actions',
    heading: 'What hubs do about it',
    description: 'What the hubs of this server and those they follow have taken on, by whom and by when.',
    order: ({ order }) => (order === 'due' ? 'What is due first stands first.' : 'The latest change first.'),
    nothing: 'Nothing is published yet',
    empty: 'When a hub of this server or one that it follows publishes an action, it will stand here.',
    lines: ({ entries, now }) => (
      <Entries kind={actionList} entries={entries} now={now} {...actionList.page.more} />
    ),
    more: { facts: ({ action }) => factsOf(action) },
  },
}

const isByDay = ({ order }: Wanted, changed = false): boolean => order === 'due' && !changed

const factsOf = ({ doer, due }: ListedAction): readonly string[] => [
  ...(doer === null ? [] : [doer]),
  ...(due === null ? [] : [`by ${dayName(due)}`]),
]
