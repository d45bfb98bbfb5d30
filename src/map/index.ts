import type { Slice } from '../slice.ts'
import { keepSearchClean, keepSearchWhole } from './actions-search.ts'
import { besideRecord } from './beside.tsx'
import { readHubs } from './list.ts'
import { pages } from './pages.tsx'

/**
 * What everybody can read: the lists of issues, outcomes and actions near and far, the search in all of them, and who this
 * server is. Beside that, what at the desk reads several slices: the log, and paper. It writes nothing but its index of words.
 */
export const map: Slice = {
  name: 'map',
  pages,
  rooms: [{ of: 'others', href: '/desk/log', name: 'log.title', roles: ['organiser', 'operator'] }],
  beside: besideRecord,
  atStart: async (world) => {
    await readHubs(world)
  },
  chores: [keepSearchWhole, keepSearchClean],
  commands: async (program, withWorld) => {
    const [{ logCommand }, { searchCommands }] = await Promise.all([
      import('./commands-log.ts'),
      import('./commands-search.ts'),
    ])
    logCommand(program, withWorld)
    searchCommands(program, withWorld)
  },
}
