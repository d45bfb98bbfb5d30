import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { after, HOUR, type Instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { inEnglish } from '../lib/words.ts'
import { instantOf } from '../lib/zone.ts'
import { type Kept, noWay, permissions, type Said } from '../records/model.ts'
import { type AssemblyFacts, type Kind, provisions } from './model-shape.ts'

/** Where an assembly is in its life. The first two are the hub's own; the others are public. */
export const assemblyStates = [
  'idea',
  'planning',
  'announced',
  'open',
  'in-session',
  'integrated',
  'reported',
  'following-up',
  'closed',
  'postponed',
  'cancelled',
  'withdrawn',
] as const
export type AssemblyState = (typeof assemblyStates)[number]

/** States of a draft, which never leaves the hub. */
export const draftStates = ['idea', 'planning'] as const satisfies readonly AssemblyState[]

/** What each state means, as English says it after “this assembly is”; a page says `assembly.state.…` of its own language. */
export const stateNames = inEnglish(assemblyStates, (state) => `assembly.state.${state}`)

/** Where an assembly may move from where it is. Going back is allowed where somebody may have pressed the wrong thing. */
export const moves: Readonly<Record<AssemblyState, readonly AssemblyState[]>> = {
  idea: [],
  planning: [],
  announced: ['open', 'in-session', 'postponed', 'cancelled'],
  open: ['announced', 'in-session', 'postponed', 'cancelled'],
  'in-session': ['open', 'integrated', 'reported', 'cancelled'],
  integrated: ['in-session', 'reported', 'closed'],
  reported: ['integrated', 'following-up', 'closed'],
  'following-up': ['reported', 'closed'],
  closed: ['following-up'],
  postponed: ['announced', 'open', 'cancelled'],
  cancelled: ['announced'],
  withdrawn: [],
}

/** What of an assembly travels besides its address, owner, revision and dates: what a copy is read into. */
export type AssemblyModel = Said &
  Omit<AssemblyFacts, 'kind'> & {
    readonly state: AssemblyState
    /** Empty of a copy whose hub says a kind that is not known here. */
    readonly kind: Kind | ''
  }

/** An assembly: ours (hub set), drafts included, or a copy of another hub's (hub null). Its summary is its question. */
export type Assembly = AssemblyModel & Kept

/** May this person change a draft? Throw it away? Change what is announced, or withdraw it? */
export const { mayRevise, mayDiscard, mayAmend } = permissions

/** May this person announce an assembly? Only organisers may, and only what people can decide on whether to come. */
export function mayAnnounce(who: Who, assembly: Assembly): true | Refusal {
  const organiser = permissions.mayPublish(who, assembly)
  return organiser === true ? fitToAnnounce(assembly) : organiser
}

/** What must be known before anybody is invited: when, what is asked, and who will do something with the result. */
export function fitToAnnounce({ starts, summaries, destination, titles }: AssemblyModel): true | Refusal {
  if (starts === null) return refuseWith('assemblies.no.beginning')
  if (Object.keys(summaries).length === 0) return refuseWith('assemblies.no.question')
  const unasked = Object.keys(titles).find((tag) => !summaries[tag])
  if (unasked !== undefined)
    return refuseWith('assemblies.no.question-in', { language: { language: unasked } })
  if (destination === null) return refuseWith('assemblies.no.destination')
  return true
}

/** May this person move an announced assembly to this state? */
export function mayMove(who: Who, assembly: Assembly, to: AssemblyState): true | Refusal {
  const amend = mayAmend(who, assembly)
  if (amend !== true) return amend
  const ways = moves[assembly.state]
  return (
    ways.includes(to) || noWay({ state: assembly.state, to, ways }, (state) => `assemblies.state-${state}`)
  )
}

/** States of an assembly that was held, whatever its hours say: the hub moved it on. */
export const heldStates = [
  'integrated',
  'reported',
  'following-up',
  'closed',
] as const satisfies readonly AssemblyState[]

/** How long an assembly is taken to last that does not say it, in ms. */
const usualLength = 2 * HOUR

/** When an assembly begins and ends; null while no day is set. `guessed`: it does not say when it ends. */
export function timesOf({ starts, ends, zone }: Pick<AssemblyFacts, 'starts' | 'ends' | 'zone'>): {
  start: Instant
  end: Instant
  guessed: boolean
} | null {
  if (starts === null) return null
  const start = instantOf(starts, zone)
  const end = ends === null ? after(start, usualLength) : instantOf(ends, zone)
  return { start, end, guessed: ends === null }
}

/** What English calls each thing that is provided. */
export const provisionNames = inEnglish(provisions, (key) => `provision.${key}`)
