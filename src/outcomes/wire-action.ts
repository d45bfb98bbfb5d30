import type { RecordKind } from '../federation/kinds.ts'
import type { JsonObject } from '../lib/json.ts'
import { toDocument, toPlace, toTombstone } from '../records/wire.ts'
import { keptOf } from '../records/wire-read.ts'
import type { Action, ActionModel } from './model-action.ts'
import { dropActionCopy, keepActionCopy } from './store-action.ts'
import { readAction } from './wire-action-read.ts'
import { actionContentFor } from './wire-action-text.ts'
import { actionTerms } from './wire-terms.ts'

const form = { type: 'Note', term: 'moot:Action' } as const

/** An action of ours as it is published: a Note, without context and proof, which signing adds. */
export function toActionNote(action: Action): JsonObject {
  const { state } = action
  if (state === 'proposed') throw new Error(`action ${action.id} is a draft, and a draft never leaves`)
  return {
    ...toDocument(action, {
      ...form,
      state: actionTerms[state],
      content: (language) => actionContentFor(action, language),
    }),
    ...(action.pin && { location: toPlace(action) }),
    ...(action.replyTo !== null && { inReplyTo: action.replyTo }),
    ...(action.outcome !== null && { 'moot:outcome': action.outcome }),
    ...(action.issue !== null && { 'moot:issue': [action.issue] }),
    ...(action.doer !== null && { 'moot:owner': action.doer }),
    ...(action.due !== null && { 'moot:due': action.due }),
    'moot:progress': action.progress,
    ...(action.blockedBy !== null && { 'moot:blockedBy': action.blockedBy }),
    ...(action.evidence !== null && { 'moot:evidenceLink': action.evidence }),
  }
}

/** What stands in the place of a withdrawn action for ever: that it was, when it ended, and why. */
export const toActionTombstone = (action: Action): JsonObject => toTombstone(action, form)

/** Actions, as the post office takes them in. */
export const actionKind: RecordKind<ActionModel> = {
  kind: 'action',
  ...form,
  path: '/actions/',
  read: readAction,
  keep: (tx, copy) => keepActionCopy(tx, { ...copy.model, ...keptOf(copy, copy.model.licence) }, copy.fresh),
  drop: dropActionCopy,
}
