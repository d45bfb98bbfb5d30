import { inTransaction } from '../db/index.ts'
import { defaultsOf } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { newId } from '../lib/id.ts'
import { canonical } from '../lib/json.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { change, discard, draftIn, type Life, publishedOf, withdrawnOf } from '../records/life.ts'
import { mayDraft, nextOf } from '../records/model.ts'
import { htmlOf, readWith } from '../records/shape.ts'
import type { World } from '../world.ts'
import { firstOwn } from './actions-change.ts'
import {
  type Action,
  holdsTogether,
  type Move,
  mayAmendAction,
  mayDiscardAction,
  mayMoveAction,
  mayPublishAction,
  mayReviseAction,
  movedOn,
} from './model-action.ts'
import { type ActionInput, actionFields, NewAction } from './model-action-shape.ts'
import { actionsOfHub, changeAction, dropActionDraft, insertActions } from './store-action.ts'
import { toActionNote, toActionTombstone } from './wire-action.ts'

/** How actions are drafted, published, amended and withdrawn. */
export const actionLife: Life<Action> = {
  kind: 'action',
  write: toActionNote,
  bury: toActionTombstone,
  read: actionsOfHub,
  insert: insertActions,
  change: changeAction,
  drop: dropActionDraft,
}

/** Writes a new draft for the hub. Where it says no language, level, place, areas or licence it takes the hub's. */
export async function draftAction(
  world: World,
  who: Who,
  input: ActionInput,
  note: string | null = null,
  id = newId(world.clock()),
): Promise<Action | Refusal> {
  const may = mayDraft(who)
  if (isRefusal(may)) return may
  const hub = await hubById(world, who.hub)
  if (!hub) return refuseWith('records.no.hub-closed')
  const read = readWith(NewAction, { ...defaultsOf(hub), ...input }, actionFields)
  if (isRefusal(read)) return read
  const now = instant(world.clock())
  const action: Action = {
    ...read,
    html: htmlOf(read.contents),
    ...{ id, hub: hub.id, iri: `${world.config.origin}/actions/${id}`, owner: hub.actor, state: 'proposed' },
    ...{ revision: 0, created: now, published: null, updated: now, withdrawn: null, reason: null },
    replyTo: null,
  }
  await inTransaction(world.db, (tx) => draftIn(tx, world, who, actionLife, { drafts: [action], note }))
  return action
}

/** Changes what a draft says; what is not given stays. */
export const reviseAction = (
  world: World,
  who: Who,
  id: string,
  changes: Partial<ActionInput>,
  seen?: string,
) =>
  change(world, who, actionLife, {
    id,
    seen,
    step: (action) => {
      const may = mayReviseAction(who, action)
      if (isRefusal(may)) return may
      const after = reword(action, changes)
      if (isRefusal(after)) return after
      return { before: action, after: nextOf(after, {}, world.clock()), verb: 'revise', note: null }
    },
  })

/** Publishes a draft: the hub has agreed to do it, everybody may read it, and followers are told. */
export const publishAction = (world: World, who: Who, id: string, seen?: string) =>
  change(world, who, actionLife, {
    id,
    seen,
    step: async (action) => {
      const may = mayPublishAction(who, action)
      if (isRefusal(may)) return may
      const after = publishedOf(await answering(world, action), 'accepted', world.clock())
      return { before: action, after, verb: 'publish', note: null }
    },
  })

/** Changes what a published action says, as its next revision; what is not given stays. The note is for the hub alone. */
export const amendAction = (
  world: World,
  who: Who,
  id: string,
  changes: Partial<ActionInput>,
  note: string | null = null,
  seen?: string,
) =>
  change(world, who, actionLife, {
    id,
    seen,
    step: async (action) => {
      const may = mayAmendAction(who, action)
      if (isRefusal(may)) return may
      const reworded = reword(action, changes)
      if (isRefusal(reworded)) return reworded
      const sound = holdsTogether(reworded)
      if (isRefusal(sound)) return sound
      const after = await answering(world, reworded)
      if (canonical(toActionNote(after)) === canonical(toActionNote(action)))
        return refuseWith('write.nothing-changes')
      return { before: action, after: nextOf(after, {}, world.clock()), verb: 'amend', note }
    },
  })

/** Says how a published action goes on: begun, further, blocked, done. Others learn of it as of any amendment. */
export const moveAction = (world: World, who: Who, id: string, move: Move, note: string | null = null) =>
  change(world, who, actionLife, {
    id,
    step: (action) => {
      const may = mayMoveAction(who, action, move)
      if (isRefusal(may)) return may
      const moved = movedOn(action, move)
      if (isRefusal(moved)) return moved
      const after = reword({ ...action, state: moved.state }, moved)
      if (isRefusal(after)) return after
      if (canonical(toActionNote(after)) === canonical(toActionNote(action)))
        return refuseWith('write.nothing-changes')
      return { before: action, after: nextOf(after, {}, world.clock()), verb: 'move', note }
    },
  })

/** Withdraws a published action: nobody gets its text here any more, but everybody learns that it was and why it went. */
export const withdrawAction = (world: World, who: Who, id: string, reason: string) =>
  change(world, who, actionLife, {
    id,
    step: (action) => {
      const may = mayAmendAction(who, action)
      if (isRefusal(may)) return may
      const after = withdrawnOf(action, reason, world.clock())
      return isRefusal(after) ? after : { before: action, after, verb: 'withdraw', note: null }
    },
  })

/** Throws a draft away, and gives back what it was. Nothing of it remains, since it never left the hub. */
export const discardAction = (world: World, who: Who, id: string, seen?: string) =>
  discard(world, who, actionLife, { id, seen, may: mayDiscardAction })

/** An action with some of its fields said anew. */
export function reword(action: Action, changes: Partial<ActionInput>): Action | Refusal {
  const read = readWith(NewAction, { ...action, ...changes, replyTo: action.replyTo }, actionFields)
  return isRefusal(read) ? read : { ...action, ...read, html: htmlOf(read.contents) }
}

/** An action as an answer to the outcome it comes of, where that is public and the hub's own. */
export async function answering(world: World, action: Action): Promise<Action> {
  const { outcome, replyTo, hub } = action
  if (outcome === replyTo) return action
  return { ...action, replyTo: await firstOwn(world, hub!, 'outcome', outcome === null ? [] : [outcome]) }
}
