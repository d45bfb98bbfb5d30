import { DAY, HOUR, MINUTE } from '../lib/time.ts'

/** A number of bytes as people say it, as `12.5 MB`. */
export function sizeInWords(bytes: number): string {
  const [unit, name] = bytes < 1e6 ? [1e3, 'kB'] : bytes < 1e9 ? [1e6, 'MB'] : [1e9, 'GB']
  return `${(bytes / unit).toLocaleString('en-GB', { maximumFractionDigits: 1 })} ${name}`
}

/** A length of time in ms as people say it, rounded down, as `3 days`. */
export function timeInWords(ms: number): string {
  const [unit, name] =
    ms < MINUTE
      ? [1000, 'second']
      : ms < HOUR
        ? [MINUTE, 'minute']
        : ms < 2 * DAY
          ? [HOUR, 'hour']
          : [DAY, 'day']
  return someOf(Math.floor(ms / unit), name, `${name}s`)
}

/** So many of something, as `1 hub` or `2 hubs`. */
export const someOf = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`

/** Day and time of an instant, as `2026-11-26 at 03:15 UTC`. */
export const dayAndTime = (at: string): string => `${at.slice(0, 10)} at ${at.slice(11, 16)} UTC`
