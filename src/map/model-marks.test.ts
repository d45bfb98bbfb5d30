import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedIn, contextIn, markedIn, type Piece } from './model-marks.ts'
import { askedOf } from './model-search.ts'

const bracketed = (pieces: readonly Piece[] | null): string | null =>
  pieces === null ? null : pieces.map(({ text, match }) => (match ? `[${text}]` : text)).join('')
const marked = (text: string, q: string) => bracketed(markedIn(text, askedOf(q).words))
const context = (text: string, q: string) => bracketed(contextIn(text, askedOf(q).words))

describe('a text with what was looked for marked', () => {
  it.each([
    ['Housing for all', 'hous', '[Housing] for all'],
    ['Housing for houses', 'housing', '[Housing] for houses'],
    ['Neuadd, tŷ, neuadd', 'ty neuadd', '[Neuadd], [tŷ], [neuadd]'],
    ['公共住房问题', '住房问题', '公共[住房问题]'],
    ['公共住房问题', '住 问', '公共[住房问题]'],
    ['والبيت الكبير', 'بيت', '[والبيت] الكبير'],
    ['L’eau', 'eau', 'L’[eau]'],
    ['nothing of it', 'zebra', 'nothing of it'],
    ['', 'zebra', ''],
  ])('%s, for %s', (text, q, expected) => {
    expect(marked(text, q)).toBe(expected)
  })

  it('is the same text, and marks nothing but words that were asked', () => {
    const word = fc.constantFrom('bus', 'Tŷ', '住房', 'والبيت', '🏚', ' ', '<b>', '’', 'ﬁne', '𝕏', 'stop')
    const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(''))
    fc.assert(
      fc.property(text, text, (said, q) => {
        const { words } = askedOf(q)
        const pieces = markedIn(said, words)
        expect(pieces.map((piece) => piece.text).join('')).toBe(said)
        expect(pieces.some(({ match }) => match)).toBe(askedIn(said, words) > 0)
        const shown = contextIn(said, words)
        expect(shown !== null).toBe(askedIn(said, words) > 0)
        for (const piece of shown ?? []) expect(piece.text.isWellFormed()).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the passage shown of a long text', () => {
  const filler = 'Here is nothing of it at all. '.repeat(20)

  it('is all of a short one', () => {
    expect(context('The quay leans.', 'quay')).toBe('The [quay] leans.')
  })

  it('begins and ends with whole words and says that something is left out', () => {
    const shown = context(`${filler}The quay leans. ${filler}`, 'quay')!
    expect(shown).toMatch(/^… [A-Za-z. ]+ The \[quay\] leans\. [A-Za-z. ]+ …$/)
    const words = new Set(`${filler} The leans.`.split(/\s+/))
    for (const one of shown
      .replace(/[…[\]]/g, '')
      .replace('quay', '')
      .split(/\s+/)
      .filter(Boolean))
      expect(words).toContain(one)
  })

  it('is the one with most of the words, and of several the first', () => {
    expect(
      context(`A quay. ${filler} Quay and harbour. ${filler} Harbour and quay.`, 'quay harbour'),
    ).toContain('[Quay] and [harbour]')
    expect(context(`First quay. ${filler} Second quay.`, 'quay')).toMatch(/^First \[quay\]\./)
  })

  it('is cut also where there are no spaces, and never within a character', () => {
    const shown = context(`${'住房问题需要解决'.repeat(60)}税务${'𠀋𠀌𠀍𠀎'.repeat(60)}`, '税务')!
    expect(shown).toContain('[税务]')
    expect(shown.length).toBeLessThan(260)
    expect(shown.isWellFormed()).toBe(true)
  })

  it('is looked for only at the beginning of what is endless', () => {
    expect(context(`${'word '.repeat(10_000)}quay`, 'quay')).toBeNull()
  })
})
