import { z } from 'zod'
import { wrong } from './complaints.ts'
import { saidPlainly } from './plain-language.ts'

/**
 * A BCP 47 language tag, as `en` or `pt-BR`, in its usual letters. Its first part has two or three of them: none of the
 * longer ones that BCP 47 keeps free was ever given out, and “English” is what people type who do not know tags.
 */
export const LanguageTag = z
  .string()
  .trim()
  .max(35)
  .transform((tag, ctx) => {
    try {
      if (/^[a-z]{2,3}(-|$)/i.test(tag)) return Intl.getCanonicalLocales(tag)[0]!
    } catch {
      // Said below, in words.
    }
    ctx.addIssue({ code: 'custom', message: wrong('wrong.language', { typed: tag }) })
    return z.NEVER
  })

/** One text in several languages, by tag; the primary language stands first. */
export type LanguageMap = Readonly<Record<string, string>>

/** The text in a language, or in the primary (first) one where it is not there. */
export const inLanguage = (map: LanguageMap, language: string): string =>
  map[language] ?? Object.values(map)[0] ?? ''

/**
 * The language of a map that is the one wanted or near it (`pt` for `pt-BR`), or undefined where there is none. The version
 * in plain words is for who asks for it; it comes only where there is no other in that language.
 */
export function nearestOf(map: LanguageMap, wanted: string): string | undefined {
  if (Object.hasOwn(map, wanted)) return wanted
  const near = Object.keys(map).filter((tag) => sameLanguage(tag, wanted))
  return near.find((tag) => saidPlainly(tag) === null) ?? near[0]
}

/** Whether two tags are of one language, wherever it is spoken. */
export const sameLanguage = (one: string, other: string): boolean => primaryTag(one) === primaryTag(other)

/** The first part of a language tag: who reads Portuguese reads that of Brazil. */
export const primaryTag = (tag: string): string => tag.toLowerCase().split('-')[0] ?? ''

/** The map with this language first, as it goes on the wire. */
export const primaryFirst = (map: LanguageMap, language: string): LanguageMap => {
  const { [language]: first, ...rest } = map
  return first === undefined ? map : { [language]: first, ...rest }
}

/** A language by its English name with its tag behind, as “Welsh (cy)”. */
export function englishName(tag: string): string {
  const base = saidPlainly(tag)
  const name = englishNames.of(base ?? tag) ?? tag
  return `${base === null ? name : `plain ${name}`} (${tag})`
}

const englishNames = new Intl.DisplayNames(['en'], { type: 'language' })
