import type { Slice } from '../slice.ts'
import { fediverseHoldings } from './holdings.ts'
import { awayPages } from './pages-away.tsx'
import { awayLink } from './views-away.tsx'

/** What people on other servers, who are no hubs, do with the records of ours. */
export const fediverse: Slice = {
  name: 'fediverse',
  pages: awayPages,
  foot: awayLink,
  holdings: fediverseHoldings,
  commands: async (program, withWorld) => (await import('./commands.ts')).replyCommands(program, withWorld),
}
