import { z } from 'zod'
import { AreaKey } from '../lib/areas.ts'
import { complaintsOf } from '../lib/complaints.ts'
import { englishName, type LanguageMap, LanguageTag } from '../lib/language.ts'
import { Level } from '../lib/level.ts'
import { defaultLicence } from '../lib/licences.ts'
import { renderMarkdown, textOfSafeHtml } from '../lib/markdown.ts'
import { Pin } from '../lib/pin.ts'
import { isReadable, plainLine, plainText } from '../lib/plain.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { themeOf } from '../lib/themes.ts'
import { HttpUrl } from '../lib/url.ts'

/** The longest text of an issue, in all its languages together, in characters of Markdown. */
export const longestText = 100_000
/** The longest title, in characters. */
export const longestTitle = 200
/** The longest summary, in characters. */
export const longestSummary = 500

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
export const deciders: Readonly<Record<string, string>> = {
  ourselves: 'ourselves',
  council: 'the council',
  landlord: 'the landlord',
  company: 'a company',
  government: 'the government',
  other: 'somebody else',
}

/** What a count counts, with the definition that stands beside it on every page. */
export const measures: Readonly<Record<string, { name: string; means: string }>> = {
  agree: { name: 'agree', means: 'people who voted “agree” on exactly this text' },
  disagree: { name: 'disagree', means: 'people who voted “disagree” on exactly this text' },
  pass: { name: 'pass', means: 'people who saw exactly this text and chose not to vote on it' },
  voices: { name: 'voices', means: 'people the hub listened to who raised it, each counted once' },
  present: { name: 'present', means: 'people in the room when an assembly took it up' },
  favour: { name: 'in favour', means: 'people in the room who were for it' },
  against: { name: 'against', means: 'people in the room who were against it' },
  signatures: { name: 'signatures', means: 'signatures under a petition for it' },
}

/** How a page says who can decide: the words of a key, or what the hub wrote itself. */
export const deciderName = (key: string): string =>
  Object.hasOwn(deciders, key) ? (deciders[key] ?? key) : key

/** What a measure counts; a measure we do not know goes by its own word and without a definition. */
export const measureOf = (key: string): { name: string; means: string | null } =>
  (Object.hasOwn(measures, key) ? measures[key] : undefined) ?? { name: key, means: null }

const line = (most: number) =>
  z
    .string()
    .max(most * 10)
    .transform(plainLine)
    .refine(isReadable, 'must not be empty')
    .pipe(z.string().max(most, `must be ${most} characters at most`))

/** A text in several languages; empty ones are left out. */
const languageMap = (one: z.ZodType<string, string>) =>
  z
    .record(z.string(), z.string())
    .refine((map) => Object.keys(map).length <= 20, 'must be in 20 languages at most')
    .transform((map, ctx): LanguageMap => {
      const read: Record<string, string> = {}
      for (const [key, value] of Object.entries(map)) {
        if (!isReadable(plainLine(value))) continue
        const tag = LanguageTag.safeParse(key)
        const text = one.safeParse(value)
        const wrong = tag.error ?? text.error
        if (wrong) ctx.addIssue({ code: 'custom', path: [key], message: wrong.issues[0]!.message })
        else read[tag.data!] = text.data!
      }
      return read
    })

/** Titles by language: one line each. */
export const Titles = languageMap(line(longestTitle))
/** Summaries by language: one paragraph each, what is asked in plain words. */
export const Summaries = languageMap(line(longestSummary))
/** The text by language, as Markdown. */
export const Contents = languageMap(z.string().transform(plainText)).refine(
  (map) => Object.values(map).reduce((length, text) => length + text.length, 0) <= longestText,
  `must be ${longestText} characters at most in all languages together`,
)

const sorted = (list: string[]): readonly string[] => [...new Set(list)].sort()

const aCount = 'must be a measure and a whole number, as voices=41'
const Evidence = z.object({
  measure: z.string().regex(/^[a-z][a-z-]{0,39}$/, aCount),
  count: z.number({ error: aCount }).int(aCount).min(0, 'must not be below 0').max(1e12),
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
  gathered: z.iso.date('must be a day such as 2026-11-30').nullable().default(null),
})
/** What an imported issue was made from. */
export type Source = z.output<typeof Source>

/** Everything of an issue that is no wording: alike in a draft, on the wire and in a copy. */
export const facts = z.object({
  level: Level,
  place: line(100).nullable().default(null),
  pin: Pin.transform(({ lat, lon }) => ({ lat: lat + 0, lon: lon + 0 }))
    .nullable()
    .default(null),
  themes: z
    .array(z.string().refine((key) => themeOf(key) !== undefined, 'must be one of the themes'))
    .max(10, 'must be 10 themes at most')
    .transform(sorted)
    .default([]),
  areas: z.array(AreaKey).max(50, 'must be 50 areas at most').transform(sorted).default([]),
  deciders: z
    .array(line(200))
    .max(10, 'must be 10 at most')
    .transform((list): readonly string[] => [...new Set(list)])
    .default([]),
  basis: z.enum(bases, `must be one of these: ${bases.join(', ')}`),
  evidence: z
    .array(Evidence)
    .max(20)
    .refine(
      (list) => new Set(list.map((each) => each.measure)).size === list.length,
      'must name each measure once',
    )
    .transform((list): readonly Evidence[] => list)
    .default([]),
  source: Source.nullable().default(null),
  links: z
    .object({ mergedInto: HttpUrl.nullable().default(null), splitFrom: HttpUrl.nullable().default(null) })
    .default({ mergedInto: null, splitFrom: null }),
  licence: HttpUrl.default(defaultLicence),
})
export type IssueFacts = z.output<typeof facts>

/** What a draft says: its wording as Markdown, and the facts. */
export const NewIssue = facts
  .extend({
    language: LanguageTag.default('en'),
    titles: Titles,
    summaries: Summaries.default({}),
    contents: Contents.default({}),
  })
  .check(titledInAll)
export type NewIssue = z.output<typeof NewIssue>
/** What is asked for a draft; the hub's own level, place and so on stand in for what is not given. */
export type IssueInput = Omit<z.input<typeof NewIssue>, 'level'> & { level?: Level }

/** Every language of an issue has a title, the primary one first of all. */
export function titledInAll(ctx: {
  value: { language: string; titles: LanguageMap; summaries: LanguageMap } & Record<string, unknown>
  issues: z.core.$ZodRawIssue[]
}): void {
  const { value } = ctx
  const used = ['summaries', 'contents', 'html'].flatMap((each) => Object.keys(value[each] ?? {}))
  const untitled = [value.language, ...used].find((tag) => !value.titles[tag])
  if (untitled !== undefined)
    ctx.issues.push({
      code: 'custom',
      input: value,
      path: ['titles'],
      message: `is missing in ${englishName(untitled)}`,
    })
}

/** Texts as sanitised HTML by language, without those that hold nothing to read. */
export const readable = (html: LanguageMap): LanguageMap =>
  Object.fromEntries(Object.entries(html).filter(([, text]) => isReadable(textOfSafeHtml(text))))

/** A draft's text as the HTML that is shown and sent. */
export const htmlOf = (contents: LanguageMap): LanguageMap =>
  readable(Object.fromEntries(Object.entries(contents).map(([tag, text]) => [tag, renderMarkdown(text)])))

/** Reads with a shape, or says in one sentence what is wrong with which field. */
export function readWith<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> | Refusal {
  const read = shape.safeParse(value)
  if (read.success) return read.data
  return refuse(Object.values(complaintsOf(read.error, fieldNames))[0]!)
}

/** What people call the fields of an issue. */
const fieldNames: Readonly<Record<string, string>> = {
  titles: 'The title',
  summaries: 'The summary',
  contents: 'The text',
  language: 'The language',
  level: 'The level',
  place: 'The place',
  pin: 'The pin',
  themes: 'The list of themes',
  areas: 'The list of areas',
  deciders: 'The list of those who can decide',
  basis: 'Where it came from',
  evidence: 'The list of counts',
  source: 'The source',
  links: 'The lineage',
  licence: 'The licence',
}
