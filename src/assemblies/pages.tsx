import { isId } from '../lib/id.ts'
import { recordPages } from '../records/pages.tsx'
import { answerNotFound } from '../web/errors.tsx'
import { publicAssembly } from './store.ts'
import { assemblyInvitedTo } from './store-invitations.ts'
import { ShownAssembly } from './views.tsx'
import { viewOf } from './views-assembly.ts'
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

// What stands in an invitation stands on the page of its assembly.
assemblyPages.get('/invitations/:id', async (c) => {
  c.header('Vary', 'Accept', { append: true })
  const id = c.req.param('id')
  const to = isId(id) ? await assemblyInvitedTo(c.var.world.db, id) : undefined
  return to ? c.redirect(`/assemblies/${to.assembly_id}`, 303) : answerNotFound(c)
})
