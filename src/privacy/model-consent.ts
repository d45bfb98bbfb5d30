import { plainLine, plainText } from '../lib/plain.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'

/** What every hub asks consent for; a hub may add purposes of its own, and stop asking for any. */
export const usualPurposes = ['mail', 'public-role', 'hub-page', 'contact'] as const

/** How somebody said yes. */
export const channels = ['in-person', 'on-paper', 'by-phone', 'by-mail', 'online'] as const
/** See channels. */
export type Channel = (typeof channels)[number]

/** What consent is asked for. `name` is null for those that every hub has: pages have words for them. */
export type Purpose = {
  readonly key: string
  readonly name: string | null
  /** Whether it is still asked for. */
  readonly asked: boolean
}

/** One consent of somebody, with the wording they agreed to. */
export type Consent = {
  readonly id: string
  readonly purpose: string
  readonly version: number
  readonly language: string
  readonly text: string
  readonly channel: Channel
  /** The day they said so. */
  readonly given: string
  readonly noted: string
  readonly noted_by: string | null
  readonly withdrawn: string | null
  readonly withdrawn_by: string | null
}

/** A consent’s wording as it was typed, or why it is none. */
export function readWording(typed: string): string | Refusal {
  const text = plainText(typed)
  return text.length >= 10 && text.length <= 2000 ? text : refuseWith('consent.no.wording')
}

/** A purpose’s name as it was typed, or why it is none. */
export function readPurposeName(typed: string): string | Refusal {
  const name = plainLine(typed)
  return name.length >= 3 && name.length <= 100 ? name : refuseWith('consent.no.name')
}

/** A day as a form gives it, not after `today`, or why it is none. */
export function readDay(typed: string, today: string): string | Refusal {
  const day = typed.trim()
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(`${day}T00:00:00Z`)))
    return refuseWith('consent.no.day')
  if (new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) return refuseWith('consent.no.no-day')
  if (day > today) return refuseWith('consent.no.to-come')
  return day < '1990-01-01' ? refuseWith('consent.no.long-ago') : day
}
