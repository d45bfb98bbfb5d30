import { recordPages } from '../records/pages.tsx'
import { viewOf } from './model-view.ts'
import { publicAssembly } from './store.ts'
import { ShownAssembly } from './views.tsx'
import { readAssembly } from './wire-read.ts'

/** The pages of assemblies: ours, their revisions, and copies of others'. */
export const assemblyPages = recordPages({
  noun: 'assembly',
  path: '/assemblies',
  find: publicAssembly,
  read: readAssembly,
  view: viewOf,
  show: (about) => <ShownAssembly {...about} />,
})
