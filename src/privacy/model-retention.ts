import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { DAY, type Instant, instant } from '../lib/time.ts'
import type { Holding, RetentionClock } from '../slice.ts'

/** After a clock was set anew nothing of its kind is erased for so long (ms): a slip of the finger can be put right. */
export const secondThoughts = DAY

/** A kind of private data that a clock erases. */
export type Ticking = Holding & { readonly goes: RetentionClock }

/** What a hub chose for a kind of data, and when. */
export type Chosen = { readonly days: number; readonly since: Instant }

/** How long a hub keeps a kind of data now, and from when on that is carried out. */
export type Kept = { readonly days: number; readonly from: Instant | null }

/** Whether a clock erases a kind of data; the rest stays as long as its words say. */
export const isTicking = (holding: Holding): holding is Ticking => 'days' in holding.goes

/** Whether a hub may choose how long a kind of data is kept. */
export const maySet = ({ goes }: Ticking): boolean => goes.fewest !== undefined && goes.most !== undefined

/** How long a hub keeps a kind of data: what it chose, within the bounds of today, else as long as usual. */
export function keptFor({ goes }: Ticking, chosen: Chosen | undefined): Kept {
  if (!chosen || goes.fewest === undefined || goes.most === undefined) return { days: goes.days, from: null }
  const days = Math.min(Math.max(chosen.days, goes.fewest), goes.most)
  return { days, from: instant(Date.parse(chosen.since) + secondThoughts) }
}

/** Before which instant what began is due to be erased at `now` (ms since 1970). */
export const dueBefore = (days: number, now: number): Instant => instant(now - days * DAY)

/** A number of days as it was typed, or what is wrong with it. */
export function readDays({ goes }: Ticking, typed: string): number | Refusal {
  const days = /^\d{1,5}$/.test(typed.trim()) ? Number(typed.trim()) : Number.NaN
  const { fewest = goes.days, most = goes.days } = goes
  return days >= fewest && days <= most ? days : refuseWith('retention.no.days', { fewest, most })
}
