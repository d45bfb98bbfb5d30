import type { Words } from './words.ts'

/** An area key as one can read it: countries by their names; codes that have no name here stay as they are. */
export function areaName(area: string, words: Words): string {
  if (area === 'un:world') return words.t('area.world')
  const [, country = '', part = ''] = /^iso:([A-Z]{2})(-[A-Z0-9]+)?$/.exec(area) ?? []
  const name = country === '' ? null : words.countryName(country)
  if (name === null) return area
  return part === '' ? name : words.t('area.part', { country: name, code: country + part })
}

/** Codes that are kept for something else than a country or a territory: unions, islands under another code, tests. */
const noCountries = new Set([
  'AC',
  'CP',
  'CQ',
  'DG',
  'EA',
  'EU',
  'EZ',
  'IC',
  'QO',
  'TA',
  'UN',
  'XA',
  'XB',
  'ZZ',
])

const lists = new Map<string, readonly { readonly area: string; readonly name: string }[]>()

/** The countries and territories with their area keys, by their names in a language (BCP 47). */
export function countriesIn(lang: string): readonly { readonly area: string; readonly name: string }[] {
  const held = lists.get(lang)
  if (held) return held
  const names = new Intl.DisplayNames(lang, { type: 'region', fallback: 'none' })
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const list = letters
    .flatMap((first) => letters.map((second) => first + second))
    // A code that was given up stands for the one that came after it, as DD for DE.
    .filter((code) => !noCountries.has(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`)
    .flatMap((code) => {
      const name = names.of(code)
      return name === undefined ? [] : [{ area: `iso:${code}`, name }]
    })
    .sort((a, b) => a.name.localeCompare(b.name, lang))
  lists.set(lang, list)
  return list
}
