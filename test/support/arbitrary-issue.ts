import fc from 'fast-check'
import type { Issue } from '../../src/issues/model.ts'
import { bases, deciders, measures, NewIssue } from '../../src/issues/model-shape.ts'
import { stateTerms } from '../../src/issues/wire-terms.ts'
import { address, alike, day, madePublic, optional, title } from './arbitrary-record.ts'

const publicStates = (Object.keys(stateTerms) as (keyof typeof stateTerms)[]).filter(
  (state) => state !== 'withdrawn',
)

/** A public issue of a hub, of any wording and with any facts that the model lets through. */
export const anIssue: fc.Arbitrary<Issue> = fc
  .record({
    ...alike,
    deciders: fc.uniqueArray(fc.oneof(fc.constantFrom(...Object.keys(deciders), 'constructor'), title), {
      maxLength: 10,
    }),
    basis: fc.constantFrom(...bases),
    evidence: fc.uniqueArray(
      fc.record({
        measure: fc.constantFrom(...Object.keys(measures), 'hands', 'constructor'),
        count: fc.nat(),
      }),
      { selector: ({ measure }) => measure },
    ),
    source: optional(
      fc.record({
        title,
        url: optional(address),
        licence: optional(address),
        credit: optional(title),
        item: optional(fc.integer().map(String)),
        gathered: optional(day.map((at) => at.toISOString().slice(0, 10))),
      }),
    ),
    links: fc.record({ mergedInto: optional(address), splitFrom: optional(address) }),
  })
  .map((input) => NewIssue.safeParse(input))
  .filter((read) => read.success)
  .map((read) => read.data!)
  .chain((read) => madePublic(read, publicStates, '/issues/'))
