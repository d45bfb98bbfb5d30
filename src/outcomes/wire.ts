import type { RecordKind } from '../federation/kinds.ts'
import type { JsonObject } from '../lib/json.ts'
import { toDocument, toTombstone as tombstoneOf, toPlace } from '../records/wire.ts'
import { keptOf } from '../records/wire-read.ts'
import type { Outcome, OutcomeModel } from './model.ts'
import type { Decision, Tally } from './model-shape.ts'
import { dropOutcomeCopy, keepOutcomeCopy } from './store.ts'
import { readOutcome } from './wire-read.ts'
import { methodTerms, outcomeTerms, resultTerms } from './wire-terms.ts'
import { contentFor } from './wire-text.ts'

const form = { type: 'Note', term: 'moot:Outcome' } as const

/** An outcome of ours as it is published: a Note, without context and proof, which signing adds. */
export function toNote(outcome: Outcome): JsonObject {
  const { state, decisions, disagreements } = outcome
  if (state === 'drafting' || state === 'checking')
    throw new Error(`outcome ${outcome.id} is a draft, and a draft never leaves`)
  return {
    ...toDocument(outcome, {
      ...form,
      state: outcomeTerms[state],
      content: (language) => contentFor(outcome, language),
    }),
    ...(outcome.pin && { location: toPlace(outcome) }),
    ...(outcome.replyTo !== null && { inReplyTo: outcome.replyTo }),
    ...(outcome.assembly !== null && { 'moot:assembly': outcome.assembly }),
    ...(outcome.issues.length > 0 && { 'moot:issue': [...outcome.issues] }),
    ...(decisions.length > 0 && { 'moot:decision': decisions.map(toDecision) }),
    ...(outcome.present !== null && { 'moot:present': outcome.present }),
    ...(outcome.checked !== null && { 'moot:checked': outcome.checked }),
    ...(outcome.preparedBy !== null && { 'moot:preparedBy': outcome.preparedBy }),
    ...(disagreements.length > 0 && { 'moot:disagreement': [...disagreements] }),
    ...(outcome.supersedes !== null && { 'moot:supersedes': outcome.supersedes }),
    ...(outcome.supersededBy !== null && { 'moot:supersededBy': outcome.supersededBy }),
  }
}

/** What stands in the place of a withdrawn outcome for ever: that it was, when it ended, and why. */
export const toTombstone = (outcome: Outcome): JsonObject => tombstoneOf(outcome, form)

/** Outcomes, as the post office takes them in. */
export const outcomeKind: RecordKind<OutcomeModel> = {
  kind: 'outcome',
  ...form,
  path: '/outcomes/',
  read: readOutcome,
  keep: (tx, copy) => keepOutcomeCopy(tx, { ...copy.model, ...keptOf(copy, copy.model.licence) }, copy.fresh),
  drop: dropOutcomeCopy,
}

const toDecision = ({ text, method, result, tally }: Decision): JsonObject => ({
  'moot:text': text,
  'moot:method': methodTerms[method],
  'moot:result': resultTerms[result],
  ...(tally !== null && { 'moot:tally': toTally(tally) }),
})

const toTally = ({ favour, against, abstained, blocked }: Tally): JsonObject => ({
  'moot:favour': favour,
  'moot:against': against,
  ...(abstained !== null && { 'moot:abstained': abstained }),
  ...(blocked !== null && { 'moot:blocked': blocked }),
})
