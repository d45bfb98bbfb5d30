import { deadCounts, forgetDeadLetters, waitingDead } from '../federation/store/queue.ts'
import { forgetUnshown, waitingUnshown } from '../federation/store/responses.ts'
import type { Holding } from '../slice.ts'

/** The kinds of private data that come from other servers. */
export const fediverseHoldings: readonly Holding[] = [
  {
    ...{ key: 'replies', name: 'holding.replies', purpose: 'holding.replies-purpose', recipients: 'nobody' },
    goes: {
      ...{ days: 90, fewest: 1, most: 365, from: 'holding.replies-from' },
      waiting: waitingUnshown,
      erase: forgetUnshown,
    },
  },
  {
    ...{ key: 'given-up', name: 'holding.given-up', purpose: 'holding.given-up-purpose' },
    recipients: 'nobody',
    // Of the whole server: whose message it is stands inside it, and is sealed.
    goes: {
      ...{ days: 30, from: 'holding.given-up-from' },
      waiting: (db, _, before) => waitingDead(db, before),
      async erase(tx, { before }) {
        for (const { queue } of await deadCounts(tx)) await forgetDeadLetters(tx, queue, before)
        return 0
      },
    },
  },
]
