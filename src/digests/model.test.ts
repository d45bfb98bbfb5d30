import { describe, expect, it } from 'vitest'
import { hinted, kindsIn, lastMorning, readAddress, readWish, shownCount } from './model.ts'

const at = (text: string) => Date.parse(text)

describe('the morning of a hub', () => {
  it.each([
    ['2026-11-26T06:59:59Z', 'Europe/London', 'daily', '2026-11-25T07:00:00.000Z'],
    ['2026-11-26T07:00:00Z', 'Europe/London', 'daily', '2026-11-26T07:00:00.000Z'],
    // Summer time has the same hour on the wall, and another instant.
    ['2026-07-02T06:30:00Z', 'Europe/London', 'daily', '2026-07-02T06:00:00.000Z'],
    ['2026-11-26T07:00:00Z', 'America/Halifax', 'daily', '2026-11-25T11:00:00.000Z'],
    // Where it is tomorrow already.
    ['2026-11-26T20:00:00Z', 'Pacific/Auckland', 'daily', '2026-11-26T18:00:00.000Z'],
    // The week has its morning on a Monday, by the clocks of the hub.
    ['2026-11-26T12:00:00Z', 'Europe/London', 'weekly', '2026-11-23T07:00:00.000Z'],
    ['2026-11-23T06:59:00Z', 'Europe/London', 'weekly', '2026-11-16T07:00:00.000Z'],
    ['2026-11-22T18:30:00Z', 'Pacific/Auckland', 'weekly', '2026-11-22T18:00:00.000Z'],
  ] as const)('is, at %s in %s, %s: %s', (now, zone, cadence, morning) => {
    expect(lastMorning(at(now), zone, cadence)).toBe(morning)
  })

  it('comes once a day the whole year round, also where clocks are put on and back', () => {
    const mornings = new Set<string>()
    for (let hour = 0; hour < 366 * 24; hour++)
      mornings.add(lastMorning(at('2027-01-01T12:00:00Z') + hour * 3600e3, 'America/New_York', 'daily'))
    expect(mornings.size).toBe(366)
  })
})

describe('what somebody chooses', () => {
  it('has at least one kind and a cadence', () => {
    expect(
      readWish({ kinds: ['actions', 'issues', 'issues', 'x'], cadence: 'daily', language: 'en' }),
    ).toEqual({
      ...{ kinds: ['issues', 'actions'], cadence: 'daily', language: 'en' },
    })
    expect(readWish({ kinds: ['x'], cadence: 'hourly', language: 'en' })).toMatchObject({
      wrong: { kinds: { refused: expect.any(String) }, cadence: { refused: expect.any(String) } },
    })
    expect(kindsIn([])).toEqual([])
  })

  it('is complained of without a word of the address', () => {
    for (const typed of ['', 'ben', 'ben@', 'ben@south', 'ben@south.example,cleo@south.example'])
      expect(JSON.stringify(readAddress(typed))).not.toMatch(/ben|cleo/)
    expect(hinted('ben.quill@south.example')).toBe('b…@south.example')
  })
})

describe('a count of people', () => {
  it.each([
    [0, 0, null],
    [9, 9, null],
    [10, 10, 10],
    [10, 19, null],
    [15, 24, null],
    [10, 20, 10],
    [30, 30, 30],
    [0, 30, null],
  ])('%i of %i is shown as %s: neither they nor the others may be few', (count, all, shown) => {
    expect(shownCount(count, all)).toBe(shown)
  })
})
