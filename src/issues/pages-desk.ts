import { isRefusal } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import type { Desked } from '../records/desk-kind.ts'
import { publishedOf } from '../records/life.ts'
import { amendIssue, draftIssue, moveIssue, publishIssue, reviseDraft, withdrawIssue } from './actions.ts'
import { discardDraft, reword } from './actions-change.ts'
import {
  type DraftState,
  draftStates,
  type Issue,
  type IssueState,
  mayAmend,
  mayPublish,
  mayRevise,
  moves,
} from './model.ts'
import type { IssueInput } from './model-shape.ts'
import { issueOfHub, ownIssues } from './store.ts'
import { issueSections, saidIn, typedOf } from './views-desk.ts'
import { lineageOf } from './views-lineage.tsx'
import { toArticle } from './wire.ts'

/** How issues are written and changed at the desk. */
export const deskedIssue: Desked<Issue> = {
  noun: 'issue',
  path: '/issues',
  say: {
    ...{ room: 'issues.room', lede: 'issues.lede', empty: 'issues.own-empty', begin: 'issues.begin' },
    ...{ fresh: 'issues.fresh', title: 'issues.own-title', summary: 'issues.asked' },
    ...{ summaryHint: 'issues.asked-hint', content: 'issues.text', publish: 'issues.publish' },
    ...{ waiting: 'issues.waiting', withdrawing: 'issues.withdrawing' },
  },
  draftStates,
  firstState: 'proposed',
  stateName: (state) => `issues.state-${state as IssueState}`,
  one: issueOfHub,
  own: ownIssues,
  sections: issueSections,
  typed: typedOf,
  said: saidIn,
  draft: (world, who, input, { id, state }) =>
    draftIssue(world, who, input as IssueInput, state as DraftState, id),
  revise: (world, who, id, { changes, state, seen }) =>
    reviseDraft(world, who, id, changes, state as DraftState, seen),
  amend: (world, who, id, { changes, note, seen }) => amendIssue(world, who, id, changes, note, seen),
  reword,
  publish: publishIssue,
  withdraw: withdrawIssue,
  discard: discardDraft,
  mayRevise,
  mayAmend,
  mayPublish,
  asPublished: async ({ clock }, draft) => publishedOf(draft, 'published', clock()),
  write: toArticle,
  moves: {
    to: ({ state }) => moves[state],
    carry: (world, who, { id }, { to, note }) => moveIssue(world, who, id, to as IssueState, note),
  },
  ways: [
    { path: 'merge', name: 'issues.merge', may: mayEnd },
    { path: 'split', name: 'issues.split', may: mayEnd },
    { path: 'presses', name: 'press.desk', may: (who, issue) => !isRefusal(mayAmend(who, issue)) },
  ],
  beside: lineageOf,
  afterDiscard: ({ source }) => (source === null ? null : 'issues.drafted-again'),
}

/** Whether an issue may still go on in another, or in several. */
function mayEnd(who: Who, issue: Issue): boolean {
  return !isRefusal(mayAmend(who, issue)) && issue.state !== 'merged' && issue.state !== 'split'
}
