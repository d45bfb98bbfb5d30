import { fold } from './fold.ts'

const namesIn = (lang: string) => new Intl.DisplayNames([lang], { type: 'language', fallback: 'none' })

/** Every language with a code of two letters that has a name: some hundred and eighty. */
const codes: readonly string[] = (() => {
  const english = namesIn('en')
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => Intl.getCanonicalLocales(code)[0] === code && english.of(code) !== undefined)
})()

const held = new Map<string, ReadonlyMap<string, string>>()

/** The codes of languages by what they are called in one language, in English, and by themselves. */
function byName(lang: string): ReadonlyMap<string, string> {
  const known = held.get(lang)
  if (known) return known
  const there = namesIn(lang)
  const english = namesIn('en')
  const names = new Map(
    codes.flatMap((code) =>
      [namesIn(code).of(code), english.of(code), there.of(code)]
        .filter((name) => name !== undefined)
        .map((name): [string, string] => [fold(name), code]),
    ),
  )
  held.set(lang, names)
  return names
}

/**
 * Languages as people type them, for LanguageTag to judge: names or short codes with commas or line breaks between, or codes
 * with spaces between. A name may be in the language of the page, in English, or what the language calls itself.
 */
export function languagesFrom(text: string, lang: string): string[] {
  const names = byName(lang)
  const tags = text
    .split(/[,;،、\n]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap(
      (part) => names.get(fold(part)) ?? part.split(/\s+/).map((word) => names.get(fold(word)) ?? word),
    )
  return [...new Set(tags)]
}

/** Languages by their names in the language of a page, with commas between, as languagesFrom reads them back. */
export const languagesIn = (tags: readonly string[], lang: string): string => {
  const names = namesIn(lang)
  return tags
    .map((tag) => {
      const name = names.of(tag)
      // What would not be read back, as “Brazilian Portuguese”, stays the code it is.
      return name !== undefined && languagesFrom(name, lang)[0] === tag ? name : tag
    })
    .join(', ')
}
