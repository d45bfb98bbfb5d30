import { z } from 'zod'
import { type FieldNames, wrong } from '../lib/complaints.ts'
import type { Level } from '../lib/level.ts'
import { HttpUrl } from '../lib/url.ts'
import { inEnglish, type Words } from '../lib/words.ts'
import { line, placed, titledInAll, worded } from '../records/shape.ts'

/** Where an issue came from. Nothing stands in for it: a hub says it itself, or nothing is claimed. */
export const bases = ['listening', 'assembly', 'petition', 'import'] as const
export type Basis = (typeof bases)[number]

/** What each of these words says, for whoever has to choose one. */
export const basisMeans: Readonly<Record<Basis, string>> = {
  listening: 'people told the hub, at their doors or in the street',
  assembly: 'people raised it at an assembly',
  petition: 'people signed for it',
  import: 'it was said in a consultation held elsewhere',
}

/** Who can decide, as keys; anything else in the list is a body in plain words, never a person. */
export const deciderKeys = ['ourselves', 'council', 'landlord', 'company', 'government', 'other'] as const

/** What English calls them. */
export const deciders: Readonly<Record<string, string>> = inEnglish(deciderKeys, (key) => `decider.${key}`)

/** What a count can count. */
export const measureKeys = [
  'agree',
  'disagree',
  'pass',
  'voices',
  'present',
  'favour',
  'against',
  'signatures',
] as const

const measureMeans = inEnglish(measureKeys, (key) => `measure.means.${key}`)

/** What a count counts, with the definition that stands beside it on every page; in English. */
export const measures: Readonly<Record<string, { means: string }>> = Object.fromEntries(
  measureKeys.map((key) => [key, { means: measureMeans[key] }]),
)

/** How a language says who can decide: the words of a key, or what the hub wrote itself. */
export function deciderName(given: string, words: Words): string {
  const key = deciderKeys.find((each) => each === given)
  return key === undefined ? given : words.t(`decider.${key}`)
}

/** A count in words, “48 agree”, and what it counts; a measure we do not know goes by its own word and without a definition. */
export function countedAs(
  { measure, count }: Evidence,
  words: Words,
): { says: string; means: string | null } {
  const key = measureKeys.find((each) => each === measure)
  return key === undefined
    ? { says: words.t('measure.unknown', { count, measure }), means: null }
    : { says: words.t(`measure.${key}`, { count }), means: words.t(`measure.means.${key}`) }
}

const measured = wrong('wrong.measure')
const counted = wrong('wrong.whole-number')
const Evidence = z.object({
  measure: z.string().regex(/^[a-z][a-z-]{0,39}$/, measured),
  count: z
    .number(counted)
    .int(counted)
    .min(0, wrong('wrong.too-low', { least: 0 }))
    .max(1e12, wrong('wrong.too-high', { most: 1e12 })),
})
/** One count an issue rests on. */
export type Evidence = z.output<typeof Evidence>

const Source = z.object({
  title: line(300),
  url: HttpUrl.nullable().default(null),
  licence: HttpUrl.nullable().default(null),
  credit: line(300).nullable().default(null),
  /** Which item of the source, such as the number of a statement. */
  item: line(100).nullable().default(null),
  /** The day it was gathered. */
  gathered: z.iso.date(wrong('wrong.day')).nullable().default(null),
})
/** What an imported issue was made from. */
export type Source = z.output<typeof Source>

/** Everything of an issue that is no wording: alike in a draft, on the wire and in a copy. */
export const facts = z.object({
  ...placed,
  deciders: z
    .array(line(200))
    .max(10, wrong('wrong.too-many', { most: 10 }))
    .transform((list): readonly string[] => [...new Set(list)])
    .default([]),
  basis: z.enum(bases),
  evidence: z
    .array(Evidence)
    .max(20)
    .refine(
      (list) => new Set(list.map((each) => each.measure)).size === list.length,
      wrong('wrong.measure-twice'),
    )
    .transform((list): readonly Evidence[] => list)
    .default([]),
  source: Source.nullable().default(null),
  links: z
    .object({ mergedInto: HttpUrl.nullable().default(null), splitFrom: HttpUrl.nullable().default(null) })
    .default({ mergedInto: null, splitFrom: null }),
})
export type IssueFacts = z.output<typeof facts>

/** What a draft says: its wording as Markdown, and the facts. */
export const NewIssue = facts.extend(worded).check(titledInAll)
export type NewIssue = z.output<typeof NewIssue>
/** What is asked for a draft; the hub's own level, place and so on stand in for what is not given. */
export type IssueInput = Omit<z.input<typeof NewIssue>, 'level'> & { level?: Level }

/** The labels of the fields that only issues have. */
export const issueFields: FieldNames = {
  titles: 'issues.own-title',
  summaries: 'issues.asked',
  contents: 'issues.text',
  deciders: 'issues.deciders',
  basis: 'issues.basis',
  evidence: 'issues.evidence',
  source: 'issue.source',
  links: 'issues.lineage',
}
