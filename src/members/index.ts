import type { Slice } from '../slice.ts'
import { setUpPages } from './pages.tsx'
import { movePeopleIn } from './store.ts'

/** The people of the hubs and what they may do, and the set-up of the server. Nothing here federates. */
export const members: Slice = {
  name: 'members',
  pages: setUpPages,
  commands: async (program, withWorld) => (await import('./commands.ts')).memberCommands(program, withWorld),
  adopt: async (tx, _, hubs) => {
    for (const [from, to] of hubs) await movePeopleIn(tx, from, to)
  },
}
