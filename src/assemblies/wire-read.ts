import { z } from 'zod'
import { isJsonObject, type Json, type JsonObject, listOf } from '../lib/json.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { readInstant } from '../lib/time.ts'
import { readZone, wallOf } from '../lib/zone.ts'
import { copied, readWith } from '../records/shape.ts'
import { wordOf } from '../records/wire.ts'
import { readAlike, said, strings, withText } from '../records/wire-read.ts'
import type { AssemblyModel } from './model.ts'
import { assemblyFields, endsAfterStart, facts, provisions } from './model-shape.ts'
import { kindTerms, meetingTerms, phaseTerms, selectionTerms, stateTerms } from './wire-terms.ts'

const Copied = facts.extend({ ...copied, kind: facts.shape.kind.or(z.literal('')) }).check(endsAfterStart)

/**
 * Reads an Event in normal form into an assembly, or says what is wrong with it. Every field has its limit, HTML is
 * sanitised, and what a newer version may have added (a kind, a provision, a phase) is left out rather than refused.
 */
export function readAssembly(document: JsonObject): AssemblyModel | Refusal {
  const state = wordOf(stateTerms, document['moot:state'])
  if (state === undefined || state === 'withdrawn')
    return refuse(`It is in a state we do not know (${said(document['moot:state'])}).`)
  const alike = readAlike(document, 'moot:summaries')
  if (isRefusal(alike)) return alike
  const times = readTimes(document)
  if (isRefusal(times)) return times
  const read = readWith(
    Copied,
    {
      ...alike,
      ...times,
      kind: wordOf(kindTerms, document['moot:assemblyKind']) ?? '',
      selection: wordOf(selectionTerms, document['moot:selection']),
      meeting: wordOf(meetingTerms, document['moot:meeting']),
      venue: venueOf(document.location),
      venueHidden: document['moot:venueHidden'] === true,
      online: document['moot:online'],
      spoken: strings(document['moot:spoken']),
      access: strings(document['moot:provides']).filter((key) =>
        (provisions as readonly string[]).includes(key),
      ),
      accessNote: document['moot:accessNote'],
      destination: document['moot:destination'],
      funding: document['moot:funding'],
      capacity: document.maximumAttendeeCapacity,
      // Its own page stands there where it is enough to come.
      register: document.externalParticipationUrl === document.id ? null : document.externalParticipationUrl,
      issues: strings(document['moot:takesUp']),
      agenda: listOf(document['moot:agenda']).map(itemOf),
      series: document['moot:series'],
    },
    assemblyFields,
  )
  return isRefusal(read) ? read : withText({ ...read, state }, alike.html)
}

/** Further ahead than this nobody plans an assembly; what claims it would stand first in every calendar for as long (ms). */
const farthest = 10 * 366 * 86_400_000

/** Its beginning and end by the clocks of its zone; an end that was only guessed is none. */
function readTimes(
  document: JsonObject,
): Refusal | { starts: string | null; ends: string | null; zone: string } {
  const zone = readZone(typeof document.timezone === 'string' ? document.timezone : 'UTC')
  if (zone === null) return refuse(`It has a time zone we do not know (${said(document.timezone)}).`)
  if (document.startTime === undefined || document.startTime === null)
    return { starts: null, ends: null, zone }
  const start = readInstant(document.startTime)
  if (start === null) return refuse(`It begins at no time that can be read (${said(document.startTime)}).`)
  const published = readInstant(document.published)
  if (published !== null && Date.parse(start) - Date.parse(published) > farthest)
    return refuse('It begins more than ten years after it was announced.')
  const end = document.displayEndTime === false ? null : readInstant(document.endTime)
  return { starts: wallOf(start, zone), ends: end === null ? null : wallOf(end, zone), zone }
}

/** The venue in a location: a Place with a name and an address. */
function venueOf(location: Json | undefined): JsonObject | null {
  const place = listOf(location).find((each) => isJsonObject(each) && each.type === 'Place')
  if (!isJsonObject(place) || typeof place.name !== 'string' || !isJsonObject(place.address)) return null
  const { streetAddress, postalCode, addressLocality, addressCountry } = place.address
  return {
    name: place.name,
    street: streetAddress ?? null,
    postalCode: postalCode ?? null,
    locality: addressLocality ?? null,
    country: addressCountry ?? null,
  }
}

const itemOf = (value: Json): Json =>
  isJsonObject(value)
    ? {
        title: value['moot:text'] ?? null,
        phase: wordOf(phaseTerms, value['moot:phase']) ?? null,
        minutes: value['moot:minutes'] ?? null,
        issue: value['moot:issue'] ?? null,
      }
    : value
