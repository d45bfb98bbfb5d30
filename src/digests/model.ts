import { readMailAddress } from '../lib/mail-address.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { DAY, type Instant, instant } from '../lib/time.ts'
import { instantOf, type WallTime, wallOf } from '../lib/zone.ts'

/** The kinds of record that somebody can be told of by mail, in the order in which a mail has them. */
export const digestKinds = ['assemblies', 'issues', 'outcomes', 'actions'] as const
export type DigestKind = (typeof digestKinds)[number]

/** How often mail comes. */
export const cadences = ['weekly', 'daily'] as const
export type Cadence = (typeof cadences)[number]

/** What somebody wants, and how often. */
export type Wish = {
  readonly kinds: readonly DigestKind[]
  readonly cadence: Cadence
  readonly language: string
}

/** How far somebody was told: of a hub’s log which epoch and number; of an issue besides which wording of which record. */
export type Told = {
  readonly epoch: string
  readonly seq: number
  readonly held: Readonly<Record<string, number>>
}

/** How far they will have been told by a mail that is under way, and what stands in it: wordings by address. */
export type Next = { readonly told: Told; readonly shown: Readonly<Record<string, number>> }

/**
 * Under which name mail to somebody who follows is kept. Their id came with a form, and may be that of a person of a hub, whose
 * mail is none of theirs.
 */
export const receiverOf = (id: string): string => `follow ${id}`

/** How long somebody who asked has time to say that it was they (ms). */
export const timeToConfirm = 7 * DAY

/** How many mails one address gets within a day that ask whether it was they. */
export const mostAsked = 3

/** How many may wait for a hub who have asked and not confirmed. Who fills this up keeps others out, and writes to nobody the more. */
export const mostUnconfirmed = 2000

/** After how many mails in a row that were refused for good no more are sent. */
export const mostRefused = 3

/** How many lines one mail has of a kind; the page has the rest. */
export const linesOfKind = 10

/** The hour of the morning, on the clocks of the hub, and the day of the week on which weekly mail goes (Monday). */
const morning = '07:00'
const weekday = 1

/** The last morning for which mail of a cadence goes, at or before `now` (ms since 1970). */
export function lastMorning(now: number, zone: string, cadence: Cadence): Instant {
  const today = Date.parse(`${wallOf(instant(now), zone).slice(0, 10)}T00:00:00Z`)
  for (let back = 0; back <= 8; back++) {
    const day = new Date(today - back * DAY)
    if (cadence === 'weekly' && day.getUTCDay() !== weekday) continue
    const at = instantOf(`${day.toISOString().slice(0, 10)}T${morning}` as WallTime, zone)
    if (Date.parse(at) <= now) return at
  }
  throw new Error('There is a morning every day, and a Monday every week.')
}

/** Kinds as they were chosen or are kept: each once, in the order of the mail; others are left out. */
export const kindsIn = (chosen: readonly string[]): DigestKind[] =>
  digestKinds.filter((kind) => chosen.includes(kind))

/** What is wrong with a wish, by field; each a refusal that a page can say. */
export type Wrong = { readonly [field in 'address' | 'kinds' | 'cadence']?: Refusal }

/** Reads what somebody chose: kinds and cadence. */
export function readWish(typed: {
  kinds: readonly string[]
  cadence: string
  language: string
}): Wish | { readonly wrong: Wrong } {
  const kinds = kindsIn(typed.kinds)
  const cadence = cadences.find((each) => each === typed.cadence)
  if (kinds.length > 0 && cadence !== undefined) return { kinds, cadence, language: typed.language }
  return {
    wrong: {
      ...(kinds.length === 0 && { kinds: refuseWith('by-mail.no-kind') }),
      ...(cadence === undefined && { cadence: refuseWith('by-mail.no-cadence') }),
    },
  }
}

/** Reads an address; what is wrong with it is said without repeating it. */
export function readAddress(typed: string): { address: string; folded: string } | Refusal {
  const read = readMailAddress(typed)
  return isRefusal(read) ? refuseWith('by-mail.no-address') : read
}

/** An address of which only its owner can tell which it is: `a…@example.org`. */
export const hinted = (address: string): string => address.replace(/^(.).*@/u, '$1…@')

/** Fewer than these are never counted out loud: who they are could be guessed. */
export const fewest = 10

/** A count of people as it may be shown, of so many in all: null where it, or who is not in it, would be too few to say. */
export function shownCount(count: number, all: number): number | null {
  const others = all - count
  return count >= fewest && (others === 0 || others >= fewest) ? count : null
}
