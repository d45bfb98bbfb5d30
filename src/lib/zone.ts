import { type Instant, instant } from './time.ts'

/** A time as a clock on the wall shows it, without a zone: `2026-12-12T18:00`. */
export type WallTime = string & { readonly wall: true }

/** Clocks of zones that were asked for; making one takes longer than using it. */
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      ...({ timeZone: zone, calendar: 'iso8601', hourCycle: 'h23' } as const),
      ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
      ...({ hour: '2-digit', minute: '2-digit', second: '2-digit' } as const),
    })
  clocks.set(zone, clock)
  return clock
}

/** The zone by the name of the IANA list that is in use (`Europe/Kyiv`), or null where there is none of that name. */
export function readZone(name: string): string | null {
  // Offsets such as +01:00 are understood as zones too, and know nothing of summer.
  if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(name) || name.length > 60) return null
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return null
  }
}

/** Whether a text is a time of a wall clock, on a day that there is. */
export function isWallTime(text: string): text is WallTime {
  if (!/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/.test(text)) return false
  const ms = Date.parse(`${text}:00Z`)
  return !Number.isNaN(ms) && instant(ms).startsWith(text)
}

/** What the clocks of a zone show at an instant, to the minute. */
export function wallOf(at: Instant, zone: string): WallTime {
  return instant(Date.parse(at) + offsetAt(Date.parse(at), zone)).slice(0, 16) as WallTime
}

/**
 * The instant at which the clocks of a zone show a time. Of an hour that comes twice it is the first; in one that is left out,
 * as far after the gap as the clocks are put forward (RFC 5545 §3.3.5).
 */
export function instantOf(wall: WallTime, zone: string): Instant {
  const asUtc = Date.parse(`${wall}:00Z`)
  // The offset the day before is that before any change of that day: the first of two hours, and what a gap is counted by.
  const before = offsetAt(asUtc - 86_400_000, zone)
  const first = asUtc - before
  return offsetAt(first, zone) === before || wallOf(instant(first), zone) === wall
    ? instant(first)
    : instantAfter(asUtc, first, zone)
}

function instantAfter(asUtc: number, first: number, zone: string): Instant {
  const second = asUtc - offsetAt(first, zone)
  const fits = offsetAt(second, zone) === offsetAt(first, zone)
  return instant(fits ? second : first)
}

/** How far the clocks of a zone are ahead of UTC at an instant (both in ms). */
export function offsetAt(at: number, zone: string): number {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>
  const shown = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second)
  return shown - Math.floor(at / 1000) * 1000
}

/** An instant as RFC 3339 with the offset of a zone: `2026-12-12T18:00:00+01:00`. */
export function withOffset(at: Instant, zone: string): string {
  const minutes = Math.round(offsetAt(Date.parse(at), zone) / 60_000)
  const sign = minutes < 0 ? '-' : '+'
  const two = (number: number) => String(Math.floor(Math.abs(number))).padStart(2, '0')
  return `${wallOf(at, zone)}:00${sign}${two(minutes / 60)}:${two(minutes % 60)}`
}
