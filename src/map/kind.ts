import type { Child } from 'hono/jsx'
import type { Key, Words } from '../lib/words.ts'
import type { Field } from './fields.ts'
import type { Listed } from './list.ts'
import type { Entry } from './model.ts'
import { addressOf, type Narrowing, type Typed } from './model-filters.ts'

/** A list of one kind of record: how it is narrowed, read, called and explained. Everything else about lists is alike for all kinds. */
export type ListKind<E extends Entry = Entry> = Narrowing &
  Listed<E> & {
    /** What machines call its records: in file names, in JSON, in ids. */
    readonly noun: 'issue' | 'assembly' | 'outcome' | 'action'
    readonly nouns: string
    /** What people call them, with their number in front of it or beside it. */
    readonly called: Key
    /** What each figure of it counts, in one sentence. */
    readonly means: { readonly records: Key; readonly hubs: Key; readonly silent: Key }
    /** Where a record stands, in plain words with a capital in front. */
    stateWords(state: string, words: Words): string
    /** The same of one record now (ms since 1970), where more than its state says it; the key is for its colour. */
    standing(entry: E, now: number, words: Words): { readonly key: string; readonly words: string }
    /** The fields of its open data. */
    readonly fields: readonly Field<E>[]
    /** What its JSON says of an entry besides what all kinds say. */
    data(entry: E, here: (path: string) => string): object
    /** What a feed says of an entry, as plain text. */
    told(entry: E, words: Words): string
    /** Words for the page. */
    readonly page: {
      /** What the list is called among others; and its title and heading where it stands alone. */
      readonly name: Key
      readonly title: Key
      readonly heading: Key
      readonly description: Key
      readonly order: (typed: Typed) => Key
      /** What stands where there is nothing yet, and when there will be; and where nothing matches. */
      readonly nothing: Key
      readonly empty: Key
      readonly none: Key
      /** The button that narrows, the one that shows more, and the link to those that are over where there is one. */
      readonly show: Key
      readonly more: Key
      readonly over?: Key
      lines(about: { entries: readonly E[]; now: number; past: boolean }): Child
      /** What only this kind has in a line: below the title, and among the facts. */
      readonly line: { first?(entry: E): Child; facts?(entry: E, words: Words): readonly Child[] }
    }
  }

/** One face of a list besides its page: where it is, what it is, what one opens it in, and whether one asks for it again and again. */
export type ListFace = {
  readonly type: string
  readonly href: string
  readonly file: Key
  readonly name: Key
  readonly subscribed: boolean
}

/** The faces of a list besides its page, with these filters. */
export function facesOf(kind: ListKind, typed: Typed): readonly ListFace[] {
  const face = (
    suffix: string,
    type: string,
    words: Pick<ListFace, 'file' | 'name'>,
    subscribed = false,
  ): ListFace => ({ ...words, type, subscribed, href: addressOf(kind, typed, { suffix }) })
  return [
    face('.atom', 'application/atom+xml', { file: 'map.file.atom', name: 'map.face.atom' }, true),
    ...(kind.names.includes('past')
      ? [face('.ics', 'text/calendar', { file: 'map.file.ics', name: 'map.face.ics' }, true)]
      : []),
    face('.csv', 'text/csv', { file: 'map.file.csv', name: 'map.face.csv' }),
    face('.geojson', 'application/geo+json', { file: 'map.file.geojson', name: 'map.face.geojson' }),
    face('.json', 'application/json', { file: 'map.file.json', name: 'map.face.json' }),
  ]
}
