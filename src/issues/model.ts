import { type Refusal, refuseWith } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { inEnglish, type Key } from '../lib/words.ts'
import { fewestVoices, type Kept, noSuch, noWay, permissions, type Said, titleOf } from '../records/model.ts'
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

/** May this person change a draft? Throw it away? Change what a published issue says, or withdraw it? */
export const { mayRevise, mayDiscard, mayAmend } = permissions

/** May this person publish a draft? Only organisers may, and only what the hub can stand for. */
export function mayPublish(who: Who, issue: Issue): true | Refusal {
  const organiser = permissions.mayPublish(who, issue)
  return organiser === true ? fitForPublic(issue) : organiser
}

/** What each state is called at the desk. */
const nameOf = (state: IssueState): Key => `issues.state-${state}`

/** May this person move a published issue to this state? */
export function mayMove(who: Who, issue: Issue, to: IssueState): true | Refusal {
  const amend = mayAmend(who, issue)
  if (amend !== true) return amend
  const ways = moves[issue.state]
  return ways.includes(to) || noWay({ state: issue.state, to, ways }, nameOf)
}

/** May this person say that one issue goes on in another of the same hub? */
export function mayMerge(who: Who, issue: Issue, into: Issue): true | Refusal {
  for (const each of [issue, into]) {
    const amend = mayAmend(who, each)
    if (amend !== true) return amend
    if (each.state === 'merged' || each.state === 'split')
      return refuseWith('records.no.title-stands', {
        title: titleOf(each),
        state: { key: nameOf(each.state) },
      })
  }
  return issue.id === into.id ? refuseWith('issues.no.merge-itself') : true
}

/** May this person say that an issue was split into these others of the same hub? Parts may still be drafts. */
export function maySplit(who: Who, issue: Issue, parts: readonly Issue[]): true | Refusal {
  const amend = mayAmend(who, issue)
  if (amend !== true) return amend
  if (issue.state === 'merged' || issue.state === 'split')
    return refuseWith('records.no.stands', { state: { key: nameOf(issue.state) } })
  if (parts.length < 2) return refuseWith('issues.no.split-two')
  for (const part of parts) {
    if (part.hub !== who.hub) return noSuch
    if (part.id === issue.id) return refuseWith('issues.no.part-itself')
    if (part.withdrawn !== null) return refuseWith('records.no.title-withdrawn', { title: titleOf(part) })
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
    return refuseWith('issues.no.few-voices', { number: count('voices'), fewest: fewestVoices })
  const present = count('present') || count('favour') + count('against')
  if (small(present)) return refuseWith('records.no.few-there', { present, fewest: fewestVoices })
  return true
}
