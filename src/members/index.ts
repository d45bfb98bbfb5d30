import { Hono } from 'hono'
import { DAY, instant } from '../lib/time.ts'
import type { Desk, Env, Slice } from '../slice.ts'
import { aboutMember } from './actions-erase.ts'
import { forgetMailed, mailSignIns } from './actions-mail-sign-in.ts'
import { memberHoldings } from './holdings.ts'
import { setUpPages } from './pages.tsx'
import { accountPages } from './pages-account.tsx'
import { addressPages } from './pages-address.ts'
import { beginDesk, beginPages } from './pages-begin.tsx'
import { consentPages } from './pages-consent.tsx'
import { dataPages } from './pages-data.tsx'
import { deskPages } from './pages-desk.tsx'
import { followPages } from './pages-follow.tsx'
import { mailPages } from './pages-mail.tsx'
import { namedPages } from './pages-named.tsx'
import { passkeyPages } from './pages-passkeys.tsx'
import { peoplePages } from './pages-people.tsx'
import { retentionPages } from './pages-retention.tsx'
import { serverPages } from './pages-server.tsx'
import { visitorOf } from './pages-session.ts'
import { settingsPages } from './pages-settings.tsx'
import { signInPages } from './pages-sign-in.tsx'
import { movePeopleIn } from './store.ts'
import { forgetPerson } from './store-forget.ts'
import { forgetPasskeys } from './store-passkeys.ts'
import { accountCards, mailCard, stillCard } from './views-cards.ts'

const pages = new Hono<Env>()
const all = [
  ...[setUpPages, signInPages, deskPages, beginPages, peoplePages, accountPages, addressPages],
  ...[passkeyPages, mailPages, settingsPages, followPages, serverPages, consentPages],
  ...[retentionPages, dataPages, namedPages],
]
for (const some of all) pages.route('/', some)

const dataCard: Desk = async (_world, _visitor, { t }) => [
  {
    ...{ title: t('data.title'), text: t('data.card'), waits: false },
    links: [{ href: '/account/data', text: t('data.card-link') }],
  },
]

/** The people of the hubs and what they may do, how they get in, and the set-up of the server. Nothing here federates. */
export const members: Slice = {
  name: 'members',
  pages,
  visitor: visitorOf,
  rooms: [
    { of: 'daily', href: '/desk', name: 'desk.title', roles: 'signed in' },
    { of: 'daily', href: '/desk/people', name: 'people.title', roles: ['organiser', 'operator'] },
    { of: 'others', href: '/desk/follow', name: 'follow.title', roles: ['organiser'] },
    { of: 'house', href: '/desk/settings', name: 'settings.title', roles: ['organiser'] },
    { of: 'house', href: '/desk/consent', name: 'consent.title', roles: ['operator', 'organiser'] },
    { of: 'house', href: '/desk/retention', name: 'retention.title', roles: ['operator', 'organiser'] },
    { of: 'house', href: '/desk/server', name: 'server.title', roles: ['operator'] },
    { of: 'house', href: '/account', name: 'account.title', roles: 'signed in' },
  ],
  desk: async (...about) =>
    (
      await Promise.all(
        [stillCard, accountCards, beginDesk, dataCard, mailCard].map((desk) => desk(...about)),
      )
    ).flat(),
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
  holdings: memberHoldings,
  about: aboutMember,
  forget: forgetPerson,
  onPerson: [
    { name: 'consent.link', href: (id) => `/desk/people/${id}/consent` },
    { name: 'erase.link', href: (id) => `/desk/people/${id}/erase` },
  ],
  onAccount: [
    { name: 'named.title', href: '/account/named' },
    { name: 'data.title', href: '/account/data' },
  ],
  adopt: async (tx, _, hubs) => {
    for (const [from, to] of hubs) await movePeopleIn(tx, from, to)
  },
}
