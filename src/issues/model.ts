import { type Refusal, refuse } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { inEnglish } from '../lib/words.ts'
import { fewestVoices, type Kept, permissionsOf, type Said, titleOf } from '../records/model.ts'
import type { Basis, IssueFacts } from './model-shape.ts'

/** Where an issue is in its life. The first two are the hub's own; the others are public. */
export const issueStates = [
  'noticed',
  'proposed',
  'published',
  'on-agenda',
  'deliberated',
  'acting',
  'won',
  'partly-won',
  'lost',
  'parked',
  'merged',
  'split',
  'withdrawn',
] as const
export type IssueState = (typeof issueStates)[number]

/** States of a draft, which never leaves the hub. */
export const draftStates = ['noticed', 'proposed'] as const satisfies readonly IssueState[]

/** One of the states of a draft. */
export type DraftState = (typeof draftStates)[number]

/** What each state means, as English says it after “this issue is”; a page says `issue.state.…` of its own language. */
export const stateNames = inEnglish(issueStates, (state) => `issue.state.${state}`)

/**
 * Where an issue may move from where it is, by moveIssue. The order is listening, agenda, assembly, action, result; going
 * back is allowed because life does. Merging, splitting and withdrawing have verbs of their own.
 */
export const moves: Readonly<Record<IssueState, readonly IssueState[]>> = {
  noticed: [],
  proposed: [],
  published: ['on-agenda', 'acting', 'won', 'partly-won', 'lost', 'parked'],
  'on-agenda': ['published', 'deliberated', 'parked'],
  deliberated: ['on-agenda', 'acting', 'won', 'partly-won', 'lost', 'parked'],
  acting: ['on-agenda', 'deliberated', 'won', 'partly-won', 'lost', 'parked'],
  won: ['acting', 'on-agenda'],
  'partly-won': ['acting', 'on-agenda', 'won', 'lost'],
  lost: ['acting', 'on-agenda'],
  parked: ['published', 'on-agenda', 'acting'],
  merged: [],
  split: [],
  withdrawn: [],
}

/** What of an issue travels besides its address, owner, revision and dates: what a copy is read into. */
export type IssueModel = Said &
  Omit<IssueFacts, 'basis'> & {
    readonly state: IssueState
    /** Where it came from; empty of a copy whose hub does not say it, or in a word that is not known here. */
    readonly basis: Basis | ''
  }

/** An issue: ours (hub set), drafts included, or a copy of another hub's (hub null). */
export type Issue = IssueModel & Kept

const may = permissionsOf('issue')

/** May this person change a draft? Throw it away? Change what a published issue says, or withdraw it? */
export const { mayRevise, mayDiscard, mayAmend } = may

/** May this person publish a draft? Only organisers may, and only what the hub can stand for. */
export function mayPublish(who: Who, issue: Issue): true | Refusal {
  const organiser = may.mayPublish(who, issue)
  return organiser === true ? fitForPublic(issue) : organiser
}

/** May this person move a published issue to this state? */
export function mayMove(who: Who, issue: Issue, to: IssueState): true | Refusal {
  const amend = mayAmend(who, issue)
  if (amend !== true) return amend
  if (issue.state === to) return refuse(`This issue is ${stateNames[to]} already.`)
  if (moves[issue.state].includes(to)) return true
  const ways = moves[issue.state]
  return refuse(
    ways.length === 0
      ? `This issue is ${stateNames[issue.state]}; it moves no further.`
      : `An issue that is ${stateNames[issue.state]} cannot become ${to}. It can become: ${ways.join(', ')}.`,
  )
}

/** May this person say that one issue goes on in another of the same hub? */
export function mayMerge(who: Who, issue: Issue, into: Issue): true | Refusal {
  for (const each of [issue, into]) {
    const amend = mayAmend(who, each)
    if (amend !== true) return amend
    if (each.state === 'merged' || each.state === 'split')
      return refuse(`“${titleOf(each)}” is ${stateNames[each.state]} already.`)
  }
  return issue.id === into.id ? refuse('An issue cannot be merged into itself.') : true
}

/** May this person say that an issue was split into these others of the same hub? Parts may still be drafts. */
export function maySplit(who: Who, issue: Issue, parts: readonly Issue[]): true | Refusal {
  const amend = mayAmend(who, issue)
  if (amend !== true) return amend
  if (issue.state === 'merged' || issue.state === 'split')
    return refuse(`This issue is ${stateNames[issue.state]} already.`)
  if (parts.length < 2) return refuse('An issue is split into two others at least.')
  for (const part of parts) {
    if (part.hub !== who.hub) return may.notTheirs(who)
    if (part.id === issue.id) return refuse('An issue cannot be a part of itself.')
    if (part.withdrawn !== null) return refuse(`“${titleOf(part)}” has been withdrawn.`)
  }
  return true
}

/**
 * Whether what an issue says may be public: a small count from listening to people stays in the hub, and so do the figures
 * of a meeting of very few.
 */
export function fitForPublic(issue: Pick<IssueModel, 'evidence'>): true | Refusal {
  const count = (wanted: string) => issue.evidence.find(({ measure }) => measure === wanted)?.count ?? 0
  const small = (people: number) => people > 0 && people < fewestVoices
  if (small(count('voices')))
    return refuse(
      `A count of ${count('voices')} voices is small enough to point to a person. Counts of voices under ${fewestVoices} are not published: leave it out.`,
    )
  const present = count('present') || count('favour') + count('against')
  if (small(present))
    return refuse(
      `So few were there (${present}) that how they voted points to a person. Figures of meetings of fewer than ${fewestVoices} are not published: leave them out.`,
    )
  return true
}
