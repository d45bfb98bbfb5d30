import type { Slice } from '../slice.ts'
import { replyCards, replyPages } from './pages.tsx'

/** What people on other servers, who are no hubs, do with the records of ours. */
export const fediverse: Slice = {
  name: 'fediverse',
  pages: replyPages,
  rooms: [{ href: '/desk/replies', name: 'replies.room', roles: ['organiser'] }],
  desk: replyCards,
  commands: async (program, withWorld) => (await import('./commands.ts')).replyCommands(program, withWorld),
}
