import type { Holding, RetentionClock } from '../slice.ts'
import { eraseIn, waitingIn } from './store.ts'

const over = (table: Parameters<typeof waitingIn>[1]): Pick<RetentionClock, 'waiting' | 'erase'> => ({
  waiting: (db, hub, before) => waitingIn(db, table, hub, before),
  erase: (tx, due) => eraseIn(tx, table, due),
})

/** The kinds of private data that strangers give a hub, and what organisers made of them. */
export const moderationHoldings: readonly Holding[] = [
  {
    ...{ key: 'reports', name: 'holding.reports', purpose: 'holding.reports-purpose', recipients: 'nobody' },
    goes: { days: 365, fewest: 30, most: 1095, from: 'holding.came', ...over('reports') },
  },
  {
    ...{ key: 'feedback', name: 'holding.feedback', purpose: 'holding.feedback-purpose' },
    recipients: 'nobody',
    goes: { days: 180, fewest: 7, most: 730, from: 'holding.came', ...over('feedback') },
  },
  {
    ...{ key: 'decisions', name: 'holding.decisions', purpose: 'holding.decisions-purpose' },
    recipients: 'nobody',
    goes: { days: 730, fewest: 90, most: 3650, from: 'holding.acts-from', ...over('decisions') },
  },
]
