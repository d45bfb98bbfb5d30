import type { IssueState } from './model.ts'
import type { Basis } from './model-shape.ts'

/**
 * The one mapping between our states and the terms on the wire; docs/vocabulary.md shows the same. A draft has no term:
 * it never leaves.
 */
export const stateTerms: Readonly<Record<Exclude<IssueState, 'noticed' | 'proposed'>, string>> = {
  published: 'moot:published',
  'on-agenda': 'moot:onAgenda',
  deliberated: 'moot:deliberated',
  acting: 'moot:acting',
  won: 'moot:won',
  'partly-won': 'moot:partlyWon',
  lost: 'moot:lost',
  parked: 'moot:parked',
  merged: 'moot:merged',
  split: 'moot:split',
  withdrawn: 'moot:withdrawn',
}

/** Where an issue came from, on the wire. */
export const basisTerms: Readonly<Record<Basis, string>> = {
  listening: 'moot:listening',
  assembly: 'moot:assembly',
  petition: 'moot:petition',
  import: 'moot:import',
}
