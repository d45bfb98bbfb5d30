import ICAL from 'ical.js'
import { describe, expect, it, test } from 'vitest'
import { calendarFile } from './calendar.ts'
import { HOUR, instant } from './time.ts'
import { instantOf, offsetAt, wallOf } from './zone.ts'
import { zoneLines } from './zone-rules.ts'

/** A zone as another program reads it out of our lines. */
function readBack(zone: string, first: number, last: number): ICAL.Timezone {
  const file = calendarFile(['BEGIN:VCALENDAR', ...zoneLines(zone, first, last), 'END:VCALENDAR'])
  const component = new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent('vtimezone')!
  return ICAL.Timezone.fromData({ component, tzid: zone })
}

describe.each([
  ['Europe/London', 'by a rule'],
  ['Europe/Kyiv', 'by a rule'],
  ['America/New_York', 'by a rule'],
  ['Pacific/Auckland', 'in the south, by a rule'],
  ['Australia/Adelaide', 'half an hour beside the others, by a rule'],
  ['Australia/Lord_Howe', 'by half an hour'],
  ['Pacific/Chatham', 'at a quarter to three'],
  ['America/Santiago', 'on the first Sunday after a Saturday'],
  ['Asia/Jerusalem', 'on the Friday before the last Sunday'],
  ['Africa/Cairo', 'at midnight'],
  ['Africa/Casablanca', 'once more and then never'],
  ['Asia/Gaza', 'by the moon too'],
  ['Asia/Kolkata', 'never'],
  ['Asia/Kathmandu', 'never'],
  ['America/Phoenix', 'never'],
  ['Etc/GMT+5', 'never'],
])('clocks of %s, which change %s', (zone) => {
  it('show another program the hours that they show here', () => {
    const read = readBack(zone, 2026, 2027)
    const wrong: string[] = []
    for (let at = Date.UTC(2025, 6, 1); at < Date.UTC(2030, 0, 1); at += 5.5 * HOUR) {
      const wall = wallOf(instant(at), zone)
      // Of an hour that comes twice we mean the first, and programs differ.
      if (instantOf(wall, zone) !== instant(at) || offsetAt(at + 3 * HOUR, zone) !== offsetAt(at, zone))
        continue
      const time = ICAL.Time.fromDateTimeString(`${wall}:00`)
      time.zone = read
      if (time.toUnixTime() * 1000 !== at) wrong.push(wall)
    }
    expect(wrong.slice(0, 5)).toEqual([])
  })
})

test('a zone is said in as few lines as it needs', () => {
  const observances = (zone: string) =>
    zoneLines(zone, 2026, 2026).filter((line) => line.startsWith('BEGIN:') && line !== 'BEGIN:VTIMEZONE')
  expect(observances('Europe/London')).toEqual(['BEGIN:DAYLIGHT', 'BEGIN:STANDARD'])
  expect(zoneLines('Europe/London', 2026, 2026)).toContain('RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU')
  expect(zoneLines('Europe/London', 2026, 2026).slice(2, 7)).toEqual([
    ...['BEGIN:DAYLIGHT', 'DTSTART:20250330T010000', 'TZOFFSETFROM:+0000', 'TZOFFSETTO:+0100'],
    'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  ])
  expect(zoneLines('America/New_York', 2026, 2026)).toContain('RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU')
  expect(observances('Asia/Kolkata')).toEqual(['BEGIN:STANDARD'])
  expect(zoneLines('Asia/Kolkata', 2026, 2026)).toContain('TZOFFSETTO:+0530')
  expect(observances('Asia/Gaza').length).toBeGreaterThan(6)
})

test('a year that somebody made up costs no more than another', () => {
  expect(zoneLines('Europe/London', 2026, 9999).length).toBeLessThan(100)
  expect(zoneLines('Africa/Casablanca', 1, 9999).length).toBeLessThan(300)
})
