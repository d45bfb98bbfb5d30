import type { Words } from '../lib/words.ts'
import { type Link, type Reader, type RecordView, viewAlike } from '../records/view.ts'
import type { World } from '../world.ts'
import { type ActionModel, dayOf, isOverdue } from './model-action.ts'
import { dayName } from './model-words.ts'
import { linkOrNull, type RecordLink } from './views-links.ts'

/** An action as a page shows it, every text made ready. */
export type ActionView = RecordView & {
  readonly state: { readonly key: string; readonly words: string }
  readonly doer: string | null
  readonly due: { readonly day: string; readonly words: string } | null
  readonly progress: number
  readonly blockedBy: string | null
  readonly evidence: Link | null
  readonly outcome: RecordLink | null
  readonly issue: RecordLink | null
}

/** Makes an action ready to be shown, in the reader’s language where it has it, else in its primary one. */
export async function actionView(action: ActionModel, reader: Reader, world: World): Promise<ActionView> {
  const { doer, due, progress, blockedBy, evidence } = action
  const { words } = reader
  const { key, words: stands } = standingOf(action, world, words)
  return {
    ...viewAlike(action, reader),
    state: { key, words: words.t('action.is', { state: stands }) },
    doer,
    due: due === null ? null : { day: due, words: dayName(due, words) },
    progress,
    blockedBy,
    evidence: evidence === null ? null : { href: evidence, name: new URL(evidence).host },
    outcome: await linkOrNull(world, action.outcome, 'outcome', words),
    issue: await linkOrNull(world, action.issue, 'issue', words),
  }
}

/** Where an action stands, in words, and that it is late where it is. */
export function standingOf(
  action: Pick<ActionModel, 'due' | 'state'>,
  { clock }: Pick<World, 'clock'>,
  { t }: Words,
): { readonly key: string; readonly words: string } {
  const state = t(`action.state.${action.state}`)
  return isOverdue(action, dayOf(clock()))
    ? { key: 'overdue', words: t('action.and-overdue', { state }) }
    : { key: action.state, words: state }
}
