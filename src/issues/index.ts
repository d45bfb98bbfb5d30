import type { Slice } from '../slice.ts'
import { issuePages } from './pages.tsx'
import { adoptIssues } from './store-adopt.ts'
import { issueKind } from './wire.ts'

/** What people raise, from a draft to its result. */
export const issues: Slice = {
  name: 'issues',
  pages: issuePages,
  kinds: [issueKind as never],
  adopt: adoptIssues,
  commands: async (program, withWorld) => (await import('./commands.ts')).issueCommands(program, withWorld),
}
