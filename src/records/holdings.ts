import type { Json } from '../lib/json.ts'
import type { Holding, Slice } from '../slice.ts'
import { historyBy } from './store-history.ts'

/** Of people the records themselves hold only who wrote what, inside the hub. */
export const recordsHoldings: readonly Holding[] = [
  {
    ...{ key: 'history', name: 'holding.history', purpose: 'holding.history-purpose', recipients: 'nobody' },
    goes: { until: 'holding.history-until' },
  },
]

/** What somebody did with records of some kinds, for themselves to read. */
export const workOf =
  (...kinds: string[]): NonNullable<Slice['about']> =>
  async ({ db }, { id, hub }) => ({
    'what you did with records': (await historyBy(db, hub, id, kinds)) as Json,
  })
