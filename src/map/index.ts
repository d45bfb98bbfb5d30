import type { Slice } from '../slice.ts'
import { keepSearchWhole } from './actions-search.ts'
import { besideRecord } from './beside.tsx'
import { readHubs } from './list.ts'
import { pages } from './pages.tsx'

/** What everybody can read: the lists of issues, outcomes and actions near and far, the search in all of them, and who this server is. It writes nothing but its index. */
export const map: Slice = {
  name: 'map',
  pages,
  beside: besideRecord,
  atStart: async (world) => {
    await readHubs(world)
  },
  chores: [keepSearchWhole],
  commands: async (program, withWorld) => (await import('./commands.ts')).searchCommands(program, withWorld),
}
