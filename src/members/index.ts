import { Hono } from 'hono'
import { DAY, instant } from '../lib/time.ts'
import type { Env, Slice } from '../slice.ts'
import { forgetMailed, mailSignIns } from './actions-mail-sign-in.ts'
import { accountPages } from './pages-account.tsx'
import { addressPages } from './pages-address.ts'
import { deskPages } from './pages-desk.tsx'
import { passkeyPages } from './pages-passkeys.tsx'
import { peoplePages } from './pages-people.tsx'
import { visitorOf } from './pages-session.ts'
import { signInPages } from './pages-sign-in.tsx'
import { movePeopleIn } from './store.ts'
import { forgetPasskeys } from './store-passkeys.ts'
import { accountCards } from './views-cards.ts'

const pages = new Hono<Env>()
for (const some of [signInPages, deskPages, peoplePages, accountPages, addressPages, passkeyPages])
  pages.route('/', some)

/** The people of the hubs, what they may do, and how they get in. Nothing here federates. */
export const members: Slice = {
  name: 'members',
  pages,
  visitor: visitorOf,
  rooms: [
    { of: 'daily', href: '/desk', name: 'desk.title', roles: 'signed in' },
    { of: 'daily', href: '/desk/people', name: 'people.title', roles: ['organiser', 'operator'] },
    { of: 'house', href: '/account', name: 'account.title', roles: 'signed in' },
  ],
  desk: accountCards,
  commands: async (program, withWorld) => (await import('./commands.ts')).memberCommands(program, withWorld),
  chores: [
    mailSignIns,
    forgetMailed,
    {
      every: DAY,
      topic: null,
      run: ({ db, clock }) => forgetPasskeys(db, instant(clock() - 30 * DAY)),
    },
  ],
  adopt: async (tx, _, hubs) => {
    for (const [from, to] of hubs) await movePeopleIn(tx, from, to)
  },
}
