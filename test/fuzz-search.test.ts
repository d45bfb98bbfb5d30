import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  askedOf,
  readPage,
  readSearch,
  searchAddress,
  searchNames,
  searchTypedOf,
} from '../src/map/model-search.ts'
import { dialects } from './support/db.ts'
import { patience, tries } from './support/fuzz.ts'
import { openSearch } from './support/search.ts'

/** Signs that mean something to one query language or another, and words that are said. */
const signs = fc.constantFrom(
  ...[
    '"',
    "'",
    '*',
    ':',
    ':*',
    '&',
    '|',
    '!',
    '<->',
    '(',
    ')',
    '{',
    '}',
    '^',
    '-',
    '+',
    '~',
    '¬',
    '%',
    '_',
    '\\',
  ],
  ...['\u0000', '\ud800', '\ufdd0', '\u202e', '\u200b', '\n', ' ', '--', ';', '$1', '?', '🏚', '̈', '‍'],
)
const words = fc.constantFrom(
  ...[
    'AND',
    'OR',
    'NOT',
    'NEAR',
    'NEAR(a b)',
    'words:',
    'search_words',
    'rank',
    'null',
    'select',
    '__proto__',
  ],
  ...[
    'damp',
    'Damp',
    'daamp',
    'neuadd',
    'nueadd',
    '住房',
    '住',
    'والبيت',
    'strasse',
    'ßßßß',
    'x'.repeat(150),
    '1e9',
  ],
)
const query = fc.oneof(
  fc.array(fc.oneof(signs, words), { maxLength: 14 }).map((parts) => parts.join('')),
  fc.array(fc.oneof(signs, words), { maxLength: 14 }).map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 220 }),
  fc.string({ unit: fc.constantFrom('住', '房', '问', '题', ' '), maxLength: 200 }),
)

it('whatever is typed is read, or said to be wrong', { timeout: patience }, () => {
  const typed = fc.dictionary(fc.constantFrom(...searchNames, 'page', 'x'), query)
  const property = fc.property(typed, query, (all, page) => {
    const sought = searchTypedOf(all)
    const { filter, errors } = readSearch(sought, [])
    for (const name of ['kind', 'theme', 'language', 'hub', 'near'] as const)
      expect([filter[name], errors[name]]).toContain(undefined)
    searchAddress(sought, { page: readPage(page) ?? 1 })
    const asked = askedOf(sought.q ?? '')
    expect(asked.words.length).toBeLessThanOrEqual(32)
    for (const { word } of asked.words) expect(word).toMatch(/^[\p{L}\p{M}\p{N}]+$/u)
  })
  fc.assert(property, tries(4_000))
})

describe.each(dialects)('on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof openSearch>>
  beforeAll(async () => {
    here = await openSearch(dialect)
    for (const titles of [
      { en: 'Damp flats' },
      { cy: 'Neuadd' },
      { zh: '住房问题' },
      { ar: 'والبيت' },
      { de: 'Straße' },
    ])
      await here.publish({ titles, language: Object.keys(titles)[0]! })
  })
  afterAll(() => here.close())

  it('any search is answered, and none makes a fault', { timeout: patience }, async () => {
    const more = fc.constantFrom(
      '',
      '&kind=issue',
      '&kind=hub',
      '&language=cy',
      '&near=1',
      '&page=2',
      '&lang=zh',
      '&theme=x',
    )
    const face = fc.constantFrom('', '.json', '.atom')
    const property = fc.asyncProperty(query, face, more, async (q, suffix, rest) => {
      const answer = await here.get(`/search${suffix}?q=${encodeURIComponent(q.toWellFormed())}${rest}`, {
        'accept-language': q.replace(/[^ -~]/g, ''),
      })
      const body = await answer.text()
      // No database holds the sign NUL, so no address of ours has it.
      expect(q.includes('\0') ? [404] : [200, 400]).toContain(answer.status)
      if (suffix === '') expect(body).not.toMatch(/<(script|img|b)[ >]/)
    })
    await fc.assert(property, tries(dialect === 'sqlite' ? 800 : 400))
    expect(here.logged.filter(([level]) => level === 'error')).toEqual([])
  })

  it('a record of any words is found by each of them', { timeout: patience }, async () => {
    const said = fc
      .oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), query)
      .map((text) => text.slice(0, 150))
    const property = fc.asyncProperty(said, said, async (title, text) => {
      const { words: inTitle } = askedOf(title)
      fc.pre(inTitle.length > 0)
      const { id } = await here.publish({ titles: { en: `Zz ${title}` }, contents: { en: text } })
      const { word } = inTitle[0]!
      const found = await here.find(`${word} zz`, '&kind=issue')
      expect([word, found.results.map(({ page }) => page.endsWith(id))]).toEqual([
        ...[word, expect.arrayContaining([true])],
      ])
    })
    await fc.assert(property, tries(dialect === 'sqlite' ? 60 : 30))
  })
})
