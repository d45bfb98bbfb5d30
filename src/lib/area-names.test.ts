import { expect, test } from 'vitest'
import { areaName } from './area-names.ts'

test('areas are said by name where the name is known', () => {
  expect(areaName('iso:GB')).toBe('United Kingdom')
  expect(areaName('iso:GB-ENG')).toBe('United Kingdom (GB-ENG)')
  expect(areaName('un:world')).toBe('The world')
  expect(areaName('gss:E05000026')).toBe('gss:E05000026')
})
