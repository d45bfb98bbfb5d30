import { plainLine, plainText } from '../lib/plain.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'

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
  return text.length >= 10 && text.length <= 2000
    ? text
    : refuse('The wording must have 10 to 2,000 letters: it is what people say yes to.')
}

/** A purpose’s name as it was typed, or why it is none. */
export function readPurposeName(typed: string): string | Refusal {
  const name = plainLine(typed)
  return name.length >= 3 && name.length <= 100
    ? name
    : refuse('Say in 3 to 100 letters what people are asked for.')
}

/** A day as a form gives it, not after `today`, or why it is none. */
export function readDay(typed: string, today: string): string | Refusal {
  const day = typed.trim()
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(`${day}T00:00:00Z`)))
    return refuse('Give the day as year, month and day, such as 2026-11-27.')
  if (new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) return refuse('There is no such day.')
  if (day > today) return refuse('That day is still to come.')
  return day < '1990-01-01' ? refuse('That is too long ago.') : day
}
