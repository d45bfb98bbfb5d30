import { MINUTE } from '../lib/time.ts'
import { wordingsFor } from '../records/erase.ts'
import { workOf } from '../records/holdings.ts'
import type { Slice } from '../slice.ts'
import { assemblyLife } from './actions-change.ts'
import { invite } from './actions-invite.ts'
import { assemblyPages } from './pages.tsx'
import { adoptAssemblies } from './store-adopt.ts'
import { assemblyKind } from './wire.ts'
import { invitationKind } from './wire-invitation.ts'

/** What a hub calls people together for, before the day. */
export const assemblies: Slice = {
  name: 'assemblies',
  pages: assemblyPages,
  kinds: [assemblyKind as never, invitationKind],
  chores: [{ every: MINUTE, topic: 'public', run: invite }],
  adopt: adoptAssemblies,
  wordings: [wordingsFor(assemblyLife)],
  about: workOf('assembly'),
  commands: async (program, withWorld) =>
    (await import('./commands.ts')).assemblyCommands(program, withWorld),
}
