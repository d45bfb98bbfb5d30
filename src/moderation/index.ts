import { Hono } from 'hono'
import type { Json } from '../lib/json.ts'
import type { Env, Slice } from '../slice.ts'
import { receiveComplaint } from './actions-report.ts'
import { moderationHoldings } from './holdings.ts'
import { moderationPages } from './pages.tsx'
import { peerPages } from './pages-peers.tsx'
import { reportPages } from './pages-report.tsx'
import { decisionsBy, forgetDecider, moveIn } from './store.ts'
import { reportLink, waitingCard } from './views-beside.tsx'

const pages = new Hono<Env>()
for (const some of [reportPages, moderationPages, peerPages]) pages.route('/', some)

/** What strangers write is held until somebody of the hub has read it; who decided what about it stays known. */
export const moderation: Slice = {
  name: 'moderation',
  pages,
  rooms: [
    { of: 'others', href: '/desk/moderation', name: 'moderation.title', roles: ['organiser'] },
    { of: 'house', href: '/desk/peers', name: 'peers.title', roles: ['operator'] },
  ],
  desk: waitingCard,
  foot: reportLink,
  complain: receiveComplaint,
  holdings: moderationHoldings,
  about: async ({ db }, { id, hub }) => ({ 'what you decided': (await decisionsBy(db, hub, id)) as Json }),
  forget: async (tx, { id }) => void (await forgetDecider(tx, id)),
  adopt: async (tx, _, hubs) => {
    for (const [from, to] of hubs) await moveIn(tx, from, to)
  },
}
