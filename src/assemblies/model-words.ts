import type { Instant } from '../lib/time.ts'
import type { Words } from '../lib/words.ts'
import { offsetAt, wallOf } from '../lib/zone.ts'
import { type AssemblyModel, timesOf } from './model.ts'
import type { Venue } from './model-shape.ts'

type Dated = Pick<AssemblyModel, 'starts' | 'ends' | 'zone' | 'state'>

/** When an assembly is, as people write it: day, hours and zone. */
export function whenInWords(assembly: Dated, words: Words): string {
  const times = timesOf(assembly)
  if (times === null) return words.t('assembly.no-day')
  const day = words.weekday(times.start, assembly.zone)
  return assembly.state === 'postponed'
    ? words.t('assembly.put-off-from', { day })
    : words.t('assembly.when', { day, hours: hoursInWords(assembly, words) })
}

/** The hours of an assembly with their zone, where its day is said already; its last day too where it is another. */
export function hoursInWords(assembly: Dated, words: Words): string {
  const times = timesOf(assembly)
  if (times === null) return ''
  const { zone, state } = assembly
  const { start, end, guessed } = times
  if (state === 'postponed') return words.t('assembly.put-off')
  const [from, to] = [hourOf(start, zone), hourOf(end, zone)]
  const oneDay = wallOf(start, zone).slice(0, 10) === wallOf(end, zone).slice(0, 10)
  const hours = guessed
    ? from
    : oneDay
      ? words.t('assembly.from-to', { from, to })
      : words.t('assembly.from-to-day', { from, to, day: words.weekday(end, zone) })
  return words.t('assembly.hours', { hours, zone: zoneName(start, zone) })
}

/** Where it is: the venue unless it is hidden, the place else, and that one may join online. */
export function whereInWords(
  { venue, venueHidden, place, meeting }: Pick<AssemblyModel, 'venue' | 'venueHidden' | 'place' | 'meeting'>,
  { t, items }: Words,
): string {
  if (meeting === 'online') return t('meeting.online')
  const room = venue !== null && !venueHidden ? addressOf(venue) : place
  return items(
    [
      room ?? '',
      venueHidden ? t('assembly.address-told') : '',
      meeting === 'hybrid' ? t('assembly.and-online') : '',
    ].filter(Boolean),
  )
}

/** One thing to know of an assembly: what it is of, and what it says; in the record’s own language where it is not ours. */
export type FactInWords = { readonly of: string; readonly says: string; readonly theirs: boolean }

/** What else there is to know of an assembly: each fact by what it is of. */
export function factsOf(assembly: AssemblyModel, words: Words): FactInWords[] {
  const { selection, meeting, capacity, spoken, access, accessNote, destination, funding } = assembly
  const { t, items } = words
  const who = t(`selection.${selection}`)
  const facts: [of: string, says: string | null, theirs?: true][] = [
    [t('assembly.who'), capacity === null ? who : t('assembly.who-places', { who, count: capacity })],
    [t('assembly.meeting'), t(`meeting.${meeting}`)],
    [t('assembly.spoken'), items(spoken.map((tag) => `${words.languageName(tag)} (${tag})`))],
    [t('assembly.provided'), items(access.map((key) => t(`provision.${key}`)))],
    [t('assembly.access'), accessNote, true],
    [t('assembly.destination'), destination, true],
    [t('assembly.funding'), funding, true],
  ]
  return facts.flatMap(([of, says, theirs = false]) => (says ? [{ of, says, theirs }] : []))
}

/** What an assembly is called by its kind. */
export const kindName = (kind: AssemblyModel['kind'], { t }: Words): string =>
  kind === '' ? t('assembly.noun') : t(`assembly.kind.${kind}`)

/** A venue in a line, as on an envelope. */
export const addressOf = ({ name, street, postalCode, locality, country }: Venue): string =>
  [name, street, [postalCode, locality].filter(Boolean).join(' '), country].filter(Boolean).join(', ')

/** The hour in a zone: 18:00. */
export const hourOf = (at: Instant, zone: string): string => wallOf(at, zone).slice(11)

/** A zone by its place and what it is ahead of UTC then: Europe/Vienna, UTC+1. */
function zoneName(at: Instant, zone: string): string {
  const minutes = Math.round(offsetAt(Date.parse(at), zone) / 60_000)
  if (zone === 'UTC' || minutes === 0) return zone === 'UTC' ? 'UTC' : `${zone}, UTC`
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${zone}, UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}
