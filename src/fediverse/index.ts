import type { Slice } from '../slice.ts'
import { fediverseHoldings } from './holdings.ts'

/** What people on other servers, who are no hubs, do with the records of ours. */
export const fediverse: Slice = {
  name: 'fediverse',
  holdings: fediverseHoldings,
  commands: async (program, withWorld) => (await import('./commands.ts')).replyCommands(program, withWorld),
}
