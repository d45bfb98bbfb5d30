import { DAY } from '../lib/time.ts'
import type { Holding, RetentionClock } from '../slice.ts'
import { sessionLasts } from './actions-sessions.ts'
import { forgetPasses, waitingPasses } from './store-passes.ts'
import { eraseIn, someLeavers, waitingIn, waitingLeavers } from './store-retention.ts'

/** A clock over one of the tables of people. */
const over = (table: Parameters<typeof waitingIn>[1]): Pick<RetentionClock, 'waiting' | 'erase'> => ({
  waiting: (db, hub, before) => waitingIn(db, table, hub, before),
  erase: (tx, due) => eraseIn(tx, table, due),
})

/** The kinds of private data that the hub holds on its own people. */
export const memberHoldings: readonly Holding[] = [
  {
    ...{ key: 'people', name: 'holding.people', purpose: 'holding.people-purpose', recipients: 'mail' },
    goes: { until: 'holding.people-until' },
  },
  {
    ...{ key: 'people-who-left', name: 'holding.leavers', purpose: 'holding.leavers-purpose' },
    recipients: 'nobody',
    goes: {
      ...{ days: 730, fewest: 0, most: 3650, from: 'holding.leavers-from' },
      waiting: waitingLeavers,
      async erase(tx, { hub, before, most, forget, at }) {
        const leavers = await someLeavers(tx, hub, before, most)
        for (const id of leavers) await forget(tx, { id, hub }, at)
        return leavers.length
      },
    },
  },
  {
    ...{ key: 'consents', name: 'holding.consents', purpose: 'holding.consents-purpose' },
    recipients: 'nobody',
    goes: { until: 'holding.consents-until' },
  },
  {
    ...{ key: 'consents-withdrawn', name: 'holding.withdrawn', purpose: 'holding.withdrawn-purpose' },
    recipients: 'nobody',
    goes: { days: 1095, fewest: 30, most: 3650, from: 'holding.withdrawn-from', ...over('consents') },
  },
  {
    ...{ key: 'people-shown', name: 'holding.named', purpose: 'holding.named-purpose' },
    recipients: 'nobody',
    goes: { until: 'holding.named-until' },
  },
  {
    ...{ key: 'contact-notes', name: 'holding.notes', purpose: 'holding.notes-purpose' },
    recipients: 'nobody',
    goes: { days: 365, fewest: 30, most: 1095, from: 'holding.notes-from', ...over('contact_notes') },
  },
  {
    ...{ key: 'acts', name: 'holding.acts', purpose: 'holding.acts-purpose', recipients: 'nobody' },
    goes: { days: 730, fewest: 30, most: 3650, from: 'holding.acts-from', ...over('acts') },
  },
  {
    ...{ key: 'sessions', name: 'holding.sessions', purpose: 'holding.sessions-purpose' },
    recipients: 'nobody',
    goes: { days: sessionLasts / DAY, from: 'holding.sessions-from', ...over('sessions') },
  },
  {
    ...{ key: 'passes', name: 'holding.passes', purpose: 'holding.passes-purpose', recipients: 'mail' },
    goes: {
      ...{ days: 30, from: 'holding.passes-from' },
      waiting: waitingPasses,
      erase: forgetPasses,
    },
  },
  {
    ...{ key: 'mails', name: 'holding.mails', purpose: 'holding.mails-purpose', recipients: 'mail' },
    goes: { until: 'holding.mails-until' },
  },
]
