import { readdirSync, readFileSync } from 'node:fs'
import { createInstance } from 'i18next'
import type file from './languages/en.json'
import { saidPlainly } from './plain-language.ts'

/** What can be said on a page, by its name: `frame.map`. Of what changes with a number only the part before `_one`, `_other`. */
export type Key = WithoutPlural<Extract<keyof typeof file, string>>

type Plural = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'
type WithoutPlural<Name extends string> = Name extends `${infer Base}_${Plural}` ? Base : Name

/** What is put into a sentence: `count` chooses its form. */
export type Values = Readonly<Record<string, string | number>>

/** A piece of a sentence: plain words, or words that the page wraps in something, by the tag that stands around them. */
export type Piece = string | { readonly tag: string; readonly words: string }

/** How one language says things. */
export type Words = {
  /** BCP 47 tag. */
  readonly lang: string
  readonly direction: 'ltr' | 'rtl'
  /** A sentence. */
  t(key: Key, values?: Values): string
  /** A sentence in which some words are to be a link, or strong: `a <link>few</link> words`. */
  pieces(key: Key, values?: Values): Piece[]
  number(value: number): string
  /** A day (`2026-11-27`, or an instant, of UTC), as “27 November 2026”. */
  day(at: string): string
  /** A day with its weekday, of UTC or as the clocks of a zone have it: “Saturday 12 December 2026”. */
  weekday(at: string, zone?: string): string
  /** An instant by the clocks of a zone, as “27 November 2026 at 18:30”. */
  moment(at: string, zone: string): string
  /** “a, b and c”. */
  list(items: readonly string[]): string
  /** The same of what is more than words: each item, and what stands between them; or “a, b or c”. */
  row<Item>(items: readonly Item[], last?: 'and' | 'or'): (Item | string)[]
  /** “a, b, c”. */
  items(items: readonly string[]): string
  /** What this language calls another, as “Welsh”. */
  languageName(tag: string): string
  /** What it calls a country (ISO 3166, as GB), or null where it has no name for it. */
  countryName(code: string): string | null
}

/** A language that pages speak: what it calls itself, and who has read all of it as a native speaker, or nobody yet. */
export type Spoken = { readonly lang: string; readonly name: string; readonly readBy: string | null }

const folder = new URL('./languages/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const said = Object.fromEntries(
  files.map((name) => [
    name.replace('.json', ''),
    JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Record<string, string>,
  ]),
)

/** The languages that pages speak, English first, the others by what they call themselves. A file in `languages` is all it takes. */
export const spoken: readonly Spoken[] = Object.entries(said)
  .map(([lang, words]) => ({
    lang,
    name: words['language.name'] ?? lang,
    readBy: words['language.read-by'] || null,
  }))
  .sort((a, b) => Number(b.lang === 'en') - Number(a.lang === 'en') || a.name.localeCompare(b.name))

const i18n = createInstance()
void i18n.init({
  resources: Object.fromEntries(Object.entries(said).map(([lang, words]) => [lang, { translation: words }])),
  fallbackLng: 'en',
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  // What is put in is escaped where it is shown: these words also go into mails and calendars.
  interpolation: { escapeValue: false },
})

/** Whether there is a sentence of a name that was put together, such as of what somebody did. */
export const holdsWords = (key: string): key is Key =>
  said.en !== undefined && (key in said.en || `${key}_other` in said.en)

/** How a language says things; English where we do not speak it. */
export function wordsFor(tag: string): Words {
  const lang = bestOf([tag]) ?? 'en'
  const held = known.get(lang) ?? open(lang)
  known.set(lang, held)
  return held
}

const known = new Map<string, Words>()

/** What English calls each of some values: for commands, for the log, and wherever nobody’s language is known. */
export const inEnglish = <Value extends string>(
  values: readonly Value[],
  key: (value: Value) => Key,
): Readonly<Record<Value, string>> =>
  Object.fromEntries(values.map((value) => [value, english.t(key(value))])) as Record<Value, string>

/** The first of some languages (BCP 47 tags, most wanted first) that pages speak, or one near it: `pt` for `pt-PT` and `pt-BR` for `pt`. */
export function bestOf(wanted: readonly string[]): string | null {
  for (const tag of wanted) {
    const [base] = tag.toLowerCase().split('-')
    const near =
      spoken.find(({ lang }) => lang.toLowerCase() === tag.toLowerCase()) ??
      spoken.find(({ lang }) => lang.toLowerCase() === base) ??
      spoken.find(({ lang }) => lang.toLowerCase().split('-')[0] === base)
    if (near) return near.lang
  }
  return null
}

function open(lang: string): Words {
  const fixed = i18n.getFixedT(lang)
  const t = (key: Key, values: Values = {}) => {
    const count = typeof values.count === 'number' ? { shown: number(values.count) } : {}
    return String(fixed(key as string, { ...values, ...count }))
  }
  // How days and numbers are written may be narrower than the language: British days in English.
  const locale = said[lang]?.['language.locale'] || lang
  const numbers = new Intl.NumberFormat(locale)
  const number = (value: number) => numbers.format(value)
  // Making a format takes a hundred times as long as using it.
  const formats = new Map<string, Intl.DateTimeFormat>()
  const dated = (at: string, how: Intl.DateTimeFormatOptions) => {
    const key = JSON.stringify(how)
    const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...how })
    // Zones of others come in any number.
    if (formats.size > 100) formats.clear()
    formats.set(key, format)
    return format.format(new Date(at.length === 10 ? `${at}T00:00:00Z` : at))
  }
  const long = { day: 'numeric', month: 'long', year: 'numeric' } as const
  const names = new Intl.DisplayNames([lang], { type: 'language' })
  const countries = new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' })
  const lists = {
    and: new Intl.ListFormat(locale, { type: 'conjunction' }),
    or: new Intl.ListFormat(locale, { type: 'disjunction' }),
  }
  const row = <Item>(items: readonly Item[], last: 'and' | 'or' = 'and'): (Item | string)[] =>
    lists[last]
      .formatToParts(items.map((_, at) => String(at)))
      .map(({ type, value }) => (type === 'element' ? items[Number(value)]! : value))
  return {
    lang,
    direction: said[lang]?.['language.direction'] === 'rtl' ? 'rtl' : 'ltr',
    t,
    pieces: (key, values = {}) => piecesOf(t(key, guarded(values))),
    number,
    day: (at) => dated(at, long),
    // Put together by a sentence of ours: whether a comma stands between changes from one Node to the next.
    weekday: (at, timeZone = 'UTC') =>
      t('frame.weekday', {
        weekday: dated(at, { weekday: 'long', timeZone }),
        day: dated(at, { ...long, timeZone }),
      }),
    moment: (at, zone) => dated(at, { ...long, hour: '2-digit', minute: '2-digit', timeZone: zone }),
    list: (items) => row(items).join(''),
    row,
    items: (items) => items.join(t('frame.comma')),
    // What a tag says beyond the language itself (`-x-…`, `-u-…`) has no name.
    languageName: (tag) => {
      const name = (of: string) => names.of(new Intl.Locale(of).baseName) ?? of
      const plainly = saidPlainly(tag)
      return plainly === null ? name(tag) : t('write.plain', { language: name(plainly) })
    },
    countryName: (code) => countries.of(code) ?? null,
  }
}

/** What is put into a sentence can never be one of its tags: its brackets stand aside while the sentence is cut up. */
const guarded = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('<', aside) : value,
    ]),
  )
/** A character that Unicode leaves to private use, and that nobody types. */
const aside = '\uE000'

function piecesOf(sentence: string): Piece[] {
  const plain = (text: string) => text.replaceAll(aside, '<')
  const pieces: Piece[] = []
  let at = 0
  for (const match of sentence.matchAll(/<([a-z-]+)>(.*?)<\/\1>/gs)) {
    if (match.index > at) pieces.push(plain(sentence.slice(at, match.index)))
    pieces.push({ tag: match[1]!, words: match[2]!.replaceAll(aside, '<') })
    at = match.index + match[0].length
  }
  if (at < sentence.length) pieces.push(plain(sentence.slice(at)))
  return pieces
}

/** How English says things: for commands, for the log, for machines, and wherever nobody’s language is known. */
export const english: Words = wordsFor('en')
