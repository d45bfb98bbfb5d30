import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anAssembly } from '../../test/support/arbitrary-assembly.ts'
import { modelOf } from '../../test/support/arbitrary-record.ts'
import { withContext } from '../federation/context.ts'
import { normalForm } from '../federation/normal.ts'
import type { JsonObject } from '../lib/json.ts'
import { isRefusal } from '../lib/refusal.ts'
import type { Instant } from '../lib/time.ts'
import type { WallTime } from '../lib/zone.ts'
import { type Assembly, moves, stateNames } from './model.ts'
import { facts } from './model-shape.ts'
import { assemblyKind, toAssembly, toTombstone } from './wire.ts'
import { stateTerms } from './wire-terms.ts'

const rents: Assembly = {
  ...facts.parse({
    level: 'local',
    place: 'Marsh Farm',
    themes: ['housing'],
    kind: 'community',
    starts: '2026-12-12T18:00',
    ends: '2026-12-12T20:30',
    zone: 'Europe/London',
    venue: { name: 'Community Hall', street: '5 Mill Lane', postalCode: 'LU3 3AB', locality: 'Luton' },
    access: ['step-free', 'childcare'],
    destination: 'The council answers each point in writing by March.',
    capacity: 120,
    issues: ['https://hub.example/issues/7'],
    agenda: [{ title: 'What we heard', minutes: 20, phase: 'input' }],
  }),
  ...{ id: '1', hub: 'h', iri: 'https://hub.example/assemblies/1', owner: 'https://hub.example/actors/h' },
  ...{ state: 'announced' as const, language: 'en', revision: 1, withdrawn: null, reason: null },
  titles: { en: 'Rents and repairs' },
  summaries: { en: 'What must a landlord do before the rent goes up?' },
  contents: { en: 'Bring your letters.' },
  html: { en: '<p>Bring your letters.</p>' },
  created: '2026-11-01T10:00:00.000Z' as Instant,
  published: '2026-11-01T10:00:00.000Z' as Instant,
  updated: '2026-11-01T10:00:00.000Z' as Instant,
}

/** What a copy knows: not the venue where that is hidden, nor the pin, which would show it. */
function known(assembly: Assembly) {
  const model = modelOf(assembly)
  return assembly.venueHidden ? { ...model, venue: null, pin: null } : model
}

describe('an assembly as an Event', () => {
  it('loses nothing on its way to another hub but a venue that is hidden', async () => {
    await fc.assert(
      fc.asyncProperty(anAssembly, async (assembly) => {
        const sent = withContext(toAssembly(assembly))
        const arrived = JSON.parse(JSON.stringify(sent)) as JsonObject
        expect(assemblyKind.read(await normalForm(arrived))).toEqual(known(assembly))
      }),
      { numRuns: 300 },
    )
  })

  it('says when with the zone, where and what is asked, for servers that show little else', () => {
    const event = toAssembly(rents)
    expect(event).toMatchObject({ type: 'Event', name: 'Rents and repairs', url: rents.iri })
    expect(event.summary).toBe(
      'What must a landlord do before the rent goes up?\n(Saturday 12 December 2026, 18:00–20:30 (Europe/London, UTC) · Community Hall, 5 Mill Lane, LU3 3AB Luton · local community assembly · Housing and rents)',
    )
    expect(event.content).toMatch(
      /^<p><strong>Rents and repairs<\/strong><\/p><p>Saturday 12 December 2026, 18:00–20:30 \(Europe\/London, UTC\)<\/p><p>Community Hall/,
    )
    expect(event.content).toContain(
      '<p>Where the result goes: The council answers each point in writing by March.</p>',
    )
  })

  it('has what calendars of other software read', () => {
    expect(toAssembly(rents)).toMatchObject({
      startTime: '2026-12-12T18:00:00+00:00',
      endTime: '2026-12-12T20:30:00+00:00',
      timezone: 'Europe/London',
      eventStatus: 'EventScheduled',
      'ical:status': 'CONFIRMED',
      joinMode: 'external',
      externalParticipationUrl: rents.iri,
      attachment: [],
      maximumAttendeeCapacity: 120,
      isOnline: false,
      organizers: [rents.owner],
      location: {
        type: 'Place',
        name: 'Community Hall',
        address: { type: 'PostalAddress', streetAddress: '5 Mill Lane', postalCode: 'LU3 3AB' },
      },
    })
    const summer = toAssembly({ ...rents, starts: '2026-07-01T18:00' as WallTime, ends: null })
    expect(summer).toMatchObject({
      startTime: '2026-07-01T18:00:00+01:00',
      endTime: '2026-07-01T20:00:00+01:00',
      displayEndTime: false,
    })
    const elsewhere = { ...rents, register: 'https://forms.example/1', state: 'cancelled' as const }
    expect(toAssembly(elsewhere)).toMatchObject({
      joinMode: 'external',
      externalParticipationUrl: 'https://forms.example/1',
      eventStatus: 'EventCancelled',
      'ical:status': 'CANCELLED',
    })
    expect(toAssembly({ ...rents, state: 'postponed' })).toMatchObject({ eventStatus: 'EventPostponed' })
  })

  it('has a place that calendars take, however little is known of it', () => {
    const at = (more: Partial<Assembly>) => toAssembly({ ...rents, ...more }).location
    const hall = { name: 'Hall', street: null, postalCode: 'LU3 3AB', locality: null, country: null }
    expect(at({ venue: hall })).toMatchObject({ address: { streetAddress: 'Hall', postalCode: 'LU3 3AB' } })
    expect(assemblyKind.read(toAssembly({ ...rents, venue: hall }))).toMatchObject({ venue: hall })
    const inTown = at({ venue: { ...hall, locality: 'Luton' } }) as JsonObject
    expect(inTown.address).not.toHaveProperty('streetAddress')
    const pinned = { venue: null, place: null, pin: { lat: 51.914, lon: -0.42 } }
    expect(at(pinned)).toEqual({ type: 'Place', name: '51.914, -0.42', latitude: 51.914, longitude: -0.42 })
    expect(assemblyKind.read(toAssembly({ ...rents, ...pinned }))).toMatchObject(pinned)
  })

  it('tells nobody a venue that is hidden, nor where it is on a map', () => {
    const hidden = toAssembly({ ...rents, venueHidden: true, pin: { lat: 51.914, lon: -0.42 } })
    expect(JSON.stringify(hidden)).not.toMatch(/Community Hall|Mill Lane|LU3|51\.9|0\.42/)
    expect(hidden).not.toHaveProperty('location')
    expect(hidden.content).toContain('the address is told to those who come')
  })

  it('says first of all where it does not take place', () => {
    const { summary, content } = toAssembly({ ...rents, state: 'cancelled' })
    expect(summary).toMatch(/^This assembly is cancelled\.\nWhat must/)
    expect(content).toContain('</strong></p><p>This assembly is cancelled.</p>')
  })

  it('never leaves as a draft, and leaves a Tombstone when it is withdrawn', () => {
    for (const state of ['idea', 'planning'] as const)
      expect(() => toAssembly({ ...rents, state })).toThrow('is a draft')
    expect(toTombstone({ ...rents, withdrawn: rents.updated, reason: 'It was a test.' })).toMatchObject({
      type: 'Tombstone',
      formerType: 'Event',
      'moot:kind': 'moot:Assembly',
      'moot:reason': 'It was a test.',
    })
  })

  it('is refused where it says when in no way that can be read, or in a far century', () => {
    const why = (change: JsonObject) => {
      const read = assemblyKind.read({ ...toAssembly(rents), ...change })
      return isRefusal(read) ? read.refused : 'it was read'
    }
    expect(why({ startTime: 'tomorrow' })).toMatch(/no time that can be read/)
    expect(why({ timezone: 'Europe/Atlantis' })).toMatch(/time zone we do not know/)
    expect(why({ startTime: '2126-12-12T18:00:00Z', endTime: null })).toMatch(/more than ten years/)
    expect(why({ endTime: '2026-12-12T17:00:00+00:00' })).toMatch(
      /It ends: this must lie after the beginning/,
    )
    expect(why({ 'moot:state': 'moot:dreamt' })).toMatch(/state we do not know/)
    expect(why({ 'moot:assemblyKind': 'moot:moonAssembly' })).toBe('it was read')
    expect(why({ location: { type: 'VirtualLocation', url: 'https://x.example/' } })).toBe('it was read')
  })

  it('has a term and a way out for each of its states', () => {
    for (const state of Object.keys(stateNames) as (keyof typeof stateNames)[])
      expect(state in stateTerms, state).toBe(state !== 'idea' && state !== 'planning')
    for (const [from, ways] of Object.entries(moves))
      for (const to of ways) expect(moves[to].length, `${from} to ${to}`).toBeGreaterThan(0)
  })
})
