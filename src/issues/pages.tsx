import { recordPages } from '../records/pages.tsx'
import { viewOf } from './model-view.ts'
import { publicIssue } from './store.ts'
import { ShownIssue } from './views.tsx'
import { readIssue } from './wire-read.ts'

/** The pages of issues: ours, their revisions, and copies of others'. */
export const issuePages = recordPages({
  noun: 'issue',
  path: '/issues',
  find: publicIssue,
  read: readIssue,
  view: viewOf,
  show: (about) => <ShownIssue {...about} />,
})
