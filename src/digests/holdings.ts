import type { Tx } from '../db/index.ts'
import { DAY } from '../lib/time.ts'
import { forgetMailsToIn } from '../mail/store.ts'
import type { Due, Holding, RetentionClock } from '../slice.ts'
import { receiverOf, timeToConfirm } from './model.ts'
import { dropFollowIn } from './store.ts'
import {
  eraseConsents,
  loseConsentsIn,
  someWaiting,
  type Waiting,
  waitingConsents,
  waitingIn,
} from './store-keeping.ts'

const over = (of: Waiting): Pick<RetentionClock, 'waiting' | 'erase'> => ({
  waiting: (db, hub, before) => waitingIn(db, of, hub, before),
  erase: (tx, due) => eraseSome(tx, of, due),
})

/** Erases some, with the mail that waits for them; that somebody once agreed stays. */
async function eraseSome(tx: Tx, of: Waiting, due: Due): Promise<number> {
  const ids = await someWaiting(tx, of, due)
  for (const id of ids) {
    await dropFollowIn(tx, id)
    await forgetMailsToIn(tx, receiverOf(id))
  }
  await loseConsentsIn(tx, ids, due.at)
  return ids.length
}

/** The kinds of private data that a hub holds on those who follow it by mail. */
export const digestHoldings: readonly Holding[] = [
  {
    ...{ key: 'by-mail', name: 'holding.by-mail', purpose: 'holding.by-mail-purpose', recipients: 'mail' },
    goes: { until: 'holding.by-mail-until' },
  },
  {
    ...{ key: 'by-mail-asked', name: 'holding.by-mail-asked', purpose: 'holding.by-mail-asked-purpose' },
    recipients: 'mail',
    goes: { days: timeToConfirm / DAY, from: 'holding.by-mail-asked-from', ...over('asked') },
  },
  {
    ...{ key: 'by-mail-paused', name: 'holding.by-mail-paused', purpose: 'holding.by-mail-paused-purpose' },
    recipients: 'nobody',
    goes: { days: 90, fewest: 7, most: 365, from: 'holding.by-mail-paused-from', ...over('paused') },
  },
  {
    ...{ key: 'by-mail-agreed', name: 'holding.by-mail-agreed', purpose: 'holding.by-mail-agreed-purpose' },
    recipients: 'nobody',
    goes: {
      ...{ days: 1095, fewest: 30, most: 3650, from: 'holding.withdrawn-from' },
      ...{ waiting: waitingConsents, erase: eraseConsents },
    },
  },
]
