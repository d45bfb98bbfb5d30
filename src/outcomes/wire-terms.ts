import type { OutcomeState } from './model.ts'
import type { ActionState } from './model-action.ts'
import type { Method, Result } from './model-shape.ts'

/**
 * The one mapping between our words and the terms on the wire; docs/vocabulary.md shows the same. A draft has no term: it
 * never leaves.
 */
export const outcomeTerms: Readonly<Record<Exclude<OutcomeState, 'drafting' | 'checking'>, string>> = {
  published: 'moot:published',
  superseded: 'moot:superseded',
  withdrawn: 'moot:withdrawn',
}

/** Where an action stands, on the wire. */
export const actionTerms: Readonly<Record<Exclude<ActionState, 'proposed'>, string>> = {
  accepted: 'moot:accepted',
  'in-progress': 'moot:inProgress',
  done: 'moot:done',
  dropped: 'moot:dropped',
  blocked: 'moot:blocked',
  withdrawn: 'moot:withdrawn',
}

/** How people decided, on the wire. */
export const methodTerms: Readonly<Record<Method, string>> = {
  consensus: 'moot:consensus',
  consent: 'moot:consent',
  majority: 'moot:majority',
  'two-thirds': 'moot:twoThirds',
  'temperature-check': 'moot:temperatureCheck',
  ranked: 'moot:ranked',
  lot: 'moot:lot',
  none: 'moot:none',
}

/** What became of a decision, on the wire. */
export const resultTerms: Readonly<Record<Result, string>> = {
  adopted: 'moot:adopted',
  'adopted-with-reservations': 'moot:adoptedWithReservations',
  'not-adopted': 'moot:notAdopted',
  deferred: 'moot:deferred',
  'no-decision': 'moot:noDecision',
}
