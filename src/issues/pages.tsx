import { recordPages } from '../records/pages.tsx'
import { shownPresses } from './actions-press.ts'
import { viewOf } from './model-view.ts'
import { publicIssue } from './store.ts'
import { ShownIssue } from './views.tsx'
import { AffectedToo } from './views-press.tsx'
import { readIssue } from './wire-read.ts'

/** The pages of issues: ours, their revisions, and copies of others'. */
export const issuePages = recordPages({
  noun: 'issue',
  path: '/issues',
  find: publicIssue,
  read: readIssue,
  view: viewOf,
  show: (about) => <ShownIssue {...about} />,
  more: async (world, issue) => {
    const shown = await shownPresses(world, issue)
    return shown && <AffectedToo issue={issue} {...shown} />
  },
})
