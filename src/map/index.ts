import type { Slice } from '../slice.ts'
import { besideRecord } from './beside.tsx'
import { readHubs } from './list.ts'
import { pages } from './pages.tsx'

/** What everybody can read: the lists of issues, outcomes and actions near and far, and who this server is. Beside that, what at the desk reads several slices: the log, and paper. It writes nothing. */
export const map: Slice = {
  name: 'map',
  pages,
  rooms: [{ of: 'others', href: '/desk/log', name: 'log.title', roles: ['organiser', 'operator'] }],
  commands: async (program, withWorld) => (await import('./commands.ts')).logCommand(program, withWorld),
  beside: besideRecord,
  atStart: async (world) => {
    await readHubs(world)
  },
}
