import type { Desked } from '../records/desk-kind.ts'
import { publishedOf } from '../records/life.ts'
import {
  amendAction,
  answering,
  discardAction,
  draftAction,
  moveAction,
  publishAction,
  reviseAction,
  reword,
  withdrawAction,
} from './actions-action.ts'
import {
  type Action,
  type ActionState,
  actionDraftStates,
  actionMoves,
  mayAmendAction,
  mayPublishAction,
  mayReviseAction,
} from './model-action.ts'
import type { ActionInput } from './model-action-shape.ts'
import { actionOfHub, ownActions } from './store-action.ts'
import { actionSections, begunWith, moveFields, moveIn, saidIn, typedOf } from './views-desk-action.ts'
import { toActionNote } from './wire-action.ts'

/** How actions are written, published and moved on at the desk. */
export const deskedAction: Desked<Action> = {
  noun: 'action',
  path: '/actions',
  say: {
    ...{ room: 'actions.room', lede: 'actions.lede', empty: 'actions.own-empty', begin: 'actions.begin' },
    ...{ fresh: 'actions.fresh', title: 'actions.title', summary: 'actions.summary' },
    ...{ summaryHint: 'actions.summary-hint', content: 'actions.text', publish: 'actions.publish' },
    ...{ waiting: 'actions.waiting', withdrawing: 'actions.withdrawing' },
  },
  draftStates: actionDraftStates,
  firstState: 'proposed',
  stateName: (state) => `actions.state-${state as ActionState}`,
  one: actionOfHub,
  own: ownActions,
  sections: actionSections,
  typed: typedOf,
  said: saidIn,
  begun: begunWith,
  draft: (world, who, input, { id }) => draftAction(world, who, input as ActionInput, null, id),
  revise: (world, who, id, { changes, seen }) => reviseAction(world, who, id, changes, seen),
  amend: (world, who, id, { changes, note, seen }) => amendAction(world, who, id, changes, note, seen),
  reword,
  publish: publishAction,
  withdraw: withdrawAction,
  discard: discardAction,
  mayRevise: mayReviseAction,
  mayAmend: mayAmendAction,
  mayPublish: mayPublishAction,
  asPublished: async (world, draft) => publishedOf(await answering(world, draft), 'accepted', world.clock()),
  write: toActionNote,
  moves: {
    // How far it is may be said without its standing anywhere else.
    to: ({ state }) =>
      actionMoves[state].length === 0
        ? []
        : ['done', 'dropped'].includes(state)
          ? actionMoves[state]
          : [state, ...actionMoves[state]],
    fields: moveFields,
    carry: (world, who, { id }, { to, typed, note }) =>
      moveAction(world, who, id, { to: to as ActionState, ...moveIn(typed) }, note),
  },
}
