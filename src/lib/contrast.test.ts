import { expect, test } from 'vitest'
import { contrastOf } from './contrast.ts'

test('black and white are as far apart as can be, a colour from itself not at all', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  expect(contrastOf('#ffffff', '#777777')).toBeCloseTo(4.48, 2)
  expect(contrastOf('#135a43', '#135a43')).toBe(1)
})
