import type { Slice } from '../slice.ts'
import { refreshHubs } from './actions.ts'
import { hubPages } from './pages.tsx'

/** The hubs on this server, and those they know and follow. Their own pages stand on the map; the commands that somebody gives stand with the people. */
export const hubs: Slice = {
  name: 'hubs',
  pages: hubPages,
  atStart: refreshHubs,
  commands: async (program, withWorld) =>
    (await import('./commands-verify.ts')).verifyCommand(program, withWorld),
}
