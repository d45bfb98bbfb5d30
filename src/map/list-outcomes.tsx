import type { Instant } from '../lib/time.ts'
import type { Decision } from '../outcomes/model-shape.ts'
import { attendanceOf, resultOf } from '../outcomes/model-words.ts'
import { countOutcomes, type ListedOutcome, listOutcomes, type OutcomeFilter } from '../outcomes/store.ts'
import { Entries } from './entry.tsx'
import { alikeFields } from './fields.ts'
import type { ListKind } from './kind.ts'
import { openList, type Wanted } from './list.ts'
import type { Entry } from './model.ts'

/** An outcome as a line of the list. */
export type OutcomeEntry = Entry & { readonly outcome: ListedOutcome }

const filterOf = ({ from: _, past: __, outcome: ___, order: ____, ...wanted }: Wanted) =>
  wanted as OutcomeFilter

const stateWords = (state: string): string =>
  state === 'superseded' ? 'Superseded by a later one' : 'Published'

const decided = ({ text, ...decision }: Decision): string => `${text} ${resultOf({ text, ...decision })}`

/** The list of outcomes near and far. */
export const outcomeList: ListKind<OutcomeEntry> = {
  ...openList<ListedOutcome, OutcomeEntry>({
    records: '/outcomes',
    rows: ({ db }, wanted, { limit, after }) =>
      listOutcomes(db, filterOf(wanted), { limit, after: after && { updated: after.at, id: after.id } }),
    count: ({ db }, wanted) => countOutcomes(db, filterOf(wanted)),
    sortedBy: ({ updated }): Instant => updated,
    own: (outcome) => ({ outcome }),
  }),
  path: '/outcomes',
  names: ['text', 'theme', 'area', 'hub', 'state', 'level', 'since', 'until', 'issue', 'assembly'],
  states: ['published', 'superseded'],
  noun: 'outcome',
  nouns: 'outcomes',
  means: {
    records: 'Public outcomes of the hubs on this server and of the hubs they follow, each counted once.',
    hubs: 'Hubs that published them.',
    silent: 'Outcomes that match but are not counted, because their hub has not answered for 90 days.',
  },
  stateWords,
  standing: ({ state }) => ({ key: state, words: stateWords(state) }),
  fields: [
    ...alikeFields,
    {
      name: 'assembly',
      means: 'The assembly it comes from, by its address.',
      type: 'anyURI',
      of: ({ outcome }) => outcome.assembly,
    },
    {
      name: 'issues',
      means: 'Addresses of the issues it answers.',
      type: 'anyURI',
      between: ' ',
      of: ({ outcome }) => outcome.issues,
    },
    {
      name: 'decisions',
      means: 'What was put to people, and what they made of it, in words.',
      type: 'string',
      between: '; ',
      of: ({ outcome }) => outcome.decisions.map(decided),
    },
    {
      name: 'present',
      means: 'How many people were in the room; empty where its hub does not say.',
      type: 'integer',
      of: ({ outcome }) => outcome.present,
    },
    {
      name: 'checked',
      means: 'The day on which those who took part checked it.',
      type: 'string',
      of: ({ outcome }) => outcome.checked,
    },
    {
      name: 'supersedes',
      means: 'The earlier outcome in whose place it stands, by its address.',
      type: 'anyURI',
      of: ({ outcome }) => outcome.supersedes,
    },
    {
      name: 'supersededBy',
      means: 'The later outcome that took its place, by its address.',
      type: 'anyURI',
      of: ({ outcome }) => outcome.supersededBy,
    },
  ],
  data: ({ outcome }) => ({
    assembly: outcome.assembly,
    issues: outcome.issues,
    decisions: outcome.decisions,
    present: outcome.present,
    checked: outcome.checked,
    preparedBy: outcome.preparedBy,
    disagreements: outcome.disagreements,
    supersedes: outcome.supersedes,
    supersededBy: outcome.supersededBy,
  }),
  told: ({ summary, outcome }) => [summary, ...outcome.decisions.map(decided)].filter(Boolean).join('\n'),
  page: {
    title: 'Outcomes',
    heading: 'What assemblies decided',
    description: 'What assemblies of the hubs of this server decided, and of those they follow.',
    order: () => 'The latest change first.',
    nothing: 'Nothing is published yet',
    empty: 'When a hub of this server or one that it follows publishes an outcome, it will stand here.',
    lines: ({ entries, now }) => (
      <Entries kind={outcomeList} entries={entries} now={now} {...outcomeList.page.more} />
    ),
    more: {
      facts: ({ outcome: { decisions, present } }) => [
        decisions.length === 1 ? resultOf(decisions[0]!) : '',
        decisions.length > 1 ? `${decisions.length} decisions` : '',
        present === null ? '' : attendanceOf(present),
      ],
    },
  },
}
