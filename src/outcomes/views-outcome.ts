import { type RecordView, viewAlike } from '../records/view.ts'
import type { World } from '../world.ts'
import { type OutcomeModel, stateNames } from './model.ts'
import { attendanceOf, dayName, resultOf } from './model-words.ts'
import { linkOrNull, linkTo, type RecordLink } from './views-links.ts'

/** An outcome as a page shows it, every text made ready. */
export type OutcomeView = RecordView & {
  readonly state: { readonly key: string; readonly name: string }
  readonly decisions: readonly { readonly text: string; readonly result: string }[]
  readonly disagreements: readonly string[]
  /** Facts in words: what they are of, and what they say. */
  readonly facts: readonly { readonly of: string; readonly says: string }[]
  readonly assembly: RecordLink | null
  readonly issues: readonly RecordLink[]
  readonly supersedes: RecordLink | null
  readonly supersededBy: RecordLink | null
}

/** Makes an outcome ready to be shown, in the language asked for where it has one, else in its primary one. */
export async function outcomeView(
  outcome: OutcomeModel,
  asked: string | undefined,
  world: World,
): Promise<OutcomeView> {
  const { state, decisions, disagreements, present, checked, preparedBy, issues } = outcome
  const facts: [of: string, says: string | null][] = [
    ['Who was there', present === null ? null : attendanceOf(present)],
    ['Checked by those who took part', checked === null ? null : dayName(checked)],
    ['Prepared by', preparedBy],
  ]
  return {
    ...viewAlike(outcome, asked),
    state: { key: state, name: stateNames[state] },
    decisions: decisions.map((decision) => ({ text: decision.text, result: resultOf(decision) })),
    disagreements,
    facts: facts.flatMap(([of, says]) => (says === null ? [] : [{ of, says }])),
    assembly: await linkOrNull(world, outcome.assembly, 'an assembly'),
    issues: await Promise.all(issues.map((iri) => linkTo(world, iri, 'an issue'))),
    supersedes: await linkOrNull(world, outcome.supersedes, 'an earlier outcome'),
    supersededBy: await linkOrNull(world, outcome.supersededBy, 'a later outcome'),
  }
}
