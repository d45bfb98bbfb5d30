import fc from 'fast-check'
import ICAL from 'ical.js'
import { expect, test } from 'vitest'
import { anAssembly } from '../../test/support/arbitrary-assembly.ts'
import { plainText } from '../lib/plain.ts'
import { DAY, instant } from '../lib/time.ts'
import { english } from '../lib/words.ts'
import type { WallTime } from '../lib/zone.ts'
import { titleOf } from '../records/model.ts'
import { type Assembly, timesOf } from './model.ts'
import { calendarOf, uidOf } from './views-calendar.ts'

const calendar = (assemblies: readonly Assembly[]) =>
  calendarOf({
    ...{ name: 'Assemblies', address: 'https://hub.example/a.ics', page: 'https://hub.example/a' },
    ...{ hubs: new Map(), year: 2026, words: english, assemblies, withdrawn: [] },
  })

/** The assemblies of a calendar as another program reads them, with the zones that it names itself. */
function readBack(file: string): ICAL.Event[] {
  const whole = new ICAL.Component(ICAL.parse(file))
  const zones = new Map(
    whole.getAllSubcomponents('vtimezone').map((component) => {
      const tzid = String(component.getFirstPropertyValue('tzid'))
      return [tzid, new ICAL.Timezone({ component, tzid })]
    }),
  )
  return whole.getAllSubcomponents('vevent').map((component) => {
    for (const name of ['dtstart', 'dtend']) {
      const property = component.getFirstProperty(name)
      const zone = property && zones.get(String(property.getParameter('tzid')))
      if (zone) (property.getFirstValue() as ICAL.Time).zone = zone
    }
    return new ICAL.Event(component)
  })
}

const [some] = fc.sample(anAssembly, { numRuns: 1, seed: 7 }) as [Assembly]
const rents: Assembly = {
  ...some,
  ...{ starts: '2026-12-12T18:00' as WallTime, ends: null, zone: 'Europe/London', state: 'announced' },
}

test('another program reads the same instants, words and numbers, whatever the assembly says', () => {
  fc.assert(
    fc.property(anAssembly, (assembly) => {
      const file = calendar([assembly])
      expect(file.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
      const [read, ...more] = readBack(file)
      expect(more).toEqual([])
      const { start, end } = timesOf(assembly)!
      expect(instant(read!.startDate.toJSDate())).toBe(start)
      expect(instant(read!.endDate.toJSDate())).toBe(end)
      expect(read!.uid).toBe(uidOf(assembly.iri))
      expect(read!.sequence).toBe(assembly.revision)
      expect(read!.summary.endsWith(plainText(titleOf(assembly)))).toBe(true)
      expect(read!.description).toContain(plainText(assembly.summaries[assembly.language] ?? ''))
      expect(read!.component.getAllProperties('attendee')).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test('a venue that is hidden stands in no line, nor does its pin', () => {
  fc.assert(
    fc.property(anAssembly, fc.integer({ min: 100, max: 999 }), (assembly, number) => {
      const venue = { name: `Kitchen ${number}x`, street: `${number}y Lane` } as Assembly['venue']
      const hidden = { ...assembly, venue, venueHidden: true, pin: { lat: 51.123, lon: 7.654 } }
      const file = calendar([hidden]).replaceAll('\r\n ', '')
      expect(file).not.toMatch(/Kitchen \d|\dy Lane|51\.123|7\.654|^LOCATION|^GEO/m)
    }),
    { numRuns: 20 },
  )
  const shown = {
    ...rents,
    venueHidden: false,
    meeting: 'in-person',
    pin: { lat: 51.123, lon: 7.654 },
  } as const
  expect(calendar([shown])).toContain('GEO:51.123;7.654\r\n')
})

test('the name of an assembly comes from its own address, and differs for each', () => {
  const id = '01a215f9-b8d7-738c-9679-733a0a85cc09'
  expect(uidOf(`https://hub.example/assemblies/${id}`)).toBe(`${id}@hub.example`)
  const others = ['/events/7', '/events/8', `/assemblies/${id}?at=2`, `/assemblies/${id}?at=3`]
  const uids = others.map((path) => uidOf(`https://hub.example${path}`))
  expect(new Set(uids).size).toBe(4)
  expect(uids.every((uid) => /^[0-9a-f]{32}@hub\.example$/.test(uid))).toBe(true)
})

test.each([
  ['announced', 'CONFIRMED', ''],
  ['open', 'CONFIRMED', ''],
  ['postponed', 'TENTATIVE', 'Put off: '],
  ['cancelled', 'CANCELLED', 'Cancelled: '],
] as const)('an assembly that is %s is %s', (state, status, before) => {
  const [read] = readBack(calendar([{ ...rents, state }]))
  expect(read!.component.getFirstPropertyValue('status')).toBe(status)
  expect(read!.summary).toBe(before + titleOf(rents))
})

test('an end in the second of two equal hours is said by how long it lasts', () => {
  // The clocks of London go back from 02:00 to 01:00 in that night.
  const night = { ...rents, starts: '2026-10-25T00:30' as WallTime }
  expect(calendar([night])).toContain('DURATION:PT120M')
})

test('each zone in use is explained once, and UTC not at all', () => {
  const file = calendar([
    rents,
    { ...rents, iri: `${rents.iri}2` },
    { ...rents, zone: 'Asia/Kolkata' },
    { ...rents, zone: 'UTC' },
  ])
  expect(file.match(/^TZID:.*/gm)).toEqual(['TZID:Europe/London', 'TZID:Asia/Kolkata'])
  expect(file).toContain('DTSTART:20261212T180000Z')
})

test('of a withdrawn one it says that, and when it would have been, and no word more', () => {
  const at = instant(Date.parse('2026-12-12T18:00:00Z'))
  const file = calendarOf({
    ...{
      name: 'Assemblies',
      address: 'https://hub.example/a.ics',
      page: 'https://hub.example/a',
      year: 2026,
      words: english,
    },
    hubs: new Map([[rents.owner, 'North End']]),
    assemblies: [],
    withdrawn: [
      {
        ...rents,
        id: 'x',
        hub: null,
        revision: 4,
        begins: at,
        ends: instant(Date.parse(at) + DAY / 12),
        withdrawn: at,
      },
    ],
  })
  const [read] = readBack(file)
  expect(read!.component.getFirstPropertyValue('status')).toBe('CANCELLED')
  expect(read!.sequence).toBe(4)
  expect(read!.uid).toBe(uidOf(rents.iri))
  expect(
    read!.component
      .getAllProperties()
      .map(({ name }) => name)
      .sort(),
  ).toEqual([
    'dtend',
    'dtstamp',
    'dtstart',
    'last-modified',
    'organizer',
    'sequence',
    'status',
    'summary',
    'uid',
    'url',
  ])
  expect(read!.summary).toBe('Withdrawn assembly')
})
