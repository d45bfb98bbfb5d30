import type { Copy, RecordKind } from '../federation/kinds.ts'
import type { JsonObject } from '../lib/json.ts'
import { withOffset } from '../lib/zone.ts'
import { toDocument, toTombstone as tombstoneOf, toPlace } from '../records/wire.ts'
import { keptOf } from '../records/wire-read.ts'
import { type Assembly, type AssemblyModel, timesOf } from './model.ts'
import type { AgendaItem, Venue } from './model-shape.ts'
import { dropCopy, keepCopy } from './store.ts'
import { readAssembly } from './wire-read.ts'
import {
  calendarStatus,
  kindTerms,
  meetingTerms,
  phaseTerms,
  selectionTerms,
  stateTerms,
} from './wire-terms.ts'
import { contentFor, summaryFor } from './wire-text.ts'

const form = { type: 'Event', term: 'moot:Assembly' } as const

/**
 * An assembly of ours as it is published: an Event (FEP-8a8e), with the terms Mobilizon and Gancio read, without context and
 * proof, which signing adds. Where the venue is hidden there is no location at all.
 */
export function toAssembly(assembly: Assembly): JsonObject {
  const { state, kind, venue, venueHidden, access, agenda } = assembly
  if (state === 'idea' || state === 'planning' || kind === '')
    throw new Error(`assembly ${assembly.id} is a draft, and a draft never leaves`)
  return {
    ...toDocument(assembly, {
      ...form,
      state: stateTerms[state],
      summary: (language) => summaryFor(assembly, language),
      readsBack: false,
      content: (language) => contentFor(assembly, language),
    }),
    ...calendarOf(assembly),
    ...(!venueHidden && (venue || assembly.pin) && { location: locationOf(assembly) }),
    'moot:assemblyKind': kindTerms[kind],
    'moot:selection': selectionTerms[assembly.selection],
    'moot:meeting': meetingTerms[assembly.meeting],
    ...(venueHidden && { 'moot:venueHidden': true }),
    ...(assembly.online !== null && { 'moot:online': assembly.online }),
    ...(assembly.spoken.length > 0 && { 'moot:spoken': [...assembly.spoken] }),
    ...(access.length > 0 && { 'moot:provides': [...access] }),
    ...(assembly.accessNote !== null && { 'moot:accessNote': assembly.accessNote }),
    ...(assembly.destination !== null && { 'moot:destination': assembly.destination }),
    ...(assembly.funding !== null && { 'moot:funding': assembly.funding }),
    ...(assembly.issues.length > 0 && { 'moot:takesUp': [...assembly.issues] }),
    ...(agenda.length > 0 && { 'moot:agenda': agenda.map(toItem) }),
    ...(assembly.series !== null && { 'moot:series': assembly.series }),
  }
}

/** What calendars read: times with the offset of the place, its zone, whether it takes place, and how one says that one comes. */
function calendarOf(assembly: Assembly): JsonObject {
  const { zone, owner, iri, register, capacity, meeting, state, language, spoken } = assembly
  const times = timesOf(assembly)
  const { status, ical } = calendarStatus(state)
  return {
    uuid: assembly.id,
    organizers: [owner],
    ...(times && {
      startTime: withOffset(times.start, zone),
      endTime: withOffset(times.end, zone),
      ...(times.guessed && { displayEndTime: false }),
    }),
    timezone: zone,
    eventStatus: status,
    'ical:status': ical,
    category: 'MOVEMENTS_POLITICS',
    inLanguage: spoken[0] ?? language,
    isOnline: meeting === 'online',
    // Nobody is counted in from elsewhere yet: a page says how to come. Mobilizon drops what has a mode it does not know.
    joinMode: 'external',
    externalParticipationUrl: register ?? iri,
    ...(capacity !== null && { maximumAttendeeCapacity: capacity }),
    commentsEnabled: false,
    repliesModerationOption: 'closed',
    // There, and empty: Gancio and older Misskeys take whatever stands in it for a picture, and fail at what is none.
    attachment: [],
  }
}

/** What stands in the place of a withdrawn assembly for ever: that it was, when it ended, and why. */
export const toTombstone = (assembly: Assembly): JsonObject => tombstoneOf(assembly, form)

/** Assemblies, as the post office takes them in. */
export const assemblyKind: RecordKind<AssemblyModel> = {
  kind: 'assembly',
  ...form,
  path: '/assemblies/',
  read: readAssembly,
  keep: (tx, copy) => keepCopy(tx, assemblyOfCopy(copy), copy.fresh),
  drop: dropCopy,
}

/** Gancio takes no place without a name, nor an address in which nobody could be found. */
function locationOf({ venue, place, pin }: Assembly): JsonObject {
  return {
    ...toPlace({ place: venue?.name ?? place ?? (pin && `${pin.lat}, ${pin.lon}`), pin }),
    ...(venue && { address: addressOf(venue) }),
  }
}

const addressOf = ({ name, street, postalCode, locality, country }: Venue): JsonObject => ({
  type: 'PostalAddress',
  ...((street ?? locality ?? country) === null
    ? { streetAddress: name }
    : street !== null && { streetAddress: street }),
  ...(postalCode !== null && { postalCode }),
  ...(locality !== null && { addressLocality: locality }),
  ...(country !== null && { addressCountry: country }),
})

const toItem = ({ title, phase, minutes, issue }: AgendaItem): JsonObject => ({
  'moot:text': title,
  ...(phase !== null && { 'moot:phase': phaseTerms[phase] }),
  ...(minutes !== null && { 'moot:minutes': minutes }),
  ...(issue !== null && { 'moot:issue': issue }),
})

const assemblyOfCopy = (copy: Copy<AssemblyModel>): Assembly => ({
  ...copy.model,
  ...keptOf(copy, copy.model.licence),
})
