import { Hono } from 'hono'
import { HOUR } from '../lib/time.ts'
import { deskPagesOf } from '../records/desk.ts'
import { draftCards } from '../records/desk-list.tsx'
import { wordingsFor } from '../records/erase.ts'
import { workOf } from '../records/holdings.ts'
import type { Env, Slice } from '../slice.ts'
import { issueLife } from './actions-change.ts'
import { endDays } from './actions-press.ts'
import { issueHoldings } from './holdings.ts'
import { issuePages } from './pages.tsx'
import { deskedIssue } from './pages-desk.ts'
import { mergePages } from './pages-merge.tsx'
import { pressPages } from './pages-press.tsx'
import { adoptIssues } from './store-adopt.ts'
import { issueKind } from './wire.ts'

const pages = new Hono<Env>()
for (const some of [issuePages, mergePages, pressPages, deskPagesOf(deskedIssue)]) pages.route('/', some)

/** What people raise, from a draft to its result. */
export const issues: Slice = {
  name: 'issues',
  pages,
  rooms: [{ of: 'daily', href: '/desk/issues', name: 'issues.room', roles: ['organiser', 'note-taker'] }],
  desk: draftCards(deskedIssue),
  kinds: [issueKind as never],
  adopt: adoptIssues,
  wordings: [wordingsFor(issueLife)],
  about: workOf('issue'),
  holdings: issueHoldings,
  chores: [{ every: HOUR, topic: null, run: endDays }],
  commands: async (program, withWorld) => (await import('./commands.ts')).issueCommands(program, withWorld),
}
