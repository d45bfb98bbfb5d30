import fc from 'fast-check'
import { levels } from '../../src/lib/level.ts'
import { themes } from '../../src/lib/themes.ts'
import { type Instant, instant } from '../../src/lib/time.ts'
import type { AnyRecord } from '../../src/records/model.ts'
import { htmlOf } from '../../src/records/shape.ts'

/** A few words of anything, as people or programs may write them. */
export const words = fc.string({ unit: 'grapheme', maxLength: 60 })

/** A title, also of the kinds that are hard to carry. */
export const title = fc.oneof(words, fc.constantFrom('(All of it)', 'Lifts & stairs <now>', 'عنوان', '"'))

const markdown = fc.oneof(
  words,
  fc.constantFrom(
    '# Lifts\n\n* one\n* two\n\n> said',
    '**a** <b>b</b>\n---\nc',
    '<hr>',
    '[x](https://x.example/)',
  ),
)

/** A day of this century. */
export const day = fc.date({
  min: new Date('2000-01-01'),
  max: new Date('2099-12-31'),
  noInvalidDate: true,
})
/** An address of anything. */
export const address = fc.webUrl()
/** One of these, or nothing. */
export const optional = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null })
/** Languages, written as they are usually written. */
export const tags = ['en', 'cy', 'pt-BR', 'zh-Hant', 'ar'] as const
const inSome = (text: fc.Arbitrary<string>) => fc.dictionary(fc.constantFrom(...tags), text)
const number = (most: number) =>
  fc.oneof(fc.integer({ min: -most, max: most }), fc.double({ min: -most, max: most, noNaN: true }))

/** What every kind of record says, as somebody may type it. */
export const alike = {
  language: fc.constantFrom(...tags),
  titles: fc.record(Object.fromEntries(tags.map((tag) => [tag, title])), { requiredKeys: [] }),
  summaries: inSome(title),
  contents: inSome(markdown),
  level: fc.constantFrom(...levels),
  place: optional(words),
  pin: optional(fc.record({ lat: number(90), lon: number(180) })),
  themes: fc.uniqueArray(fc.constantFrom(...themes.map(({ key }) => key)), { maxLength: 10 }),
  areas: fc.uniqueArray(fc.constantFrom('gss:E05000026', 'iso:GB-ENG', 'geonames:2643743', 'un:world')),
  licence: address,
}

/** What was read of a draft, as a public record of a hub in one of these states; `path` as `/issues/`. */
export const madePublic = <Read extends { contents: Readonly<Record<string, string>> }, State extends string>(
  read: Read,
  states: readonly State[],
  path: string,
) =>
  fc
    .record({
      state: fc.constantFrom(...states),
      revision: fc.integer({ min: 1, max: 1000 }),
      published: day.map((at) => instant(at)),
    })
    .map(({ state, revision, published }) => ({
      ...read,
      ...{ html: htmlOf(read.contents), state, revision },
      id: '019a0000-0000-7000-8000-000000000001',
      hub: '019a0000-0000-7000-8000-000000000002',
      iri: `https://hub.example${path}019a0000-0000-7000-8000-000000000001`,
      owner: 'https://hub.example/actors/019a0000-0000-7000-8000-000000000002',
      ...{ created: published, published: published as Instant, updated: published },
      ...{ withdrawn: null, reason: null },
    }))

/** What of a record travels: the model that a copy is read into, with its licence. */
export function modelOf<R extends AnyRecord>(record: R) {
  const {
    id,
    hub,
    iri,
    owner,
    contents,
    revision,
    created,
    published,
    updated,
    withdrawn,
    reason,
    ...model
  } = record
  return model
}
