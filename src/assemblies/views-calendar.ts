import { createHash } from 'node:crypto'
import { calendarFile, escaped, lineOf, textLineOf, utcTime, wallTime } from '../lib/calendar.ts'
import { licenceName } from '../lib/licences.ts'
import { software } from '../lib/software.ts'
import { themeName } from '../lib/themes.ts'
import { DAY, type Instant } from '../lib/time.ts'
import type { Words } from '../lib/words.ts'
import { instantOf, wallOf } from '../lib/zone.ts'
import { zoneLines } from '../lib/zone-rules.ts'
import { titleOf } from '../records/model.ts'
import { type Assembly, timesOf } from './model.ts'
import { factsOf, whereInWords } from './model-words.ts'
import type { WithdrawnAssembly } from './store.ts'
import { calendarStatus } from './wire-terms.ts'

/** How long an assembly that is over, called off or withdrawn stays in a calendar, in milliseconds: six weeks. */
export const lingers = 42 * DAY

/** A calendar of assemblies: what it is called, where it is and its page, whose the assemblies are by their actors, the year now, and in whose words it speaks. */
export type Calendar = {
  readonly name: string
  readonly address: string
  readonly page: string
  readonly hubs: ReadonlyMap<string, string>
  readonly year: number
  readonly words: Words
  readonly assemblies: readonly Assembly[]
  readonly withdrawn: readonly WithdrawnAssembly[]
}

/**
 * Assemblies as a calendar file (iCalendar, RFC 5545 with RFC 7986; what is published by RFC 5546 §3.2.1). Each goes by the
 * same UID on every server that shows it, and its SEQUENCE is its revision.
 */
export function calendarOf(calendar: Calendar): string {
  const { name, address, page, assemblies, withdrawn } = calendar
  return calendarFile([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    lineOf('PRODID', `-//${software.name}//${software.version}//EN`),
    'METHOD:PUBLISH',
    'CALSCALE:GREGORIAN',
    textLineOf('NAME', name),
    textLineOf('X-WR-CALNAME', name),
    lineOf('SOURCE', address, { VALUE: 'URI' }),
    lineOf('URL', page),
    'REFRESH-INTERVAL;VALUE=DURATION:PT2H',
    'X-PUBLISHED-TTL:PT2H',
    ...zonesOf(calendar),
    ...assemblies.flatMap((assembly) => componentOf(assembly, calendar)),
    ...withdrawn.flatMap((each) => withdrawnLines(each, calendar)),
    'END:VCALENDAR',
  ])
}

/** The name by which calendars know an assembly: of its own address, so that it is the same at its hub and at every copy. */
export function uidOf(iri: string): string {
  const { host, pathname, search } = new URL(iri)
  const id = search === '' ? /\/([\w-]{20,})$/.exec(pathname)?.[1] : undefined
  return `${id ?? createHash('sha256').update(iri).digest('hex').slice(0, 32)}@${host}`
}

/** The rules of each zone in use, for the years around now; further away the last rule goes on. */
function zonesOf({ assemblies, year }: Calendar): string[] {
  const zones = Map.groupBy(assemblies, ({ zone }) => zone)
  zones.delete('UTC')
  return [...zones].flatMap(([zone, some]) => {
    const years = some.flatMap(({ starts }) => (starts === null ? [] : [Number(starts.slice(0, 4))]))
    // Somebody elsewhere may say any year; what is looked at has an end.
    const near = years.filter((each) => Math.abs(each - year) <= 6)
    const [first = year] = near.length > 0 ? near.toSorted((a, b) => a - b) : years
    return zoneLines(zone, first, Math.max(first, ...near))
  })
}

function componentOf(assembly: Assembly, { hubs, words }: Calendar): string[] {
  const { iri, owner, revision, state, language, published, updated, zone, pin, venueHidden } = assembly
  const times = timesOf(assembly)
  if (times === null) return []
  const { t } = words
  const where = venueHidden ? '' : whereInWords(assembly, words)
  const title = titleOf(assembly)
  const called =
    state === 'cancelled'
      ? t('calendar.cancelled', { title })
      : state === 'postponed'
        ? t('calendar.put-off', { title })
        : title
  return [
    'BEGIN:VEVENT',
    ...alike({ iri, owner, sequence: revision, changed: updated, status: calendarStatus(state).ical, hubs }),
    lineOf('CREATED', utcTime(published ?? updated)),
    ...timeLines(times, zone),
    textLineOf('SUMMARY', called, { LANGUAGE: language }),
    textLineOf('DESCRIPTION', descriptionOf(assembly, hubs.get(owner), words)),
    ...(where === '' ? [] : [textLineOf('LOCATION', where)]),
    ...(pin === null || venueHidden ? [] : [lineOf('GEO', `${pin.lat};${pin.lon}`)]),
    ...(assembly.themes.length === 0
      ? []
      : [lineOf('CATEGORIES', assembly.themes.map((key) => escaped(themeName(key, words))).join(','))]),
    ...(assembly.online === null
      ? []
      : [lineOf('CONFERENCE', addressOf(assembly.online), { VALUE: 'URI', LABEL: t('calendar.online') })]),
    ...(assembly.licence === ''
      ? []
      : [lineOf('LINK', addressOf(assembly.licence), { LINKREL: 'license', VALUE: 'URI' })]),
    'END:VEVENT',
  ]
}

/** What a withdrawn assembly leaves in a calendar, so that nobody goes there: that it was, and when. No word of it. */
function withdrawnLines(
  { iri, owner, revision, begins, ends, withdrawn }: WithdrawnAssembly,
  { hubs, words }: Calendar,
) {
  return [
    'BEGIN:VEVENT',
    ...alike({ iri, owner, sequence: revision, changed: withdrawn, status: 'CANCELLED', hubs }),
    lineOf('DTSTART', utcTime(begins)),
    lineOf('DTEND', utcTime(ends)),
    textLineOf('SUMMARY', words.t('calendar.withdrawn')),
    'END:VEVENT',
  ]
}

function alike(about: {
  iri: string
  owner: string
  sequence: number
  changed: Instant
  status: string
  hubs: ReadonlyMap<string, string>
}): string[] {
  const { iri, owner, sequence, changed, status, hubs } = about
  const name = hubs.get(owner)
  return [
    textLineOf('UID', uidOf(iri)),
    lineOf('SEQUENCE', sequence),
    lineOf('DTSTAMP', utcTime(changed)),
    lineOf('LAST-MODIFIED', utcTime(changed)),
    lineOf('STATUS', status),
    lineOf('URL', addressOf(iri)),
    // A hub has no mailbox here; its own address says who calls people together.
    lineOf('ORGANIZER', addressOf(owner), name === undefined ? {} : { CN: name }),
  ]
}

/** When it begins and ends by the clocks of its place. Of an hour that comes twice a calendar takes the first, so the second is said by its length. */
function timeLines({ start, end }: { start: Instant; end: Instant }, zone: string): string[] {
  if (zone === 'UTC') return [lineOf('DTSTART', utcTime(start)), lineOf('DTEND', utcTime(end))]
  const until = wallOf(end, zone)
  return [
    lineOf('DTSTART', wallTime(wallOf(start, zone)), { TZID: zone }),
    instantOf(until, zone) === end
      ? lineOf('DTEND', wallTime(until), { TZID: zone })
      : lineOf('DURATION', `PT${Math.round((Date.parse(end) - Date.parse(start)) / 60_000)}M`),
  ]
}

/** The question, how one comes and what there is to know, as plain lines. */
function descriptionOf(assembly: Assembly, hub: string | undefined, words: Words): string {
  const { iri, language, summaries, register, online, licence, venueHidden } = assembly
  const { t } = words
  const fact = (of: string, says: string) => t('frame.fact', { of, says })
  const lines: (string | null)[] = [
    summaries[language] ?? '',
    '',
    hub === undefined ? null : t('calendar.called-by', { hub }),
    venueHidden ? fact(t('calendar.where'), whereInWords(assembly, words)) : null,
    register && fact(t('calendar.register'), register),
    online && fact(t('calendar.online'), online),
    ...factsOf(assembly, words).map(({ of, says }) => fact(of, says)),
    '',
    fact(t('calendar.all'), iri),
    licence === '' ? null : fact(t('record.licence'), licenceName(licence)),
  ]
  return lines.filter((line) => line !== null).join('\n')
}

/** An address in its canonical letters: nothing in it can end a line. */
const addressOf = (iri: string): string => new URL(iri).href

/** Where one assembly is as a file for a calendar: of ours beside its page, of a copy beside the page that it has here. */
export const calendarAddress = ({ id, hub }: Pick<Assembly, 'id' | 'hub'>): string =>
  `${hub === null ? '/seen' : ''}/assemblies/${id}.ics`
