import { englishName } from '../lib/language.ts'
import type { Instant } from '../lib/time.ts'
import { offsetAt, wallOf } from '../lib/zone.ts'
import { type AssemblyModel, meetingNames, provisionNames, selectionNames, timesOf } from './model.ts'
import type { Venue } from './model-shape.ts'

type Dated = Pick<AssemblyModel, 'starts' | 'ends' | 'zone' | 'state'>

/** When an assembly is, as people write it: day, hours and zone. English until pages speak other languages. */
export function whenInWords(assembly: Dated): string {
  const times = timesOf(assembly)
  if (times === null) return 'The day is not set yet'
  const day = dayOf(times.start, assembly.zone)
  return assembly.state === 'postponed' ? `Put off from ${day}` : `${day}, ${hoursInWords(assembly)}`
}

/** The hours of an assembly with their zone, where its day is said already; its last day too where it is another. */
export function hoursInWords(assembly: Dated): string {
  const times = timesOf(assembly)
  if (times === null) return ''
  const { zone, state } = assembly
  const { start, end, guessed } = times
  if (state === 'postponed') return 'Put off from this day'
  const oneDay = wallOf(start, zone).slice(0, 10) === wallOf(end, zone).slice(0, 10)
  const until = guessed
    ? ''
    : oneDay
      ? `–${hourOf(end, zone)}`
      : ` to ${dayOf(end, zone)}, ${hourOf(end, zone)}`
  return `${hourOf(start, zone)}${until} (${zoneName(start, zone)})`
}

/** Where it is: the venue unless it is hidden, the place else, and that one may join online. */
export function whereInWords({
  venue,
  venueHidden,
  place,
  meeting,
}: Pick<AssemblyModel, 'venue' | 'venueHidden' | 'place' | 'meeting'>): string {
  if (meeting === 'online') return 'online'
  const room = venue !== null && !venueHidden ? addressOf(venue) : place
  const told = venueHidden ? `${room ?? ''}${room ? ', ' : ''}the address is told to those who come` : room
  return [told, ...(meeting === 'hybrid' ? ['and online'] : [])].filter(Boolean).join(', ')
}

/** What else there is to know of an assembly: each fact by what it is of. */
export function factsOf(assembly: AssemblyModel): { of: string; says: string }[] {
  const { selection, meeting, capacity, spoken, access, accessNote, destination, funding } = assembly
  const facts: [of: string, says: string | null][] = [
    ['Who comes', `${selectionNames[selection]}${capacity === null ? '' : `; ${capacity} places`}`],
    ['Where people meet', meetingNames[meeting]],
    ['Languages spoken', spoken.map(englishName).join(', ')],
    ['Provided', access.map((key) => provisionNames[key]).join(', ')],
    ['Access', accessNote],
    ['Where the result goes', destination],
    ['Paid for by', funding],
  ]
  return facts.flatMap(([of, says]) => (says ? [{ of, says }] : []))
}

/** A venue in a line, as on an envelope. */
export const addressOf = ({ name, street, postalCode, locality, country }: Venue): string =>
  [name, street, [postalCode, locality].filter(Boolean).join(' '), country].filter(Boolean).join(', ')

/** A day in a zone, as people write it: Saturday 12 December 2026. */
export function dayOf(at: Instant, zone: string): string {
  const said = (parts: Intl.DateTimeFormatOptions) =>
    new Date(at).toLocaleDateString('en-GB', { ...parts, timeZone: zone })
  // Put together here: whether a comma stands between changes from one version of Node to the next.
  return `${said({ weekday: 'long' })} ${said({ day: 'numeric', month: 'long', year: 'numeric' })}`
}

/** The hour in a zone: 18:00. */
export const hourOf = (at: Instant, zone: string): string => wallOf(at, zone).slice(11)

/** A zone by its place and what it is ahead of UTC then: Europe/Vienna, UTC+1. */
function zoneName(at: Instant, zone: string): string {
  const minutes = Math.round(offsetAt(Date.parse(at), zone) / 60_000)
  if (zone === 'UTC' || minutes === 0) return zone === 'UTC' ? 'UTC' : `${zone}, UTC`
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${zone}, UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}
