import { capital } from '../lib/plain.ts'
import type { Instant } from '../lib/time.ts'
import { english, type Words } from '../lib/words.ts'
import type { OutcomeState } from '../outcomes/model.ts'
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

const stateWords = (state: string, { t }: Words): string =>
  capital(t(`outcome.state.${state as OutcomeState}`))

const decided = (decision: Decision, words: Words): string => `${decision.text} ${resultOf(decision, words)}`

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
  called: 'outcomes.called',
  means: { records: 'outcomes.means.records', hubs: 'map.means.hubs', silent: 'outcomes.means.silent' },
  stateWords,
  standing: ({ state }, _, words) => ({ key: state, words: stateWords(state, words) }),
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
      of: ({ outcome }) => outcome.decisions.map((each) => decided(each, english)),
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
  told: ({ summary, outcome }, words) =>
    [summary, ...outcome.decisions.map((each) => decided(each, words))].filter(Boolean).join('\n'),
  page: {
    name: 'outcomes.name',
    title: 'outcomes.name',
    heading: 'outcomes.heading',
    description: 'outcomes.description',
    order: () => 'map.order.latest',
    nothing: 'map.nothing',
    empty: 'outcomes.empty',
    none: 'outcomes.none',
    show: 'outcomes.show',
    more: 'outcomes.more',
    lines: ({ entries, now }) => <OutcomeLines {...{ entries, now }} />,
    line: {
      facts: ({ outcome: { decisions, present } }, words) => [
        decisions.length === 1 ? resultOf(decisions[0]!, words) : '',
        decisions.length > 1 ? words.t('outcomes.decisions', { count: decisions.length }) : '',
        present === null ? '' : attendanceOf(present, words),
      ],
    },
  },
}

/** Outcomes as lines; `apart` where it is known whose they are. */
export function OutcomeLines(about: { entries: readonly OutcomeEntry[]; now: number; apart?: boolean }) {
  return <Entries kind={outcomeList} {...about} {...outcomeList.page.line} />
}
