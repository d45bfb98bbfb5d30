import { z } from 'zod'

/** A BCP 47 language tag, as `en` or `pt-BR`, in its usual letters. */
export const LanguageTag = z
  .string()
  .trim()
  .max(35)
  .transform((tag, ctx) => {
    try {
      return Intl.getCanonicalLocales(tag)[0]!
    } catch {
      ctx.addIssue({ code: 'custom', message: 'must be a language tag such as en, cy or pt-BR' })
      return z.NEVER
    }
  })

/** One text in several languages, by tag; the primary language stands first. */
export type LanguageMap = Readonly<Record<string, string>>

/** The text in a language, or in the primary (first) one where it is not there. */
export const inLanguage = (map: LanguageMap, language: string): string =>
  map[language] ?? Object.values(map)[0] ?? ''

/** The map with this language first, as it goes on the wire. */
export const primaryFirst = (map: LanguageMap, language: string): LanguageMap => {
  const { [language]: first, ...rest } = map
  return first === undefined ? map : { [language]: first, ...rest }
}
