import type { Instant } from '../lib/time.ts'
import type { Channel } from './model-consent.ts'

/** What people agreed to, and for how long what is private is kept. Nothing of it ever leaves the hub. */
export interface PrivacyTables {
  /** What a hub asks people’s consent for, beside the purposes that every hub has (model-consent.ts); one that is asked for no more has ended. */
  consent_purposes: {
    id: string
    hub_id: string
    key: string
    name: string | null
    made: Instant
    ended: Instant | null
  }
  /** Every wording that a consent was ever asked in. None is ever changed: a new one has the next version. */
  consent_wordings: {
    id: string
    hub_id: string
    purpose: string
    version: number
    language: string
    text: string
    made: Instant
    made_by: string | null
  }
  /** Who agreed to what; `person_id` is empty once they were erased. `given` is a day. */
  consents: {
    id: string
    hub_id: string
    person_id: string | null
    purpose: string
    wording_id: string
    channel: Channel
    given: string
    noted: Instant
    noted_by: string | null
    withdrawn: Instant | null
    withdrawn_by: string | null
  }
  /** How many days a hub keeps a kind of private data, where it chose something else than usual. */
  retention: { hub_id: string; holding: string; days: number; since: Instant; by_person: string | null }
}
