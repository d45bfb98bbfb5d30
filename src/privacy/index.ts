import { Hono } from 'hono'
import type { Desk, Env, Slice } from '../slice.ts'
import { aboutMember } from './actions-erase.ts'
import { memberHoldings } from './holdings.ts'
import { consentPages } from './pages-consent.tsx'
import { dataPages } from './pages-data.tsx'
import { namedPages } from './pages-named.tsx'
import { retentionPages } from './pages-retention.tsx'
import { moveConsentsIn } from './store-consent.ts'
import { forgetPerson } from './store-forget.ts'

const pages = new Hono<Env>()
for (const some of [consentPages, retentionPages, dataPages, namedPages]) pages.route('/', some)

const dataCard: Desk = async (_world, _visitor, { t }) => [
  {
    ...{ title: t('data.title'), text: t('data.card'), waits: false },
    links: [{ href: '/account/data', text: t('data.card-link') }],
  },
]

/** What people agreed to, how long what is private is kept, and what each of them may ask of it. Nothing here federates. */
export const privacy: Slice = {
  name: 'privacy',
  pages,
  rooms: [
    { of: 'house', href: '/desk/consent', name: 'consent.title', roles: ['operator', 'organiser'] },
    { of: 'house', href: '/desk/retention', name: 'retention.title', roles: ['operator', 'organiser'] },
  ],
  desk: dataCard,
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
    for (const [from, to] of hubs) await moveConsentsIn(tx, from, to)
  },
}
