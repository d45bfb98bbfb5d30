import { expect, test } from 'vitest'
import { countriesIn, areaName as nameOf } from './area-names.ts'
import { readArea } from './areas.ts'
import { wordsFor } from './words.ts'

const areaName = (area: string) => nameOf(area, wordsFor('en'))

test('areas are said by name where the name is known', () => {
  expect(areaName('iso:GB')).toBe('United Kingdom')
  expect(areaName('iso:GB-ENG')).toBe('United Kingdom (GB-ENG)')
  expect(areaName('un:world')).toBe('The world')
  expect(areaName('gss:E05000026')).toBe('gss:E05000026')
})

test('countries are listed once, in the language of the page, by keys that areas may have', () => {
  const countries = countriesIn('cy')
  expect(countries).toContainEqual({ area: 'iso:GB', name: 'Y Deyrnas Unedig' })
  expect(countries.length).toBeGreaterThan(240)
  expect(new Set(countries.map(({ name }) => name)).size).toBe(countries.length)
  expect(countries.every(({ area }) => readArea(area) === area)).toBe(true)
  expect(countries.some(({ area }) => area === 'iso:EU')).toBe(false)
})
