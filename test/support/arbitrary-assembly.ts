import fc from 'fast-check'
import type { Assembly } from '../../src/assemblies/model.ts'
import {
  kinds,
  meetings,
  NewAssembly,
  phases,
  provisions,
  selections,
} from '../../src/assemblies/model-shape.ts'
import { stateTerms } from '../../src/assemblies/wire-terms.ts'
import { instant } from '../../src/lib/time.ts'
import { instantOf, type WallTime, wallOf } from '../../src/lib/zone.ts'
import { address, alike, day, madePublic, optional, tags, title, words } from './arbitrary-record.ts'

const publicStates = (Object.keys(stateTerms) as (keyof typeof stateTerms)[]).filter(
  (state) => state !== 'withdrawn',
)

/** A beginning and perhaps an end by the clocks of a zone, at hours that come once. */
const times = fc
  .record({
    at: day,
    zone: fc.constantFrom('Europe/London', 'America/New_York', 'Asia/Kolkata', 'Pacific/Kiritimati', 'UTC'),
    lasts: optional(fc.integer({ min: 1, max: 7 * 24 * 60 - 120 })),
  })
  .map(({ at, zone, lasts }) => {
    const once = (ms: number) => wallOf(instantOf(wallOf(instant(ms), zone), zone), zone)
    const starts = once(at.getTime())
    const ends =
      lasts === null ? null : once(Date.parse(instantOf(starts as WallTime, zone)) + lasts * 60_000)
    return { starts, ends, zone }
  })

const line = (most: number) => title.map((text) => text.slice(0, most))

/** A public assembly of a hub, of any wording and with any facts that the model lets through. */
export const anAssembly: fc.Arbitrary<Assembly> = fc
  .record({
    ...alike,
    times,
    kind: fc.constantFrom(...kinds),
    selection: fc.constantFrom(...selections),
    meeting: fc.constantFrom(...meetings),
    venue: optional(
      fc.record({
        name: title,
        street: optional(title),
        postalCode: optional(line(20)),
        locality: optional(title),
        country: optional(words),
      }),
    ),
    venueHidden: fc.boolean(),
    online: optional(address),
    spoken: fc.uniqueArray(fc.constantFrom(...tags)),
    access: fc.uniqueArray(fc.constantFrom(...provisions)),
    accessNote: optional(title),
    destination: title,
    funding: optional(title),
    capacity: optional(fc.integer({ min: 1, max: 1e6 })),
    register: optional(address),
    issues: fc.uniqueArray(address, { maxLength: 5 }),
    agenda: fc.array(
      fc.record({
        title,
        phase: optional(fc.constantFrom(...phases)),
        minutes: optional(fc.integer({ min: 1, max: 1440 })),
        issue: optional(address),
      }),
      { maxLength: 5 },
    ),
    series: optional(address),
  })
  .map(({ times, ...input }) => NewAssembly.safeParse({ ...input, ...times }))
  .filter((read) => read.success)
  .chain((read) => madePublic(read.data!, publicStates, '/assemblies/'))
  .map((assembly) => {
    // Announced a month before.
    const published = instant(Date.parse(`${assembly.starts}Z`) - 30 * 86_400_000)
    return { ...assembly, created: published, published, updated: published }
  })
