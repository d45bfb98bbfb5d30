import { recordsHoldings } from '../records/holdings.ts'
import type { Holding } from '../slice.ts'
import { eraseMarks, waitingMarks } from './store-press.ts'

/** The kinds of private data that issues hold: who wrote them, and for a day by what mark a press is known. */
export const issueHoldings: readonly Holding[] = [
  ...recordsHoldings,
  {
    ...{ key: 'presses-today', name: 'holding.presses', purpose: 'holding.presses-purpose' },
    recipients: 'nobody',
    goes: {
      ...{ days: 0, from: 'holding.presses-from' },
      waiting: waitingMarks,
      erase: (tx, { hub, before, most }) => eraseMarks(tx, { hub, before, most }),
    },
  },
]
