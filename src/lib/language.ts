import { z } from 'zod'
import { wrong } from './complaints.ts'

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

/** The language of a map that is the one wanted or near it (`pt` for `pt-BR`), or undefined where there is none. */
export const nearestOf = (map: LanguageMap, wanted: string): string | undefined =>
  Object.hasOwn(map, wanted) ? wanted : Object.keys(map).find((tag) => sameLanguage(tag, wanted))

/** Whether two tags are of one language, wherever it is spoken. */
export const sameLanguage = (one: string, other: string): boolean => baseOf(one) === baseOf(other)

const baseOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? ''

/** The map with this language first, as it goes on the wire. */
export const primaryFirst = (map: LanguageMap, language: string): LanguageMap => {
  const { [language]: first, ...rest } = map
  return first === undefined ? map : { [language]: first, ...rest }
}

/** A language by its English name with its tag behind, as “Welsh (cy)”. */
export const englishName = (tag: string): string => `${englishNames.of(tag) ?? tag} (${tag})`

const englishNames = new Intl.DisplayNames(['en'], { type: 'language' })
