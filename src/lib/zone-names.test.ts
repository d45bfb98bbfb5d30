import { expect, test } from 'vitest'
import { wrong } from './complaints.ts'
import { likelyZone, Zone, zonesOf } from './zone-names.ts'

test('a country has its zones, and no country has none', () => {
  expect(zonesOf('iso:GB')).toEqual(['Europe/London'])
  expect(zonesOf('iso:BR').length).toBeGreaterThan(8)
  for (const none of [undefined, '', 'iso:GB-LND', 'gss:E05009324', 'un:world'])
    expect(zonesOf(none)).toEqual([])
})

test('the only zone of a country is meant, where there are several that of this machine', () => {
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone
  expect(likelyZone('iso:GB')).toBe('Europe/London')
  expect(likelyZone('iso:BR')).toBe(here)
  expect(likelyZone(undefined)).toBe(here)
})

test('a zone is read as people type it', () => {
  expect(Zone.parse(' America/Sao Paulo ')).toBe('America/Sao_Paulo')
  expect(Zone.safeParse('half past six').error?.issues[0]?.message).toBe(wrong('wrong.zone'))
  expect(Zone.safeParse('+01:00').success).toBe(false)
})
