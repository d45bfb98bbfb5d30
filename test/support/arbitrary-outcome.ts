import fc from 'fast-check'
import type { Outcome } from '../../src/outcomes/model.ts'
import type { Action } from '../../src/outcomes/model-action.ts'
import { NewAction } from '../../src/outcomes/model-action-shape.ts'
import { methods, NewOutcome, results } from '../../src/outcomes/model-shape.ts'
import { actionTerms, outcomeTerms } from '../../src/outcomes/wire-terms.ts'
import { address, alike, day, madePublic, optional, title } from './arbitrary-record.ts'

/** The words of a mapping but for what stands on a Tombstone alone. */
const publicWords = <Word extends string>(terms: Readonly<Record<Word, string>>) =>
  (Object.keys(terms) as Word[]).filter((word): word is Exclude<Word, 'withdrawn'> => word !== 'withdrawn')

const calendarDay = day.map((at) => at.toISOString().slice(0, 10))
const people = fc.oneof(fc.nat(50), fc.nat(1e8))

const decision = fc.record({
  text: title,
  method: fc.constantFrom(...methods),
  result: fc.constantFrom(...results),
  tally: optional(
    fc.record({ favour: people, against: people, abstained: optional(people), blocked: optional(people) }),
  ),
})

/** A public outcome of a hub, of any wording and with any facts that the model lets through. */
export const anOutcome: fc.Arbitrary<Outcome> = fc
  .record({
    ...alike,
    assembly: optional(address),
    issues: fc.array(address, { maxLength: 4 }),
    decisions: fc.array(decision, { maxLength: 4 }),
    present: optional(fc.constantFrom(1, 38, 1e9)),
    checked: optional(calendarDay),
    preparedBy: optional(title),
    disagreements: fc.array(title, { maxLength: 4 }),
    supersedes: optional(address),
    supersededBy: optional(address),
    replyTo: optional(address),
  })
  .map((input) => NewOutcome.safeParse(input))
  .filter((read) => read.success)
  .chain((read) => madePublic(read.data!, publicWords(outcomeTerms), '/outcomes/'))

/** A public action of a hub, of any wording and with any facts that the model lets through. */
export const anAction: fc.Arbitrary<Action> = fc
  .record({
    ...alike,
    outcome: optional(address),
    issue: optional(address),
    doer: optional(title),
    due: optional(calendarDay),
    progress: fc.integer({ min: 0, max: 100 }),
    blockedBy: optional(title),
    evidence: optional(address),
    replyTo: optional(address),
  })
  .map((input) => NewAction.safeParse(input))
  .filter((read) => read.success)
  .chain((read) => madePublic(read.data!, publicWords(actionTerms), '/actions/'))
