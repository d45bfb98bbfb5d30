import { createHmac } from 'node:crypto'
import { plainLine } from '../lib/plain.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { DAY, type Instant, instant } from '../lib/time.ts'
import { holds, type Who } from '../lib/who.ts'
import type { Issue, IssueState } from './model.ts'

/** How often visitors pressed “this affects me too”, since when. It is a count of presses, and says nothing of how many people they are. */
export type Presses = { readonly pressed: number; readonly since: Instant }

/** Where an issue has ended, or goes on elsewhere: what affects people there is asked there. */
const over: readonly IssueState[] = ['merged', 'split', 'withdrawn', 'won']

/** Whether visitors are asked of an issue if it affects them too: only of one of ours that is public and still open. */
export const isAsked = ({ hub, published, state }: Pick<Issue, 'hub' | 'published' | 'state'>): boolean =>
  hub !== null && published !== null && !over.includes(state)

/** When the day ends that now (ms since 1970) is in. Days are those of UTC: where a visitor is, nobody knows. */
export const endOfDay = (now: number): Instant => instant((Math.floor(now / DAY) + 1) * DAY)

/** By what a press is known on the day of its key: nobody can tell the address by it once the key is gone. */
export const markOf = (key: string, issue: string, address: string): string =>
  createHmac('sha256', Buffer.from(key, 'base64url')).update(`${issue} ${address}`).digest('base64url')

/** May this person set back how often the button of an issue was pressed? Its organisers may. */
export function maySetBack(who: Who, { hub }: Pick<Issue, 'hub'>): true | Refusal {
  return (hub === who.hub && holds(who, 'organiser')) || refuseWith('press.not-organiser')
}

/** Why a count is set back, as it was typed, or what is wrong with it. */
export function readReason(typed: string): string | Refusal {
  const reason = plainLine(typed)
  return reason.length >= 3 && reason.length <= 300 ? reason : refuseWith('press.reason-wrong')
}
