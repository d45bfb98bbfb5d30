import { wordingsFor } from '../records/erase.ts'
import { recordsHoldings, workOf } from '../records/holdings.ts'
import type { Slice } from '../slice.ts'
import { issueLife } from './actions-change.ts'
import { issuePages } from './pages.tsx'
import { adoptIssues } from './store-adopt.ts'
import { issueKind } from './wire.ts'

/** What people raise, from a draft to its result. */
export const issues: Slice = {
  name: 'issues',
  pages: issuePages,
  kinds: [issueKind as never],
  adopt: adoptIssues,
  wordings: [wordingsFor(issueLife)],
  about: workOf('issue'),
  holdings: recordsHoldings,
  commands: async (program, withWorld) => (await import('./commands.ts')).issueCommands(program, withWorld),
}
