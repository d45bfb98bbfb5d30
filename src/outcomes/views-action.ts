import { type Link, type RecordView, viewAlike } from '../records/view.ts'
import type { World } from '../world.ts'
import { type ActionModel, actionStateNames, dayOf, isOverdue } from './model-action.ts'
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

/** Makes an action ready to be shown, in the language asked for where it has one, else in its primary one. */
export async function actionView(
  action: ActionModel,
  asked: string | undefined,
  world: World,
): Promise<ActionView> {
  const { doer, due, progress, blockedBy, evidence } = action
  return {
    ...viewAlike(action, asked),
    state: standingOf(action, world, 'This action is'),
    doer,
    due: due === null ? null : { day: due, words: dayName(due) },
    progress,
    blockedBy,
    evidence: evidence === null ? null : { href: evidence, name: new URL(evidence).host },
    outcome: await linkOrNull(world, action.outcome, 'an outcome'),
    issue: await linkOrNull(world, action.issue, 'an issue'),
  }
}

/** Where an action stands, in words after some others, and that it is late where it is. */
export function standingOf(
  action: Pick<ActionModel, 'due' | 'state'>,
  { clock }: Pick<World, 'clock'>,
  begin: string,
): { readonly key: string; readonly words: string } {
  const words = `${begin} ${actionStateNames[action.state]}`.trim()
  return isOverdue(action, dayOf(clock()))
    ? { key: 'overdue', words: `${words}, and overdue` }
    : { key: action.state, words }
}
