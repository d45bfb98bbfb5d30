import { Hono } from 'hono'
import type { Env, Slice } from '../slice.ts'
import { aboutMember } from './actions-erase.ts'
import { memberHoldings } from './holdings.ts'
import { setUpPages } from './pages.tsx'
import { consentPages } from './pages-consent.tsx'
import { dataPages } from './pages-data.tsx'
import { deskPages } from './pages-desk.tsx'
import { retentionPages } from './pages-retention.tsx'
import { visitorOf } from './pages-session.ts'
import { signInPages } from './pages-sign-in.tsx'
import { movePeopleIn } from './store.ts'
import { forgetPerson } from './store-forget.ts'

const pages = new Hono<Env>()
for (const some of [setUpPages, signInPages, deskPages, consentPages, retentionPages, dataPages])
  pages.route('/', some)

/** The people of the hubs and what they may do, how they get in, and the set-up of the server. Nothing here federates. */
export const members: Slice = {
  name: 'members',
  pages,
  visitor: visitorOf,
  rooms: [
    { href: '/desk', name: 'desk.title', roles: ['operator', 'organiser', 'note-taker'] },
    { href: '/desk/consent', name: 'consent.title', roles: ['operator', 'organiser'] },
    { href: '/desk/retention', name: 'retention.title', roles: ['operator', 'organiser'] },
  ],
  commands: async (program, withWorld) => (await import('./commands.ts')).memberCommands(program, withWorld),
  holdings: memberHoldings,
  about: aboutMember,
  forget: forgetPerson,
  onPerson: [
    { name: 'consent.link', href: (id) => `/desk/people/${id}/consent` },
    { name: 'erase.link', href: (id) => `/desk/people/${id}/erase` },
  ],
  onAccount: [{ name: 'data.title', href: '/account/data' }],
  desk: async (_world, _visitor, { t }) => [
    {
      ...{ title: t('data.title'), text: t('data.card'), waits: false },
      links: [{ href: '/account/data', text: t('data.card-link') }],
    },
  ],
  adopt: async (tx, _, hubs) => {
    for (const [from, to] of hubs) await movePeopleIn(tx, from, to)
  },
}
