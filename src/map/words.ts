import { DAY, HOUR, type Instant, MINUTE } from '../lib/time.ts'
import type { Words } from '../lib/words.ts'
import type { Origin } from './model.ts'

/** How long ago an instant was, seen from now (milliseconds since 1970): to the minute, hour or day, then by its date. */
export function ago(at: Instant, now: number, { t, day }: Words): string {
  const passed = now - Date.parse(at)
  if (passed < MINUTE) return t('map.ago.now')
  if (passed < HOUR) return t('map.ago.minutes', { count: Math.floor(passed / MINUTE) })
  if (passed < DAY) return t('map.ago.hours', { count: Math.floor(passed / HOUR) })
  if (passed < 60 * DAY) return t('map.ago.days', { count: Math.floor(passed / DAY) })
  return t('map.ago.on', { day: day(at) })
}

/** Where a hub lives, as it stands in brackets behind its name. */
export const placeOf = ({ hub, host }: Origin, { t }: Words): string =>
  hub === null ? host : t('map.this-server')
