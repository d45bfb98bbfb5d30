import type { AssemblyState } from './model.ts'
import type { Kind, Meeting, Phase, Selection } from './model-shape.ts'

/** The one mapping between our states and the terms on the wire; a draft has no term, since it never leaves. */
export const stateTerms: Readonly<Record<Exclude<AssemblyState, 'idea' | 'planning'>, string>> = {
  announced: 'moot:announced',
  open: 'moot:open',
  'in-session': 'moot:inSession',
  integrated: 'moot:integrated',
  reported: 'moot:reported',
  'following-up': 'moot:followingUp',
  closed: 'moot:closed',
  postponed: 'moot:postponed',
  cancelled: 'moot:cancelled',
  withdrawn: 'moot:withdrawn',
}

/** What sort of assembly it is, on the wire. */
export const kindTerms: Readonly<Record<Kind, string>> = {
  community: 'moot:communityAssembly',
  citizens: 'moot:citizensAssembly',
  delegate: 'moot:delegateAssembly',
  accountability: 'moot:accountabilityAssembly',
  thematic: 'moot:thematicAssembly',
  youth: 'moot:youthAssembly',
  listening: 'moot:listeningAssembly',
}

/** Who comes, on the wire. */
export const selectionTerms: Readonly<Record<Selection, string>> = {
  open: 'moot:everybody',
  invited: 'moot:invited',
  lottery: 'moot:lottery',
  delegates: 'moot:delegates',
}

/** Where people meet, on the wire. */
export const meetingTerms: Readonly<Record<Meeting, string>> = {
  'in-person': 'moot:inPerson',
  online: 'moot:online',
  hybrid: 'moot:hybrid',
}

/** The phases of an agenda, on the wire. */
export const phaseTerms: Readonly<Record<Phase, string>> = {
  opening: 'moot:opening',
  input: 'moot:input',
  deliberation: 'moot:deliberation',
  integration: 'moot:integration',
  decision: 'moot:decisionPhase',
  break: 'moot:break',
  close: 'moot:close',
}

/** How other calendars call the state an assembly is in: FEP-8a8e, and iCalendar as Mobilizon reads it. */
export function calendarStatus(state: AssemblyState): { status: string; ical: string } {
  if (state === 'cancelled' || state === 'withdrawn') return { status: 'EventCancelled', ical: 'CANCELLED' }
  if (state === 'postponed') return { status: 'EventPostponed', ical: 'TENTATIVE' }
  return { status: 'EventScheduled', ical: 'CONFIRMED' }
}
