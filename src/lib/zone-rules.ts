import { lineOf, wallTime } from './calendar.ts'
import { DAY, instant } from './time.ts'
import { offsetAt, type WallTime } from './zone.ts'

/** A change of a zone's clocks: when (ms since 1970), and how far they are ahead of UTC before and after it (ms). */
type Change = { readonly at: number; readonly before: number; readonly after: number }

/** The most years that are looked at for one zone. */
const mostYears = 16

/**
 * A zone's rules for a calendar (VTIMEZONE, RFC 5545 §3.6.5), right from the year before `first` to three years after `last`.
 * They come from the same list of zones that our own instants are reckoned with, so that a calendar never shows another
 * hour than the page. Clocks that change by one rule in all these years get that rule; else each change is named.
 */
export function zoneLines(zone: string, first: number, last: number): readonly string[] {
  const years = { from: first - 1, to: Math.min(last + 3, first + mostYears) }
  const key = `${zone} ${years.from} ${years.to}`
  const known = remembered.get(key)
  if (known) return known
  const lines = ['BEGIN:VTIMEZONE', lineOf('TZID', zone), ...observances(zone, years), 'END:VTIMEZONE']
  if (remembered.size >= 500) remembered.clear()
  remembered.set(key, lines)
  return lines
}

const remembered = new Map<string, readonly string[]>()

type Years = { readonly from: number; readonly to: number }

function observances(zone: string, years: Years): string[] {
  const start = Date.UTC(years.from, 0, 1)
  const changes = changesOf(zone, start, Date.UTC(years.to + 1, 0, 1))
  const groups = Map.groupBy(changes, ({ at, before, after }) => `${monthOf(at + before)} ${before} ${after}`)
  const rules = [...groups.values()].map((group) => ({ first: group[0]!, rule: ruleOf(group, years) }))
  if (changes.length > 0 && rules.every(({ rule }) => rule !== null))
    return rules.flatMap(({ first, rule }) => observance(first, [lineOf('RRULE', rule!)]))
  const offset = offsetAt(start, zone)
  const standing = { at: start - offset, before: offset, after: offset }
  return [standing, ...changes].flatMap((change) => observance(change))
}

/** The clocks after a change, from the minute they showed when it came. */
function observance({ at, before, after }: Change, more: readonly string[] = []): string[] {
  const name = after > before ? 'DAYLIGHT' : 'STANDARD'
  return [
    `BEGIN:${name}`,
    lineOf('DTSTART', wallTime(instant(at + before).slice(0, 16) as WallTime)),
    lineOf('TZOFFSETFROM', offsetText(before)),
    lineOf('TZOFFSETTO', offsetText(after)),
    ...more,
    `END:${name}`,
  ]
}

/** The rule by which clocks change once in each of these years, or null where none says it: on the n-th, or the last, such weekday of a month. */
function ruleOf(changes: readonly Change[], years: Years): string | null {
  const walls = changes.map(({ at, before }) => new Date(at + before))
  const alike = (of: (wall: Date) => number) => new Set(walls.map(of)).size === 1
  if (walls.length !== years.to - years.from + 1 || !alike((wall) => wall.getUTCDay())) return null
  if (!alike((wall) => wall.getUTCHours() * 60 + wall.getUTCMinutes())) return null
  const weekday = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][walls[0]!.getUTCDay()]
  const inMonth = `FREQ=YEARLY;BYMONTH=${monthOf(walls[0]!.getTime())}`
  if (walls.every((wall) => monthOf(wall.getTime() + 7 * DAY) !== monthOf(wall.getTime())))
    return `${inMonth};BYDAY=-1${weekday}`
  const nth = (wall: Date) => Math.ceil(wall.getUTCDate() / 7)
  return alike(nth) ? `${inMonth};BYDAY=${nth(walls[0]!)}${weekday}` : null
}

/** Every change of a zone's clocks between two instants (ms). No zone has changed its clocks twice within a week. */
function changesOf(zone: string, from: number, to: number): Change[] {
  const changes: Change[] = []
  let before = offsetAt(from, zone)
  for (let at = from; at < to; at += 7 * DAY) {
    const after = offsetAt(at + 7 * DAY, zone)
    if (after !== before) changes.push({ at: changeBetween(zone, at, at + 7 * DAY), before, after })
    before = after
  }
  return changes
}

/** The first instant, to the second, at which a zone's clocks no longer show what they did. */
function changeBetween(zone: string, from: number, to: number): number {
  const was = offsetAt(from, zone)
  let [low, high] = [from, to]
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000
    if (offsetAt(middle, zone) === was) low = middle
    else high = middle
  }
  return high
}

const monthOf = (at: number): number => new Date(at).getUTCMonth() + 1

/** How far clocks are ahead, as calendars write it: +0530. */
function offsetText(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0')
  return `${ms < 0 ? '-' : '+'}${two(minutes / 60)}${two(minutes % 60)}`
}
