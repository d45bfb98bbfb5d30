import type { AskedWord } from '../db/search.ts'
import { LanguageTag, primaryTag } from '../lib/language.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { wordsIn } from '../lib/search-words.ts'
import { themeOf } from '../lib/themes.ts'
import type { Key } from '../lib/words.ts'
import { findOrigin, type Origin } from './model.ts'

/** What one can look for, by what people call it. */
export const soughtKinds = ['issue', 'assembly', 'outcome', 'action', 'hub'] as const
export type SoughtKind = (typeof soughtKinds)[number]

/** The names of what narrows a search, as they stand in the address and in that order. */
export const searchNames = ['q', 'kind', 'theme', 'language', 'hub', 'near'] as const
export type SearchName = (typeof searchNames)[number]

/** What a visitor typed, kept as it is. */
export type SearchTyped = { readonly [name in SearchName]?: string }

/** What is wrong with what was typed: one plain sentence for each field. */
export type SearchErrors = { readonly [name in SearchName | 'page']?: Refusal }

/** What of it could be used; `near`: only what hubs of this server say. */
export type SearchFilter = {
  readonly kind?: SoughtKind
  readonly theme?: string
  /** First part of the tag. */
  readonly language?: string
  readonly hub?: Origin
  readonly near?: true
}

/** How many results stand on one page, and how many pages there are at most: nobody reads on for longer. */
export const resultsOnPage = 20
export const mostPages = 50

/** How many letters and words one can look for, and how many pairs of letters where no spaces stand between words. */
const mostLetters = 200
const mostWords = 8
const mostPairs = 24

/** Takes the search out of a query; what is empty is as good as absent. */
export const searchTypedOf = (query: Readonly<Record<string, string>>): SearchTyped =>
  Object.fromEntries(
    searchNames
      .map((name) => [name, query[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  )

/** Reads what was typed: what can be used, and for what cannot one plain sentence each, by the name of its field. */
export function readSearch(
  typed: SearchTyped,
  origins: readonly Origin[],
): { filter: SearchFilter; errors: SearchErrors } {
  const filter: Record<string, unknown> = {}
  const errors: { [name in SearchName]?: Refusal } = {}
  if (typed.q !== undefined && Array.from(typed.q).length > mostLetters)
    errors.q = refuseWith('filter.no.text')
  for (const name of searchNames) {
    const value = typed[name]
    if (value === undefined || name === 'q') continue
    const read = readers[name](value, origins)
    if (read === undefined)
      errors[name] = refuseWith(complaints[name], {
        value: value.length > 40 ? `${value.slice(0, 40)}…` : value,
      })
    else filter[name] = read
  }
  return { filter, errors }
}

type Narrowing = Exclude<SearchName, 'q'>

const readers: {
  readonly [name in Narrowing]: (value: string, origins: readonly Origin[]) => unknown
} = {
  kind: (value) => soughtKinds.find((kind) => kind === value),
  theme: (value) => themeOf(value)?.key,
  language: (value) => {
    const tag = LanguageTag.safeParse(value)
    return tag.success ? primaryTag(tag.data) : undefined
  },
  hub: (value, origins) => findOrigin(value, origins),
  near: (value) => (value === '1' ? true : undefined),
}

const complaints = {
  kind: 'search.no.kind',
  theme: 'filter.no.theme',
  language: 'search.no.language',
  hub: 'filter.no.hub',
  near: 'search.no.near',
} as const satisfies Readonly<Record<Narrowing, Key>>

/** What of a query is looked for: its words, of which the last may be the beginning of a longer one; `cut` where it has too many. */
export function askedOf(q: string): { readonly words: readonly AskedWord[]; readonly cut: boolean } {
  const all = wordsIn(q).filter(({ of }) => of !== 'last' && of !== 'whole')
  const words = [...new Map(all.map((word) => [word.word, word])).values()]
  const [apart, joined] = [words.filter(({ of }) => of === 'word'), words.filter(({ of }) => of !== 'word')]
  const taken = new Set([...apart.slice(0, mostWords), ...joined.slice(0, mostPairs)])
  const last = all.at(-1)?.word
  return {
    words: words
      .filter((word) => taken.has(word))
      // A single letter of a script without spaces is mostly the beginning of a word.
      .map(({ word, of }) => ({ word, begins: of === 'letter' || (of === 'word' && word === last) })),
    cut: taken.size < words.length,
  }
}

/** Reads the number of a page, 1 where none is given; null where it is none. */
export function readPage(typed: string | undefined): number | null {
  if (typed === undefined || typed === '') return 1
  return /^[1-9]\d?$/.test(typed) && Number(typed) <= mostPages ? Number(typed) : null
}

/** The address of a search: at a page, in the form of a suffix (as `.json`), for a reader of a language. */
export function searchAddress(
  typed: SearchTyped,
  more: { page?: number; suffix?: string; lang?: string | null | undefined } = {},
): string {
  const { page = 1, suffix = '', lang } = more
  const query = new URLSearchParams()
  for (const name of searchNames) if (typed[name] !== undefined) query.set(name, typed[name])
  if (lang) query.set('lang', lang)
  if (page > 1) query.set('page', String(page))
  const search = query.toString()
  return `/search${suffix}${search === '' ? '' : `?${search}`}`
}
