import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { inEnglish } from '../lib/words.ts'
import { type Kept, noWay, permissions, type Said } from '../records/model.ts'
import type { ActionFacts } from './model-action-shape.ts'

/** Where an action is in its life. The first is the hub's own; the others are public. That one is late is never stored: see isOverdue. */
export const actionStates = [
  'proposed',
  'accepted',
  'in-progress',
  'done',
  'dropped',
  'blocked',
  'withdrawn',
] as const
export type ActionState = (typeof actionStates)[number]

/** States of a draft, which never leaves the hub. */
export const actionDraftStates = ['proposed'] as const satisfies readonly ActionState[]

/** What each state means, as English says it after “this action is”; a page says `action.state.…` of its own language. */
export const actionStateNames = inEnglish(actionStates, (state) => `action.state.${state}`)

/** Where an action may move from where it is, by moveAction. Going back is allowed because life does. */
export const actionMoves: Readonly<Record<ActionState, readonly ActionState[]>> = {
  proposed: [],
  accepted: ['in-progress', 'done', 'dropped', 'blocked'],
  'in-progress': ['accepted', 'done', 'dropped', 'blocked'],
  done: ['in-progress'],
  dropped: ['accepted', 'in-progress'],
  blocked: ['accepted', 'in-progress', 'done', 'dropped'],
  withdrawn: [],
}

/** What of an action travels besides its address, owner, revision and dates: what a copy is read into. */
export type ActionModel = Said & ActionFacts & { readonly state: ActionState }

/** An action: ours (hub set), drafts included, or a copy of another hub's (hub null). Its title says what is to be done. */
export type Action = ActionModel & Kept

/** Whether an action is late: its last day is over and it is neither done nor given up. `today` as 2026-11-30. */
export const isOverdue = ({ due, state }: Pick<ActionModel, 'due' | 'state'>, today: string): boolean =>
  due !== null && due < today && ['accepted', 'in-progress', 'blocked'].includes(state)

/** The day of a time (in ms since 1970), in UTC. */
export const dayOf = (now: number | Instant): string => instant(new Date(now)).slice(0, 10)

/** May this person publish a draft? Change it? Throw it away? Change what a published action says, or withdraw it? */
export const {
  mayPublish: mayPublishAction,
  mayRevise: mayReviseAction,
  mayDiscard: mayDiscardAction,
  mayAmend: mayAmendAction,
} = permissions

/** What is said of a published action when it moves on; what is not given stays. */
export type Move = {
  readonly to: ActionState
  readonly progress?: number | undefined
  readonly blockedBy?: string | undefined
  readonly evidence?: string | undefined
}

/** May this person move a published action so? */
export function mayMoveAction(who: Who, action: Action, { to, progress }: Move): true | Refusal {
  const amend = mayAmendAction(who, action)
  if (amend !== true) return amend
  // Where it stays what it is, at least it has come further.
  if (action.state === to && progress !== undefined) return true
  const ways = actionMoves[action.state]
  return ways.includes(to) || noWay({ state: action.state, to, ways }, (state) => `actions.state-${state}`)
}

/** An action moved on: what is done is at 100, and nothing blocks what is not blocked. */
export function movedOn(action: Action, { to, progress, blockedBy, evidence }: Move): ActionMoved | Refusal {
  if (to === 'done' && progress !== undefined && progress !== 100)
    return refuseWith('actions.no.done-hundred')
  if (action.state === 'done' && to !== 'done' && progress === undefined)
    return refuseWith('actions.no.how-far')
  const inTheWay = to === 'blocked' ? (blockedBy ?? action.blockedBy) : null
  if (to === 'blocked' && inTheWay === null) return refuseWith('actions.no.what-blocks')
  if (to !== 'blocked' && blockedBy !== undefined) return refuseWith('actions.no.not-blocked')
  return {
    state: to,
    progress: to === 'done' ? 100 : (progress ?? action.progress),
    blockedBy: inTheWay,
    evidence: evidence ?? action.evidence,
  }
}

/** What a move changes of an action. */
export type ActionMoved = Pick<ActionModel, 'state' | 'progress' | 'blockedBy' | 'evidence'>

/** Whether what an action says of itself fits where it stands. */
export function holdsTogether({ state, progress }: Pick<ActionModel, 'state' | 'progress'>): true | Refusal {
  return state === 'done' && progress !== 100 ? refuseWith('actions.no.is-done') : true
}
