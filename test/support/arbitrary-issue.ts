import fc from 'fast-check'
import type { Issue, IssueState } from '../../src/issues/model.ts'
import { bases, deciders, measures, NewIssue } from '../../src/issues/model-shape.ts'
import { stateTerms } from '../../src/issues/wire-terms.ts'
import { levels } from '../../src/lib/level.ts'
import { themes } from '../../src/lib/themes.ts'
import { instant } from '../../src/lib/time.ts'
import { htmlOf } from '../../src/records/shape.ts'

const words = fc.string({ unit: 'grapheme', maxLength: 60 })
const title = fc.oneof(words, fc.constantFrom('(All of it)', 'Lifts & stairs <now>', 'عنوان', '"'))
const markdown = fc.oneof(
  words,
  fc.constantFrom(
    '# Lifts\n\n* one\n* two\n\n> said',
    '**a** <b>b</b>\n---\nc',
    '<hr>',
    '[x](https://x.example/)',
  ),
)
const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
const address = fc.webUrl()
const optional = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null })
const tags = ['en', 'cy', 'pt-BR', 'zh-Hant', 'ar'] as const
const inSome = (text: fc.Arbitrary<string>) => fc.dictionary(fc.constantFrom(...tags), text)
const number = (most: number) =>
  fc.oneof(fc.integer({ min: -most, max: most }), fc.double({ min: -most, max: most, noNaN: true }))

/** A public issue of a hub, of any wording and with any facts that the model lets through. */
export const anIssue: fc.Arbitrary<Issue> = fc
  .record({
    language: fc.constantFrom(...tags),
    titles: fc.record(Object.fromEntries(tags.map((tag) => [tag, title])), { requiredKeys: [] }),
    summaries: inSome(title),
    contents: inSome(markdown),
    level: fc.constantFrom(...levels),
    place: optional(words),
    pin: optional(fc.record({ lat: number(90), lon: number(180) })),
    themes: fc.uniqueArray(fc.constantFrom(...themes.map(({ key }) => key)), { maxLength: 10 }),
    areas: fc.uniqueArray(fc.constantFrom('gss:E05000026', 'iso:GB-ENG', 'geonames:2643743', 'un:world')),
    deciders: fc.uniqueArray(fc.oneof(fc.constantFrom(...Object.keys(deciders), 'constructor'), title), {
      maxLength: 10,
    }),
    basis: fc.constantFrom(...bases),
    evidence: fc.uniqueArray(
      fc.record({
        measure: fc.constantFrom(...Object.keys(measures), 'hands', 'constructor'),
        count: fc.nat(),
      }),
      { selector: ({ measure }) => measure },
    ),
    source: optional(
      fc.record({
        title,
        url: optional(address),
        licence: optional(address),
        credit: optional(title),
        item: optional(fc.integer().map(String)),
        gathered: optional(day.map((at) => at.toISOString().slice(0, 10))),
      }),
    ),
    links: fc.record({ mergedInto: optional(address), splitFrom: optional(address) }),
    licence: address,
  })
  .map((input) => NewIssue.safeParse(input))
  .filter((read) => read.success)
  .map((read) => read.data!)
  .chain((read) =>
    fc
      .record({
        state: fc.constantFrom(
          ...(Object.keys(stateTerms) as (keyof typeof stateTerms)[]).filter(
            (state) => state !== 'withdrawn',
          ),
        ),
        revision: fc.integer({ min: 1, max: 1000 }),
        published: day.map(instant),
      })
      .map(
        ({ state, revision, published }): Issue => ({
          ...read,
          html: htmlOf(read.contents),
          state: state as IssueState,
          id: '019a0000-0000-7000-8000-000000000001',
          hub: '019a0000-0000-7000-8000-000000000002',
          iri: 'https://hub.example/issues/019a0000-0000-7000-8000-000000000001',
          owner: 'https://hub.example/actors/019a0000-0000-7000-8000-000000000002',
          revision,
          created: published,
          published,
          updated: published,
          withdrawn: null,
          reason: null,
        }),
      ),
  )
