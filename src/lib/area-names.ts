const countries = new Intl.DisplayNames('en-GB', { type: 'region', fallback: 'none' })

/** An area key as one can read it: countries by their names in English; codes that have no name here stay as they are. */
export function areaName(area: string): string {
  if (area === 'un:world') return 'The world'
  const [, country = '', part = ''] = /^iso:([A-Z]{2})(-[A-Z0-9]+)?$/.exec(area) ?? []
  const name = country === '' ? undefined : countries.of(country)
  if (name === undefined) return area
  return part === '' ? name : `${name} (${country}${part})`
}
