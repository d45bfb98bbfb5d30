import type { Slice } from '../slice.ts'
import { memberCommands } from './commands.ts'
import { setUpPages } from './pages.tsx'
import { movePeopleIn } from './store.ts'

/** The people of the hubs and what they may do, and the set-up of the server. Nothing here federates. */
export const members: Slice = {
  name: 'members',
  pages: setUpPages,
  commands: memberCommands,
  adopt: async (tx, _, hubs) => {
    for (const [from, to] of hubs) await movePeopleIn(tx, from, to)
  },
}
