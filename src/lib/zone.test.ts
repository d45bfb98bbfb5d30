import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, instant } from './time.ts'
import { instantOf, isWallTime, readZone, type WallTime, wallOf, withOffset } from './zone.ts'

const at = (wall: string, zone: string) => instantOf(wall as WallTime, zone)

describe('the time on the wall of an assembly', () => {
  it('is an instant that depends on the place and on the time of year', () => {
    expect(at('2026-12-12T18:00', 'Europe/Vienna')).toBe('2026-12-12T17:00:00.000Z')
    expect(at('2026-07-12T18:00', 'Europe/Vienna')).toBe('2026-07-12T16:00:00.000Z')
    expect(at('2026-07-12T18:00', 'Asia/Kolkata')).toBe('2026-07-12T12:30:00.000Z')
    expect(at('2026-07-12T18:00', 'America/St_Johns')).toBe('2026-07-12T20:30:00.000Z')
    expect(at('2026-01-01T00:00', 'Pacific/Kiritimati')).toBe('2025-12-31T10:00:00.000Z')
  })

  it('of the hour that comes twice is the first, and of the hour that is left out lies after the gap', () => {
    expect(at('2026-10-25T01:30', 'Europe/London')).toBe('2026-10-25T00:30:00.000Z')
    expect(at('2026-03-29T01:30', 'Europe/London')).toBe('2026-03-29T01:30:00.000Z')
    expect(at('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z')
    expect(at('2026-03-08T02:30', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z')
  })

  it('is written with its offset, and read back from the instant', () => {
    expect(withOffset('2026-12-12T17:00:00.000Z' as Instant, 'Europe/Vienna')).toBe(
      '2026-12-12T18:00:00+01:00',
    )
    expect(withOffset('2026-07-12T20:30:00.000Z' as Instant, 'America/St_Johns')).toBe(
      '2026-07-12T18:00:00-02:30',
    )
    const zones = ['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2060, 0) }),
        fc.constantFrom(...zones),
        (ms, zone) => {
          const minute = instant(Math.floor(ms / 60_000) * 60_000)
          expect(Date.parse(withOffset(minute, zone))).toBe(Date.parse(minute))
          const wall = wallOf(minute, zone)
          // The second of two hours alike is read as the first.
          expect(wallOf(instantOf(wall, zone), zone)).toBe(wall)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('is of a day that there is, in a zone that there is', () => {
    for (const wrong of ['2026-02-30T10:00', '2026-12-12T24:00', '2026-12-12 18:00', '18:00', ''])
      expect(isWallTime(wrong), wrong).toBe(false)
    expect(isWallTime('2028-02-29T23:59')).toBe(true)
    expect([readZone('europe/vienna'), readZone('UTC')]).toEqual(['Europe/Vienna', 'UTC'])
    for (const wrong of ['Europe/Atlantis', '+01:00', 'local', '']) expect(readZone(wrong), wrong).toBeNull()
  })
})
