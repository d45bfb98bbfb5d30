import { capital } from '../lib/plain.ts'
import type { Instant } from '../lib/time.ts'
import type { Key, Words } from '../lib/words.ts'
import { type ActionState, actionStates, dayOf } from '../outcomes/model-action.ts'
import { dayName } from '../outcomes/model-words.ts'
import { type ActionFilter, countActions, type ListedAction, listActions } from '../outcomes/store-action.ts'
import { standingOf } from '../outcomes/views-action.ts'
import type { World } from '../world.ts'
import { Entries } from './entry.tsx'
import { alikeFields } from './fields.ts'
import type { ListKind } from './kind.ts'
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

const together: Readonly<Record<string, Key>> = { open: 'actions.still-open', overdue: 'actions.overdue' }
const stateWords = (state: string, { t }: Words): string =>
  capital(t(together[state] ?? `action.state.${state as ActionState}`))

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
  called: 'actions.called',
  means: { records: 'actions.means.records', hubs: 'map.means.hubs', silent: 'actions.means.silent' },
  stateWords,
  standing({ action }, now, words) {
    const standing = standingOf(action, { clock: () => now }, words)
    return { ...standing, words: capital(standing.words) }
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
  told: ({ summary, action: { doer, due } }, words) =>
    [doer, due === null ? '' : byDay(due, words), summary].filter(Boolean).join('\n'),
  page: {
    name: 'actions.name',
    title: 'actions.name',
    heading: 'actions.heading',
    description: 'actions.description',
    order: ({ order }) => (order === 'due' ? 'map.order.due' : 'map.order.latest'),
    nothing: 'map.nothing',
    empty: 'actions.empty',
    none: 'actions.none',
    show: 'actions.show',
    more: 'actions.more',
    lines: ({ entries, now }) => (
      <Entries kind={actionList} entries={entries} now={now} {...actionList.page.line} />
    ),
    line: {
      facts: ({ language, action: { doer, due } }, words) => [
        doer !== null && (
          <span lang={language} dir="auto">
            {doer}
          </span>
        ),
        due !== null && byDay(due, words),
      ],
    },
  },
}

const isByDay = ({ order }: Wanted, changed = false): boolean => order === 'due' && !changed

const byDay = (due: string, words: Words): string => words.t('actions.by-day', { day: dayName(due, words) })
