import { Hono } from 'hono'
import { DAY, instant } from '../lib/time.ts'
import type { Env, Slice } from '../slice.ts'
import { sessionLasts } from './actions-sessions.ts'
import { setUpPages } from './pages.tsx'
import { beginDesk, beginPages } from './pages-begin.tsx'
import { deskPages } from './pages-desk.tsx'
import { followPages } from './pages-follow.tsx'
import { serverPages } from './pages-server.tsx'
import { visitorOf } from './pages-session.ts'
import { settingsPages } from './pages-settings.tsx'
import { signInPages } from './pages-sign-in.tsx'
import { movePeopleIn } from './store.ts'
import { forgetPasses } from './store-passes.ts'
import { forgetSessions } from './store-sessions.ts'

const pages = new Hono<Env>()
for (const some of [
  ...[setUpPages, signInPages, deskPages, beginPages],
  ...[settingsPages, followPages, serverPages],
])
  pages.route('/', some)

/** The people of the hubs and what they may do, how they get in, and the set-up of the server. Nothing here federates. */
export const members: Slice = {
  name: 'members',
  pages,
  visitor: visitorOf,
  rooms: [
    { href: '/desk', name: 'desk.title', roles: ['operator', 'organiser', 'note-taker'] },
    { href: '/desk/follow', name: 'follow.title', roles: ['organiser'] },
    { href: '/desk/settings', name: 'settings.title', roles: ['organiser'] },
    { href: '/desk/server', name: 'server.title', roles: ['operator'] },
  ],
  desk: beginDesk,
  commands: async (program, withWorld) => (await import('./commands.ts')).memberCommands(program, withWorld),
  chores: [
    {
      every: DAY,
      topic: null,
      run: async ({ db, clock }) => {
        await forgetPasses(db, instant(clock() - 30 * DAY))
        await forgetSessions(db, instant(clock() - sessionLasts))
      },
    },
  ],
  adopt: async (tx, _, hubs) => {
    for (const [from, to] of hubs) await movePeopleIn(tx, from, to)
  },
}
