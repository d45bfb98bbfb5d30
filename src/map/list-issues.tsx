import { type IssueState, issueStates } from '../issues/model.ts'
import { countedAs, type Evidence } from '../issues/model-shape.ts'
import { countIssues, type IssueFilter, type ListedIssue, listIssues } from '../issues/store.ts'
import { capital } from '../lib/plain.ts'
import type { Instant } from '../lib/time.ts'
import type { Words } from '../lib/words.ts'
import { Entries } from './entry.tsx'
import { alikeFields } from './fields.ts'
import type { ListKind } from './kind.ts'
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

const stateWords = (state: string, { t }: Words): string => capital(t(`issue.state.${state as IssueState}`))

/** The list of issues near and far. */
export const issueList: ListKind<IssueEntry> = {
  ...listed,
  path: '/map',
  names: ['text', 'theme', 'area', 'hub', 'state', 'level', 'since', 'until'],
  // Once it is public and not withdrawn.
  states: issueStates.filter((state) => state !== 'noticed' && state !== 'proposed' && state !== 'withdrawn'),
  noun: 'issue',
  nouns: 'issues',
  called: 'issues.called',
  means: { records: 'issues.means.records', hubs: 'issues.means.hubs', silent: 'issues.means.silent' },
  stateWords,
  standing: ({ state }, _, words) => ({ key: state, words: stateWords(state, words) }),
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
    name: 'issues.name',
    title: 'issues.title',
    heading: 'issues.heading',
    description: 'issues.description',
    order: () => 'map.order.latest',
    nothing: 'map.nothing',
    empty: 'issues.empty',
    none: 'issues.none',
    show: 'issues.show',
    more: 'issues.more',
    lines: ({ entries, now }) => <IssueLines entries={entries} now={now} />,
    line: { facts: (entry, words) => [evidenceWords(entry, words)] },
  },
}

/** The address of the list of issues with these filters. */
export const mapAddress = (typed: Typed, more: Parameters<typeof addressOf>[2] = {}): string =>
  addressOf(issueList, typed, more)

/** The lines of a list of issues. `apart` leaves the hub out where the page is its own. */
export function IssueLines(about: { entries: readonly IssueEntry[]; now: number; apart?: boolean }) {
  return <Entries kind={issueList} {...about} {...issueList.page.line} />
}

const evidenceWords = ({ evidence }: IssueEntry, words: Words): string =>
  words.items(evidence.map((each) => countedAs(each, words).says))
