import { z } from 'zod'
import { type FieldNames, wrong } from '../lib/complaints.ts'
import type { Level } from '../lib/level.ts'
import { HttpUrl } from '../lib/url.ts'
import { line, placed, titledInAll, worded } from '../records/shape.ts'

/** How people decided. */
export const methods = [
  'consensus',
  'consent',
  'majority',
  'two-thirds',
  'temperature-check',
  'ranked',
  'lot',
  'none',
] as const
export type Method = (typeof methods)[number]

/** What became of what was put to them. */
export const results = [
  'adopted',
  'adopted-with-reservations',
  'not-adopted',
  'deferred',
  'no-decision',
] as const
export type Result = (typeof results)[number]

/** A day in the calendar, as 2026-11-30. */
export const Day = z.iso.date(wrong('wrong.day'))

const aNumber = wrong('wrong.whole-number')
/** How many people. */
const People = z
  .number(aNumber)
  .int(aNumber)
  .min(0, wrong('wrong.too-low', { least: 0 }))
  .max(1e9, wrong('wrong.too-high', { most: 1e9 }))

const Tally = z.object({
  favour: People,
  against: People,
  /** Null where nobody counted them. */
  abstained: People.nullable().default(null),
  blocked: People.nullable().default(null),
})
/** How many people stood where on one decision. Of whom it was, nothing is ever kept. */
export type Tally = z.output<typeof Tally>

const Decision = z.object({
  text: line(1000),
  method: z.enum(methods).default('none'),
  result: z.enum(results),
  tally: Tally.nullable().default(null),
})
/** One thing that was put to the people in the room, and what they made of it. */
export type Decision = z.output<typeof Decision>

const addresses = (most: number) =>
  z
    .array(HttpUrl)
    .max(most, wrong('wrong.too-many', { most }))
    .transform((list): readonly string[] => [...new Set(list)])
    .default([])

/** Everything of an outcome that is no wording: alike in a draft, on the wire and in a copy. */
export const facts = z.object({
  ...placed,
  /** Address of the assembly it came from. */
  assembly: HttpUrl.nullable().default(null),
  /** Addresses of the issues it answers. */
  issues: addresses(20),
  decisions: z
    .array(Decision)
    .max(20, wrong('wrong.too-many', { most: 20 }))
    .transform((list): readonly Decision[] => list)
    .default([]),
  /** People in the room. */
  present: People.min(1, wrong('wrong.too-low', { least: 1 }))
    .nullable()
    .default(null),
  /** The day on which those who took part checked it. */
  checked: Day.nullable().default(null),
  /** A role in words, never a person’s name. */
  preparedBy: line(200).nullable().default(null),
  /** What people did not come to agree on, each in a line. */
  disagreements: z
    .array(line(500))
    .max(10, wrong('wrong.too-many', { most: 10 }))
    .transform((list): readonly string[] => [...new Set(list)])
    .default([]),
  /** Address of an earlier outcome of the hub in whose place this one stands, and of a later one that took the place of this. */
  supersedes: HttpUrl.nullable().default(null),
  supersededBy: HttpUrl.nullable().default(null),
  /** Address of the hub’s own issue under which it stands as an answer. */
  replyTo: HttpUrl.nullable().default(null),
})
export type OutcomeFacts = z.output<typeof facts>

/** Whether figures can be true of one room: nobody is counted who was not there. */
export function figuresAddUp(ctx: {
  value: Pick<OutcomeFacts, 'present' | 'decisions'>
  issues: z.core.$ZodRawIssue[]
}): void {
  const { present, decisions } = ctx.value
  if (present === null) return
  const over = decisions.findIndex((decision) => peopleIn(decision) > present)
  if (over >= 0)
    ctx.issues.push({
      code: 'custom',
      input: decisions,
      path: ['present'],
      message: wrong('wrong.counted-more', {
        present,
        number: over + 1,
        counted: peopleIn(decisions[over]!),
      }),
    })
}

/** How many people a tally counts: who blocks may also be counted as against. */
export function peopleIn({ tally }: Pick<Decision, 'tally'>): number {
  if (tally === null) return 0
  return Math.max(tally.favour + tally.against + (tally.abstained ?? 0), tally.blocked ?? 0)
}

/** What a draft says: its wording as Markdown, and the facts. */
export const NewOutcome = facts.extend(worded).check(titledInAll, figuresAddUp)
export type NewOutcome = z.output<typeof NewOutcome>
/** What is asked for a draft; the hub's own level, place and so on stand in for what is not given. */
export type OutcomeInput = Omit<z.input<typeof NewOutcome>, 'level'> & { level?: Level }

/** The labels of the fields that only outcomes have. */
export const outcomeFields: FieldNames = {
  titles: 'outcomes.title',
  summaries: 'outcomes.message',
  contents: 'outcomes.text',
  assembly: 'outcomes.assembly',
  issues: 'outcomes.issues',
  decisions: 'outcomes.decided',
  present: 'outcomes.present',
  checked: 'outcomes.checked',
  preparedBy: 'outcomes.prepared',
  disagreements: 'outcomes.disagreements',
  supersedes: 'outcomes.supersedes',
}
