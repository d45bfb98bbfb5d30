import { fateOf } from '../federation/fates.ts'
import { peerByActor } from '../federation/store/peers.ts'
import { hubById } from '../hubs/store.ts'
import { titleOf } from '../records/model.ts'
import { type Link, type RecordView, viewAlike } from '../records/view.ts'
import type { World } from '../world.ts'
import { type ActionModel, actionStateNames, dayOf, isOverdue } from './model-action.ts'
import { dayName } from './model-words.ts'
import { type ListedAction, listActions } from './store-action.ts'
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

/** An action as a list on another record's page shows it. */
export type ActionLine = {
  readonly href: string
  readonly title: string
  readonly language: string
  readonly state: { readonly key: string; readonly words: string }
  readonly doer: string | null
  readonly due: { readonly day: string; readonly words: string } | null
  /** Whose it is, where it is another hub's. */
  readonly by: string | null
}

/** How many actions stand on the page of an outcome; the list has the rest. */
export const mostActions = 50

/** The public actions that come of an outcome, what is due first: its hub's own, and copies of others' that may be shown. */
export async function actionsOf(
  world: World,
  outcome: { iri: string; owner: string },
): Promise<ActionLine[]> {
  const found = await listActions(world.db, { outcome: outcome.iri }, { limit: mostActions, order: 'due' })
  const names = new Map<string, string | null>()
  for (const action of found)
    if (!names.has(action.owner)) names.set(action.owner, await nameOf(world, action))
  return found.flatMap((action) => {
    const name = names.get(action.owner)
    return name ? [lineOf(world, action, action.owner === outcome.owner ? null : name)] : []
  })
}

/** What people call the hub of an action, or null where nothing of it may be shown. */
async function nameOf(world: World, { hub, owner }: ListedAction): Promise<string | null> {
  if (hub !== null) return (await hubById(world, hub))?.name ?? null
  if ((await fateOf(world, owner)) === null) return null
  const peer = await peerByActor(world.db, owner)
  return peer?.name ?? peer?.handle ?? new URL(owner).host
}

const lineOf = (world: World, action: ListedAction, by: string | null): ActionLine => ({
  href: `${action.hub === null ? '/seen' : ''}/actions/${action.id}`,
  title: titleOf(action),
  language: action.language,
  state: standingOf(action, world, ''),
  doer: action.doer,
  due: action.due === null ? null : { day: action.due, words: dayName(action.due) },
  by,
})
