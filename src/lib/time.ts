/** An instant as ISO 8601 text in UTC with milliseconds, so that text order is time order. */
export type Instant = string & { readonly instant: true }

/** Where the time comes from, in milliseconds since 1970; tests hand in a clock of their own. */
export type Clock = () => number

/** The instant of a date or of milliseconds since 1970. */
export const instant = (at: Date | number): Instant => new Date(at).toISOString() as Instant

/** The instant so many milliseconds after another. */
export const after = (start: Instant, ms: number): Instant => instant(Date.parse(start) + ms)

/** Now, but always later than what was before: two changes within one millisecond still have an order. */
export const laterThan = (before: Instant | null, now: number): Instant =>
  instant(before === null ? now : Math.max(now, Date.parse(before) + 1))

/** Reads an RFC 3339 date and time of anybody's into an instant, or null where it is none. */
export function readInstant(text: unknown): Instant | null {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text))
    return null
  const ms = Date.parse(text)
  // Years before 0 and after 9999 are written longer, and would not sort by their text.
  return Number.isNaN(ms) || instant(ms).length !== 24 ? null : instant(ms)
}

/** Lengths of time in milliseconds. */
export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
