import fc from 'fast-check'
import ICAL from 'ical.js'
import { expect, test } from 'vitest'
import { calendarFile, escaped, lineOf, textLineOf, utcTime, wallTime } from './calendar.ts'
import { plainText } from './plain.ts'
import { instant } from './time.ts'
import type { WallTime } from './zone.ts'

test('what would divide a value or end it is escaped', () => {
  expect(escaped('One, two; three\\four\nfive')).toBe('One\\, two\\; three\\\\four\\nfive')
  expect(textLineOf('SUMMARY', 'a\r\nATTENDEE:mailto:x')).toBe('SUMMARY:a\\nATTENDEE:mailto:x')
})

test('a parameter is quoted where something in it divides, and holds no quotation mark', () => {
  const hub = (name: string) => lineOf('ORGANIZER', 'https://hub.example/actors/1', { CN: name })
  expect(hub('North End')).toBe('ORGANIZER;CN=North End:https://hub.example/actors/1')
  expect(hub('Say "no": now\nX')).toBe('ORGANIZER;CN="Say ’no’: now X":https://hub.example/actors/1')
})

test('times stand in UTC, or as a clock on the wall shows them', () => {
  expect(utcTime(instant(Date.parse('2026-12-12T18:00:00.999Z')))).toBe('20261212T180000Z')
  expect(wallTime('2026-12-12T18:00' as WallTime)).toBe('20261212T180000')
})

test('a line is folded at 75 octets, never inside a character', () => {
  const file = calendarFile([textLineOf('SUMMARY', `${'a'.repeat(66)}ü${'🔥'.repeat(40)}`)])
  const lines = file.split('\r\n')
  expect(lines.pop()).toBe('')
  expect(lines.length).toBeGreaterThan(3)
  expect(lines.slice(1).every((line) => line.startsWith(' '))).toBe(true)
  expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
  expect(lines[0]).toBe(`SUMMARY:${'a'.repeat(66)}`)
  const plain = calendarFile(['x'.repeat(200)]).split('\r\n')
  expect(plain.map((line) => line.length)).toEqual([75, 75, 52, 0])
  expect(file).not.toContain('\u{FFFD}')
})

test('another program reads any text as it was', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ maxLength: 40 }),
      (text, name) => {
        const file = calendarFile([
          'BEGIN:VCALENDAR',
          textLineOf('DESCRIPTION', text),
          lineOf('ORGANIZER', 'https://hub.example/', { CN: name || 'x' }),
          'END:VCALENDAR',
        ])
        const read = new ICAL.Component(ICAL.parse(file))
        expect(read.getFirstPropertyValue('description')).toBe(plainText(text))
        expect(read.getAllProperties()).toHaveLength(2)
        expect(read.getFirstPropertyValue('organizer')).toBe('https://hub.example/')
      },
    ),
  )
})
