import type { Child } from 'hono/jsx'
import type { Field } from './fields.ts'
import type { Listed } from './list.ts'
import type { Entry } from './model.ts'
import { addressOf, type Narrowing, type Typed } from './model-filters.ts'

/** A list of one kind of record: how it is narrowed, read, called and explained. Everything else about lists is alike for all kinds. */
export type ListKind<E extends Entry = Entry> = Narrowing &
  Listed<E> & {
    /** What people call its records. */
    readonly noun: string
    readonly nouns: string
    /** What each figure of it counts, in one sentence. */
    readonly means: { readonly records: string; readonly hubs: string; readonly silent: string }
    /** Where a record stands, in plain words with a capital in front. */
    stateWords(state: string): string
    /** The same of one record now (ms since 1970), where more than its state says it; the key is for its colour. */
    standing(entry: E, now: number): { readonly key: string; readonly words: string }
    /** The fields of its open data. */
    readonly fields: readonly Field<E>[]
    /** What its JSON says of an entry besides what all kinds say. */
    data(entry: E, here: (path: string) => string): object
    /** What a feed says of an entry, as plain text. */
    told(entry: E): string
    /** Words for the page. */
    readonly page: {
      readonly title: string
      readonly heading: string
      readonly description: string
      readonly order: (typed: Typed) => string
      /** What stands where there is nothing yet, and when there will be. */
      readonly nothing: string
      readonly empty: string
      lines(about: { entries: readonly E[]; now: number; past: boolean }): Child
      /** What only this kind has in a line: below the title, and among the facts. */
      readonly more: { first?(entry: E): Child; facts?(entry: E): readonly string[] }
    }
  }

/** What a text says with a capital in front. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** One face of a list besides its page: where it is, what one opens it in, and whether one asks for it again and again. */
export type ListFace = {
  readonly type: string
  readonly href: string
  readonly name: string
  readonly title: string
  readonly subscribed: boolean
}

/** The faces of a list besides its page, with these filters. */
export function facesOf(kind: ListKind, typed: Typed): readonly ListFace[] {
  const face = (suffix: string, type: string, name: string, what: string, subscribed = false): ListFace => ({
    ...{ type, name, subscribed },
    href: addressOf(kind, typed, { suffix }),
    title: `These ${kind.nouns} as ${what}`,
  })
  return [
    face('.atom', 'application/atom+xml', 'a feed reader', 'a feed', true),
    ...(kind.names.includes('past')
      ? [face('.ics', 'text/calendar', 'your calendar', 'a calendar', true)]
      : []),
    face('.csv', 'text/csv', 'a spreadsheet', 'a spreadsheet'),
    face('.geojson', 'application/geo+json', 'points on a map', 'points on a map'),
    face('.json', 'application/json', 'open data', 'open data'),
  ]
}
