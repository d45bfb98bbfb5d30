import type { Words } from './words.ts'

/** An area key as one can read it: countries by their names; codes that have no name here stay as they are. */
export function areaName(area: string, words: Words): string {
  if (area === 'un:world') return words.t('area.world')
  const [, country = '', part = ''] = /^iso:([A-Z]{2})(-[A-Z0-9]+)?$/.exec(area) ?? []
  const name = country === '' ? null : words.countryName(country)
  if (name === null) return area
  return part === '' ? name : words.t('area.part', { country: name, code: country + part })
}
