import { Hono } from 'hono'
import { MINUTE } from '../lib/time.ts'
import { deskPagesOf } from '../records/desk.ts'
import { draftCards } from '../records/desk-list.tsx'
import { wordingsFor } from '../records/erase.ts'
import { workOf } from '../records/holdings.ts'
import type { Env, Slice } from '../slice.ts'
import { assemblyLife } from './actions-change.ts'
import { invite } from './actions-invite.ts'
import { assemblyPages } from './pages.tsx'
import { deskedAssembly, repeatPages } from './pages-desk.tsx'
import { adoptAssemblies } from './store-adopt.ts'
import { assemblyKind } from './wire.ts'
import { invitationKind } from './wire-invitation.ts'

const pages = new Hono<Env>()
for (const some of [assemblyPages, repeatPages, deskPagesOf(deskedAssembly)]) pages.route('/', some)

/** What a hub calls people together for, before the day. */
export const assemblies: Slice = {
  name: 'assemblies',
  pages,
  rooms: [
    { of: 'daily', href: '/desk/assemblies', name: 'assemblies.room', roles: ['organiser', 'note-taker'] },
  ],
  desk: draftCards(deskedAssembly),
  kinds: [assemblyKind as never, invitationKind],
  chores: [{ every: MINUTE, topic: 'public', run: invite }],
  adopt: adoptAssemblies,
  wordings: [wordingsFor(assemblyLife)],
  about: workOf('assembly'),
  commands: async (program, withWorld) =>
    (await import('./commands.ts')).assemblyCommands(program, withWorld),
}
