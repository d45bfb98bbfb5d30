import { type IssueState, issueStates, stateNames } from '../issues/model.ts'
import { type Evidence, measures } from '../issues/model-shape.ts'
import { countIssues, type IssueFilter, type ListedIssue, listIssues } from '../issues/store.ts'
import type { Instant } from '../lib/time.ts'
import { Entries } from './entry.tsx'
import { alikeFields } from './fields.ts'
import { capital, type ListKind } from './kind.ts'
import { openList, type Wanted } from './list.ts'
import type { Entry } from './model.ts'
import { addressOf, type Typed } from './model-filters.ts'

/** An issue as a line of the list. */
export type IssueEntry = Entry & { readonly evidence: readonly Evidence[] }

const listed = openList<ListedIssue, IssueEntry>({
  records: '/issues',
  rows: ({ db }, wanted, { limit, after }) =>
    listIssues(db, filterOf(wanted), { limit, after: after && { updated: after.at, id: after.id } }),
  count: ({ db }, wanted) => countIssues(db, filterOf(wanted)),
  sortedBy: ({ updated }): Instant => updated,
  own: ({ evidence }) => ({ evidence }),
})

const filterOf = ({ from: _, past: __, ...wanted }: Wanted) => wanted as IssueFilter

const stateWords = (state: string): string => capital(stateNames[state as IssueState])

/** The list of issues near and far. */
export const issueList: ListKind<IssueEntry> = {
  ...listed,
  path: '/map',
  names: ['text', 'theme', 'area', 'hub', 'state', 'level', 'since', 'until'],
  // Once it is public and not withdrawn.
  states: issueStates.filter((state) => state !== 'noticed' && state !== 'proposed' && state !== 'withdrawn'),
  noun: 'issue',
  nouns: 'issues',
  means: {
    records:
      'Public issues of the hubs on this server and of the hubs they follow, each counted once by the address its own hub gave it.',
    hubs: 'Hubs that published those issues.',
    silent: 'Issues that match but are not counted, because their hub has not answered for 90 days.',
  },
  stateWords,
  standing: ({ state }) => ({ key: state, words: stateWords(state) }),
  fields: [
    ...alikeFields,
    {
      name: 'evidence',
      means: 'Counts it rests on, each a measure and a number, as agree=143; the hub says what it counted.',
      type: 'string',
      between: ' ',
      of: ({ evidence }) => evidence.map(({ measure, count }) => `${measure}=${count}`),
    },
  ],
  data: ({ evidence }) => ({ evidence }),
  told: ({ summary }) => summary,
  page: {
    title: 'Map of issues',
    heading: 'What people raise',
    description: 'What people raise in the hubs of this server and in those they follow.',
    order: () => 'The latest change first.',
    nothing: 'Nothing is published yet',
    empty:
      'When a hub of this server publishes its first issue, or follows a hub that has some, they will stand here.',
    lines: ({ entries, now }) => <IssueLines entries={entries} now={now} />,
    more: { facts: (entry) => [evidenceWords(entry)] },
  },
}

/** The address of the list of issues with these filters. */
export const mapAddress = (typed: Typed, more: Parameters<typeof addressOf>[2] = {}): string =>
  addressOf(issueList, typed, more)

/** The lines of a list of issues. `apart` leaves the hub out where the page is its own. */
export function IssueLines(about: { entries: readonly IssueEntry[]; now: number; apart?: boolean }) {
  return <Entries kind={issueList} {...about} {...issueList.page.more} />
}

const evidenceWords = ({ evidence }: IssueEntry): string =>
  evidence
    .map(({ measure, count }) => `${count.toLocaleString('en-GB')} ${measures[measure]?.name ?? measure}`)
    .join(', ')
