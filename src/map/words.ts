import type { Level } from '../lib/level.ts'
import { DAY, HOUR, type Instant, MINUTE } from '../lib/time.ts'
import type { Origin } from './model.ts'

/** How wide a hub speaks or an issue reaches, in plain words. */
export const levelWords: Readonly<Record<Level, string>> = {
  local: 'Local',
  regional: 'Regional',
  national: 'National',
  global: 'Global',
}

/** A day as people write it: 3 October 2026. */
export const day = (at: Instant): string =>
  new Date(at).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })

/** How long ago an instant was, seen from now (milliseconds since 1970): to the minute, hour or day, then by its date. */
export function ago(at: Instant, now: number): string {
  const passed = now - Date.parse(at)
  if (passed < MINUTE) return 'just now'
  if (passed < HOUR) return `${counted(Math.floor(passed / MINUTE), 'minute')} ago`
  if (passed < DAY) return `${counted(Math.floor(passed / HOUR), 'hour')} ago`
  if (passed < 60 * DAY) return `${counted(Math.floor(passed / DAY), 'day')} ago`
  return `on ${day(at)}`
}

/** A number with its noun: 1 issue, 2 issues, 1,204 issues. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`

/** Where a hub lives, as it stands in brackets behind its name. */
export const placeOf = ({ hub, host }: Origin): string => (hub === null ? host : 'this server')
