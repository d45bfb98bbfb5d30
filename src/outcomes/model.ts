import { type Refusal, refuseWith } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { inEnglish } from '../lib/words.ts'
import { fewestVoices, isDraft, type Kept, permissions, type Said, titleOf } from '../records/model.ts'
import { type OutcomeFacts, peopleIn } from './model-shape.ts'

/** Where an outcome is in its life. The first two are the hub's own; the others are public. */
export const outcomeStates = ['drafting', 'checking', 'published', 'superseded', 'withdrawn'] as const
export type OutcomeState = (typeof outcomeStates)[number]

/** States of a draft, which never leaves the hub. */
export const draftStates = ['drafting', 'checking'] as const satisfies readonly OutcomeState[]

/** One of the states of a draft. */
export type DraftState = (typeof draftStates)[number]

/** What each state means, as English says it after “this outcome is”; a page says `outcome.state.…` of its own language. */
export const stateNames = inEnglish(outcomeStates, (state) => `outcome.state.${state}`)

/** What of an outcome travels besides its address, owner, revision and dates: what a copy is read into. */
export type OutcomeModel = Said & OutcomeFacts & { readonly state: OutcomeState }

/** An outcome: ours (hub set), drafts included, or a copy of another hub's (hub null). Its summary is its key message. */
export type Outcome = OutcomeModel & Kept

/** May this person change a draft? Throw it away? Change what a published outcome says, or withdraw it? */
export const { mayRevise, mayDiscard, mayAmend } = permissions

/** May this person publish a draft? Only organisers may, and only what says something and points to nobody. */
export function mayPublish(who: Who, outcome: Outcome): true | Refusal {
  const organiser = permissions.mayPublish(who, outcome)
  return organiser === true ? fitForPublic(outcome) : organiser
}

/** May this person say that an outcome takes the place of this earlier one of the same hub? */
export function maySupersede(who: Who, outcome: Outcome, earlier: Outcome | undefined): true | Refusal {
  if (!earlier || earlier.hub !== who.hub || isDraft(earlier)) return refuseWith('outcomes.no.earlier')
  if (earlier.id === outcome.id) return refuseWith('outcomes.no.itself')
  if (earlier.withdrawn !== null) return refuseWith('records.no.title-withdrawn', { title: titleOf(earlier) })
  if (earlier.state === 'superseded')
    return refuseWith('outcomes.no.superseded', {
      title: titleOf(earlier),
      later: earlier.supersededBy ?? '',
    })
  return true
}

/**
 * Whether what an outcome says may be public: it must say something, and the figures of a meeting of very few stay in the
 * hub.
 */
export function fitForPublic(outcome: Pick<OutcomeModel, 'html' | 'decisions' | 'present'>): true | Refusal {
  const { html, decisions, present } = outcome
  if (Object.keys(html).length === 0 && decisions.length === 0) return refuseWith('outcomes.no.says-nothing')
  const there = present ?? Math.max(0, ...decisions.map(peopleIn))
  if (there > 0 && there < fewestVoices)
    return refuseWith('records.no.few-there', { present: there, fewest: fewestVoices })
  return true
}
