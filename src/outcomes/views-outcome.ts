import { type Reader, type RecordView, viewAlike } from '../records/view.ts'
import type { World } from '../world.ts'
import type { OutcomeModel } from './model.ts'
import { attendanceOf, dayName, resultOf } from './model-words.ts'
import { linkOrNull, linkTo, type RecordLink } from './views-links.ts'

/** An outcome as a page shows it, every text made ready. */
export type OutcomeView = RecordView & {
  readonly state: { readonly key: string; readonly name: string }
  readonly decisions: readonly { readonly text: string; readonly result: string }[]
  readonly disagreements: readonly string[]
  /** Facts in words: what they are of, what they say, and whether that is in the record’s own language. */
  readonly facts: readonly { readonly of: string; readonly says: string; readonly theirs: boolean }[]
  readonly assembly: RecordLink | null
  readonly issues: readonly RecordLink[]
  readonly supersedes: RecordLink | null
  readonly supersededBy: RecordLink | null
}

/** Makes an outcome ready to be shown, in the reader’s language where it has it, else in its primary one. */
export async function outcomeView(outcome: OutcomeModel, reader: Reader, world: World): Promise<OutcomeView> {
  const { state, decisions, disagreements, present, checked, preparedBy, issues } = outcome
  const { words } = reader
  const { t } = words
  const facts: [of: string, says: string | null, theirs?: true][] = [
    [t('outcome.present-fact'), present === null ? null : attendanceOf(present, words)],
    [t('outcome.checked'), checked === null ? null : dayName(checked, words)],
    [t('outcome.prepared-by'), preparedBy, true],
  ]
  return {
    ...viewAlike(outcome, reader),
    state: { key: state, name: t(`outcome.state.${state}`) },
    decisions: decisions.map((decision) => ({ text: decision.text, result: resultOf(decision, words) })),
    disagreements,
    facts: facts.flatMap(([of, says, theirs = false]) => (says === null ? [] : [{ of, says, theirs }])),
    assembly: await linkOrNull(world, outcome.assembly, 'assembly', words),
    issues: await Promise.all(issues.map((iri) => linkTo(world, iri, 'issue', words))),
    supersedes: await linkOrNull(world, outcome.supersedes, 'earlier', words),
    supersededBy: await linkOrNull(world, outcome.supersededBy, 'later', words),
  }
}
