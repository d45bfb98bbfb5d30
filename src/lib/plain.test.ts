import { expect, it } from 'vitest'
import { isReadable, plainLine, plainText, shorten } from './plain.ts'

it('takes out of a text what no database or reader can hold, and what turns it round', () => {
  expect(plainText('a\u0000b\u202Ec\uD800d\r\ne\tf ')).toBe('abc\uFFFDd\ne f')
  expect(plainLine('  North \n  End\u2069 ')).toBe('North End')
})

it('does not take joiners and spaces for something to read', () => {
  expect(isReadable('\u200B \u2060')).toBe(false)
  expect(isReadable('5')).toBe(true)
})

it('shortens a long line between two words', () => {
  expect(shorten('short', 10)).toBe('short')
  expect(shorten('the buses are late, and late', 21)).toBe('the buses are late…')
  expect(shorten('x'.repeat(30), 10)).toBe(`${'x'.repeat(9)}…`)
})
