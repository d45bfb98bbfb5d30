import { Hono } from 'hono'
import { recordPages } from '../records/pages.tsx'
import type { Env } from '../slice.ts'
import type { Outcome } from './model.ts'
import type { Action } from './model-action.ts'
import { publicOutcome } from './store.ts'
import { publicAction } from './store-action.ts'
import { ShownAction, ShownOutcome } from './views.tsx'
import { type ActionView, actionView } from './views-action.ts'
import { type OutcomeView, outcomeView } from './views-outcome.ts'
import { readAction } from './wire-action-read.ts'
import { readOutcome } from './wire-read.ts'

/** The pages of outcomes and of actions: ours, their revisions, and copies of others'. */
export const outcomePages = new Hono<Env>()

outcomePages.route(
  '/',
  recordPages<Outcome, OutcomeView>({
    noun: 'outcome',
    path: '/outcomes',
    find: publicOutcome,
    read: readOutcome,
    view: outcomeView,
    show: (about) => <ShownOutcome {...about} />,
  }),
)

outcomePages.route(
  '/',
  recordPages<Action, ActionView>({
    noun: 'action',
    path: '/actions',
    find: publicAction,
    read: readAction,
    view: actionView,
    show: (about) => <ShownAction {...about} />,
  }),
)
