import { expect, test } from 'vitest'
import { colours, contrastIn, pairs } from './colours.ts'
import { plainText } from './static.ts'

test('the same colours are named for the day and for the night', () => {
  expect(Object.keys(colours.light).length).toBeGreaterThan(12)
  expect(Object.keys(colours.dark)).toEqual(Object.keys(colours.light))
})

test.each(['light', 'dark'] as const)('what stands on something stands out from it (%s)', (light) => {
  for (const pair of pairs) {
    const { name, least } = pair
    expect({ name, enough: contrastIn(light, pair) >= least }).toEqual({ name, enough: true })
  }
})

test('every pair is shown, and no colour stands outside the list of colours but on paper', () => {
  const style = plainText('folkmoot.css')
  for (const { name, ink, ground } of pairs) {
    const shown = new RegExp(
      `\\.swatch\\.${name} \\{[^}]*background: var\\(--${ground}\\);[^}]*color: var\\(--${ink}\\)`,
    )
    expect(style).toMatch(shown)
  }
  const [before] = style.split('@media print')
  const elsewhere = before!.replace(/:root \{[^}]*\}/g, '').match(/#[0-9a-f]{3,6}\b(?=[;)\s])/g) ?? []
  // A code for phones and a poster are black on white by day and by night.
  expect([...new Set(elsewhere)].sort()).toEqual(['#111', '#8a5a00', '#fff'])
})
