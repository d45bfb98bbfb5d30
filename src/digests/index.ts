import { Hono } from 'hono'
import { MINUTE } from '../lib/time.ts'
import type { Env, Slice } from '../slice.ts'
import { answerAsks } from './actions.ts'
import { sendDigests, settleRestored } from './actions-send.ts'
import { digestHoldings } from './holdings.ts'
import { byMailPages } from './pages.tsx'
import { deskPages } from './pages-desk.tsx'
import { moveFollowsIn } from './store-keeping.ts'
import { followingByMail, issueByMail } from './views-beside.tsx'

const pages = new Hono<Env>()
for (const some of [byMailPages, deskPages]) pages.route('/', some)

/** Who has no account follows a hub, or one of its issues, by mail: in digests, by the day or the week. Nothing here federates. */
export const digests: Slice = {
  name: 'digests',
  pages,
  rooms: [{ of: 'others', href: '/desk/by-mail', name: 'by-mail.desk.title', roles: ['organiser'] }],
  beside: issueByMail,
  following: followingByMail,
  holdings: digestHoldings,
  atStart: settleRestored,
  chores: [
    { every: 10 * MINUTE, topic: 'queue digests', run: answerAsks },
    // What waits to be told may be about something that was just withdrawn.
    { every: MINUTE, topic: 'news', run: sendDigests },
  ],
  adopt: (tx, _, hubs, iris) => moveFollowsIn(tx, hubs, iris),
}
