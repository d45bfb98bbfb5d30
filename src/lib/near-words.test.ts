import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearKeys, slipsBetween, slipsIn } from './near-words.ts'

/** Whether a word would be found by what was typed in its place. */
const found = (typed: string, meant: string): boolean =>
  nearKeys(typed).some((key) => nearKeys(meant).includes(key)) &&
  slipsBetween(typed, meant, slipsIn(typed)) <= slipsIn(typed)

describe('a word near another', () => {
  it.each([
    ['huosing', 'housing'],
    ['hosing', 'housing'],
    ['houssing', 'housing'],
    ['jousing', 'housing'],
    ['ohusing', 'housing'],
    ['comitee', 'committee'],
    ['accomodation', 'accommodation'],
    ['nieghbour', 'neighbour'],
    ['govermnent', 'government'],
    ['libary', 'library'],
    ['danp', 'damp'],
    ['neuad', 'neuadd'],
    ['vivenda', 'vivienda'],
    ['logemnt', 'logement'],
    ['مدرصه', 'مدرسه'],
  ])('is found by %s: %s', (typed, meant) => {
    expect(found(typed, meant)).toBe(true)
  })

  it.each([
    ['bus', 'bug'],
    ['damp', 'lamb'],
    ['water', 'later on'],
    ['housing', 'horses'],
  ])('is not found by %s: %s', (typed, meant) => {
    expect(found(typed, meant)).toBe(false)
  })

  it('has a key in common with each that has one slip', () => {
    const letter = fc.constantFrom(...'abcdeö住𝕏')
    const word = fc.array(letter, { minLength: 4, maxLength: 12 })
    const slip = fc.constantFrom('put in', 'leave out', 'change', 'swap')
    fc.assert(
      fc.property(word, slip, fc.nat(), letter, (letters, how, where, other) => {
        const at = where % (letters.length - 1)
        const slipped = letters.slice()
        if (how === 'put in') slipped.splice(at, 0, other)
        if (how === 'leave out') slipped.splice(at, 1)
        if (how === 'change') slipped[at] = other
        if (how === 'swap') [slipped[at], slipped[at + 1]] = [slipped[at + 1]!, slipped[at]!]
        const [one, two] = [letters.join(''), slipped.join('')]
        expect(slipsBetween(one, two, 2)).toBeLessThanOrEqual(1)
        // A slip may make two equal letters meet, or part them, which is a second one for the keys.
        fc.pre(!/(.)\1/u.test(one) && !/(.)\1/u.test(two))
        expect(nearKeys(one).some((key) => nearKeys(two).includes(key))).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('is as far from the other as the other is from it, and counts no further than it is told', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ß'), maxLength: 9 })
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(slipsBetween(one, other, 3)).toBe(slipsBetween(other, one, 3))
        expect(slipsBetween(one, other, 1)).toBe(Math.min(2, slipsBetween(one, other, 20)))
        expect(slipsBetween(one, one, 0)).toBe(0)
      }),
      { numRuns: 2000 },
    )
  })
})
