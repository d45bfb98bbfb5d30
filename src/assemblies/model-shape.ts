import { z } from 'zod'
import { type Complaint, type FieldNames, wrong } from '../lib/complaints.ts'
import { LanguageTag } from '../lib/language.ts'
import type { Level } from '../lib/level.ts'
import { HttpUrl } from '../lib/url.ts'
import { isWallTime, type WallTime } from '../lib/zone.ts'
import { Zone } from '../lib/zone-names.ts'
import { line, placed, titledInAll, worded } from '../records/shape.ts'

/** What sort of assembly it is; who may come is said apart. */
export const kinds = [
  'community',
  'citizens',
  'delegate',
  'accountability',
  'thematic',
  'youth',
  'listening',
] as const
export type Kind = (typeof kinds)[number]

/** Who comes: whoever wants to, those who are asked, those drawn by lot, or those that hubs send. */
export const selections = ['open', 'invited', 'lottery', 'delegates'] as const
export type Selection = (typeof selections)[number]

/** Where people meet. */
export const meetings = ['in-person', 'online', 'hybrid'] as const
export type Meeting = (typeof meetings)[number]

/** What is provided so that everybody can take part, as keys. */
export const provisions = [
  ...([
    'step-free',
    'accessible-toilet',
    'hearing-loop',
    'sign-language',
    'interpretation',
    'captions',
  ] as const),
  ...(['easy-language', 'large-print', 'quiet-room', 'childcare', 'food', 'travel-costs', 'pay'] as const),
  ...(['prayer-room', 'parking', 'personal-assistance'] as const),
] as const
export type Provision = (typeof provisions)[number]

/** The phases of an agenda. */
export const phases = [
  'opening',
  'input',
  'deliberation',
  'integration',
  'decision',
  'break',
  'close',
] as const
export type Phase = (typeof phases)[number]

const aTime = wrong('wrong.moment')
const Wall = z
  .string(aTime)
  .refine(isWallTime, aTime)
  .transform((text) => text as WallTime)
const Venue = z
  .object({
    name: line(200),
    street: line(200).nullable().default(null),
    postalCode: line(20).nullable().default(null),
    locality: line(100).nullable().default(null),
    country: line(60).nullable().default(null),
  })
  // A street that says the name again is none: on the wire the name stands in for one.
  .transform((venue) => (venue.street === venue.name ? { ...venue, street: null } : venue))
/** Where people meet, in the words of an envelope. */
export type Venue = z.output<typeof Venue>

const AgendaItem = z.object({
  title: line(200),
  phase: z.enum(phases).nullable().default(null),
  minutes: z.number().int(wrong('wrong.whole-number')).min(1).max(1440).nullable().default(null),
  issue: HttpUrl.nullable().default(null),
})
/** One item of an agenda. */
export type AgendaItem = z.output<typeof AgendaItem>

const distinct = <T extends string>(list: T[]): readonly T[] => [...new Set(list)]

/** Everything of an assembly that is no wording: alike in a draft, on the wire and in a copy. */
export const facts = z.object({
  ...placed,
  kind: z.enum(kinds),
  selection: z.enum(selections).default('open'),
  meeting: z.enum(meetings).default('in-person'),
  /** When it begins and ends by the clocks of its zone; null while no day is set. */
  starts: Wall.nullable().default(null),
  ends: Wall.nullable().default(null),
  zone: Zone.default('UTC'),
  venue: Venue.nullable().default(null),
  /** Whether the venue is told only to those who come. */
  venueHidden: z.boolean().default(false),
  /** Where people join who are not in the room. */
  online: HttpUrl.nullable().default(null),
  spoken: z
    .array(LanguageTag)
    .max(20, wrong('wrong.too-many', { most: 20 }))
    .transform(distinct)
    .default([]),
  access: z.array(z.enum(provisions)).max(30).transform(distinct).default([]),
  accessNote: line(500).nullable().default(null),
  /** Who receives the result and what they do with it. */
  destination: line(300).nullable().default(null),
  funding: line(500).nullable().default(null),
  capacity: z.number().int(wrong('wrong.whole-number')).min(1).max(1e6).nullable().default(null),
  /** Where people say that they come, on a page of anybody's. */
  register: HttpUrl.nullable().default(null),
  issues: z
    .array(HttpUrl)
    .max(50, wrong('wrong.too-many', { most: 50 }))
    .transform(distinct)
    .default([]),
  agenda: z
    .array(AgendaItem)
    .max(100, wrong('wrong.too-many', { most: 100 }))
    .transform((list): readonly AgendaItem[] => list)
    .default([]),
  /** The first assembly of the series it is one date of, by its address. */
  series: HttpUrl.nullable().default(null),
})
export type AssemblyFacts = z.output<typeof facts>

/** An end must lie after the beginning, within a week: longer ones are several dates. */
export function endsAfterStart(ctx: {
  value: Pick<AssemblyFacts, 'starts' | 'ends'> & Record<string, unknown>
  issues: z.core.$ZodRawIssue[]
}): void {
  const { starts, ends } = ctx.value
  if (ends === null) return
  const no = (key: Complaint) =>
    ctx.issues.push({ code: 'custom', input: ctx.value, path: ['ends'], message: wrong(key) })
  if (starts === null) return void no('wrong.no-beginning')
  const lasts = Date.parse(`${ends}Z`) - Date.parse(`${starts}Z`)
  if (lasts <= 0) no('wrong.before-beginning')
  else if (lasts > 7 * 86_400_000) no('wrong.over-a-week')
}

/** What a draft says: its wording as Markdown, and the facts. The summary is the question it is about. */
export const NewAssembly = facts.extend(worded).check(titledInAll).check(endsAfterStart)
export type NewAssembly = z.output<typeof NewAssembly>
/** What is asked for a draft; the hub's own level, place and so on stand in for what is not given. */
export type AssemblyInput = Omit<z.input<typeof NewAssembly>, 'level'> & { level?: Level }

/** The labels of the fields that only assemblies have. */
export const assemblyFields: FieldNames = {
  titles: 'assemblies.title',
  summaries: 'assemblies.question',
  contents: 'assemblies.text',
  kind: 'assemblies.kind',
  selection: 'assemblies.selection',
  meeting: 'assemblies.meeting',
  starts: 'assemblies.starts',
  ends: 'assemblies.ends',
  zone: 'assemblies.zone',
  venue: 'assemblies.venue',
  'venue.name': 'assemblies.venue-name',
  'venue.street': 'assemblies.venue-street',
  'venue.postalCode': 'assemblies.venue-postalCode',
  'venue.locality': 'assemblies.venue-locality',
  'venue.country': 'assemblies.venue-country',
  online: 'assemblies.online',
  spoken: 'assemblies.spoken',
  access: 'assemblies.provided',
  accessNote: 'assemblies.access-note',
  destination: 'assemblies.destination',
  funding: 'assemblies.funding',
  capacity: 'assemblies.capacity',
  register: 'assemblies.register',
  issues: 'assemblies.issues',
  agenda: 'assemblies.agenda',
  series: 'assembly.series',
}
