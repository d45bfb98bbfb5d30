import type { Slice } from '../slice.ts'
import { refreshHubs } from './actions.ts'

/** The hubs on this server, and those they know and follow. Their pages stand on the map; the commands that somebody gives stand with the people. */
export const hubs: Slice = {
  name: 'hubs',
  atStart: refreshHubs,
  commands: async (program, withWorld) =>
    (await import('./commands-verify.ts')).verifyCommand(program, withWorld),
}
