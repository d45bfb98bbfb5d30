import { Hono } from 'hono'
import { DAY, instant } from '../lib/time.ts'
import type { Env, Slice } from '../slice.ts'
import { sessionLasts } from './actions-sessions.ts'
import { setUpPages } from './pages.tsx'
import { accountPages } from './pages-account.tsx'
import { beginDesk, beginPages } from './pages-begin.tsx'
import { deskPages } from './pages-desk.tsx'
import { followPages } from './pages-follow.tsx'
import { passkeyPages } from './pages-passkeys.tsx'
import { peoplePages } from './pages-people.tsx'
import { serverPages } from './pages-server.tsx'
import { visitorOf } from './pages-session.ts'
import { settingsPages } from './pages-settings.tsx'
import { signInPages } from './pages-sign-in.tsx'
import { movePeopleIn } from './store.ts'
import { forgetPasses } from './store-passes.ts'
import { forgetPasskeys } from './store-passkeys.ts'
import { forgetSessions } from './store-sessions.ts'
import { accountCards } from './views-cards.ts'

const pages = new Hono<Env>()
const all = [
  ...[setUpPages, signInPages, deskPages, beginPages, peoplePages, accountPages, passkeyPages],
  ...[settingsPages, followPages, serverPages],
]
for (const some of all) pages.route('/', some)

/** The people of the hubs and what they may do, how they get in, and the set-up of the server. Nothing here federates. */
export const members: Slice = {
  name: 'members',
  pages,
  visitor: visitorOf,
  rooms: [
    { href: '/desk', name: 'desk.title', roles: 'signed in' },
    { href: '/desk/people', name: 'people.title', roles: ['organiser', 'operator'] },
    { href: '/desk/follow', name: 'follow.title', roles: ['organiser'] },
    { href: '/desk/settings', name: 'settings.title', roles: ['organiser'] },
    { href: '/desk/server', name: 'server.title', roles: ['operator'] },
    { href: '/account', name: 'account.title', roles: 'signed in' },
  ],
  desk: async (...about) => [...(await accountCards(...about)), ...(await beginDesk(...about))],
  commands: async (program, withWorld) => (await import('./commands.ts')).memberCommands(program, withWorld),
  chores: [
    {
      every: DAY,
      topic: null,
      run: async ({ db, clock }) => {
        await forgetPasses(db, instant(clock() - 30 * DAY))
        await forgetSessions(db, instant(clock() - sessionLasts))
        await forgetPasskeys(db, instant(clock() - 30 * DAY))
      },
    },
  ],
  adopt: async (tx, _, hubs) => {
    for (const [from, to] of hubs) await movePeopleIn(tx, from, to)
  },
}
