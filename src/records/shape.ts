import { z } from 'zod'
import { AreaKey } from '../lib/areas.ts'
import { complaintsOf, type FieldNames, wrong, wrongIn } from '../lib/complaints.ts'
import { type LanguageMap, LanguageTag } from '../lib/language.ts'
import { Level } from '../lib/level.ts'
import { defaultLicence } from '../lib/licences.ts'
import { renderMarkdown, textOfSafeHtml } from '../lib/markdown.ts'
import { Pin } from '../lib/pin.ts'
import { isReadable, plainLine, plainText } from '../lib/plain.ts'
import type { Refusal } from '../lib/refusal.ts'
import { themeOf } from '../lib/themes.ts'
import { HttpUrl } from '../lib/url.ts'

/** The longest text of a record, in all its languages together, in characters of Markdown. */
export const longestText = 100_000
/** The longest title, in characters. */
export const longestTitle = 200
/** The longest summary, in characters. */
export const longestSummary = 500

/** One line of text of so many characters at most, with something to read in it. */
export const line = (most: number) =>
  z
    .string()
    .max(most * 10, wrong('wrong.too-long', { most }))
    .transform(plainLine)
    .refine(isReadable, wrong('wrong.needed'))
    .pipe(z.string().max(most, wrong('wrong.too-long', { most })))

/** A text in several languages; empty ones are left out. */
const languageMap = (one: z.ZodType<string, string>) =>
  z
    .record(z.string(), z.string())
    .refine((map) => Object.keys(map).length <= 20, wrong('wrong.too-many', { most: 20 }))
    .transform((map, ctx): LanguageMap => {
      const read: Record<string, string> = {}
      for (const [key, value] of Object.entries(map)) {
        if (!isReadable(plainLine(value))) continue
        const tag = LanguageTag.safeParse(key)
        const text = one.safeParse(value)
        if (!tag.success) ctx.addIssue({ code: 'custom', path: [key], message: tag.error.issues[0]!.message })
        else if (text.success) read[tag.data] = text.data
        else ctx.addIssue({ code: 'custom', path: [key], message: wrongIn(tag.data, text.error.issues[0]!) })
      }
      return read
    })

/** Titles by language: one line each. */
export const Titles = languageMap(line(longestTitle))
/** Summaries by language: one paragraph each, in plain words. */
export const Summaries = languageMap(line(longestSummary))
/** The text by language, as Markdown. */
export const Contents = languageMap(z.string().transform(plainText)).refine(
  (map) => Object.values(map).reduce((length, text) => length + text.length, 0) <= longestText,
  wrong('wrong.too-long', { most: longestText }),
)

const sorted = (list: string[]): readonly string[] => [...new Set(list)].sort()

/** Where a record belongs: fields that every kind has, alike in a draft, on the wire and in a copy. */
export const placed = {
  level: Level,
  place: line(100).nullable().default(null),
  pin: Pin.transform(({ lat, lon }) => ({ lat: lat + 0, lon: lon + 0 }))
    .nullable()
    .default(null),
  themes: z
    .array(z.string().refine((key) => themeOf(key) !== undefined, wrong('wrong.choose')))
    .max(10, wrong('wrong.too-many', { most: 10 }))
    .transform(sorted)
    .default([]),
  areas: z
    .array(AreaKey)
    .max(50, wrong('wrong.too-many', { most: 50 }))
    .transform(sorted)
    .default([]),
  licence: HttpUrl.default(defaultLicence),
}

/** The wording of a draft: fields that every kind has. */
export const worded = {
  language: LanguageTag.default('en'),
  titles: Titles,
  summaries: Summaries.default({}),
  contents: Contents.default({}),
}

// A record that states no licence has none that we could know of: the default of our own drafts does not apply.
/** The wording of a copy and its licence, as it was read. */
export const copied = {
  language: LanguageTag,
  titles: Titles,
  summaries: Summaries,
  licence: HttpUrl.or(z.literal('')),
}

/** Every language of a record has a title, the primary one first of all. */
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
      path: ['titles', untitled],
      message: wrong('wrong.needed', {}, untitled),
    })
}

/** Texts as sanitised HTML by language, without those that hold nothing to read. */
export const readable = (html: LanguageMap): LanguageMap =>
  Object.fromEntries(Object.entries(html).filter(([, text]) => isReadable(textOfSafeHtml(text))))

/** A draft's text as the HTML that is shown and sent. */
export const htmlOf = (contents: LanguageMap): LanguageMap =>
  readable(Object.fromEntries(Object.entries(contents).map(([tag, text]) => [tag, renderMarkdown(text)])))

/** The refusal of what somebody gave, with all that is wrong with it: where, as `titles.cy`, and one sentence each. */
export type Complained = Refusal & {
  readonly wrong: readonly { readonly at: string; readonly says: Refusal }[]
}

/** Reads with a shape, or says in one sentence what is wrong with which field; `names` are the labels of the fields of its own. */
export function readWith<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
  names: FieldNames = {},
): z.output<Shape> | Complained {
  const read = shape.safeParse(value)
  if (read.success) return read.data
  const complaints = Object.entries(complaintsOf(read.error, { ...fieldNames, ...names })).map(
    ([field, says]) => ({
      at: (read.error.issues.find(({ path }) => path[0] === field)?.path ?? []).map(String).join('.'),
      says,
    }),
  )
  return { ...complaints[0]!.says, wrong: complaints }
}

/** The labels of the fields that every kind has. */
const fieldNames: FieldNames = {
  language: 'write.main-language',
  level: 'write.level',
  place: 'write.place',
  pin: 'write.pin',
  themes: 'write.themes',
  areas: 'write.areas',
  licence: 'record.licence',
}
