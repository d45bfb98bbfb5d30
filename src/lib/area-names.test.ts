import { expect, test } from 'vitest'
import { areaName as nameOf } from './area-names.ts'
import { wordsFor } from './words.ts'

const areaName = (area: string) => nameOf(area, wordsFor('en'))

test('areas are said by name where the name is known', () => {
  expect(areaName('iso:GB')).toBe('United Kingdom')
  expect(areaName('iso:GB-ENG')).toBe('United Kingdom (GB-ENG)')
  expect(areaName('un:world')).toBe('The world')
  expect(areaName('gss:E05000026')).toBe('gss:E05000026')
})
