import type { Instant } from '../lib/time.ts'
import type { Role } from '../lib/who.ts'
import type { Channel } from './model-consent.ts'
import type { PassKind } from './model-passes.ts'

/** People and what they may do. Nothing of this ever leaves the hub. */
export interface MembersTables {
  people: {
    id: string
    hub_id: string
    name: string
    name_folded: string
    created: Instant
    ended: Instant | null
    /** When name and address were erased: what they did stays, as of somebody who left. */
    erased: Instant | null
    /** Where mail reaches them, and the same folded for comparing; unique in the hub. */
    address: string | null
    address_folded: string | null
    /** BCP 47 tag of the language they want pages in. */
    language: string | null
  }
  /** A role in one hub, or on the whole server where hub_id is null. */
  roles: {
    id: string
    person_id: string
    hub_id: string | null
    role: Role
    since: Instant
    ended: Instant | null
  }
  /** Where somebody is signed in. `digest` is that of the cookie; `device` is what it is called, as “Firefox on Android”. */
  sessions: {
    id: string
    digest: string
    person_id: string
    hub_id: string
    device: string
    began: Instant
    seen: Instant
    /** When the person was told of it on another device. */
    told: Instant | null
    ended: Instant | null
  }
  /** Passkeys (WebAuthn credentials). `public_key` is base64url of a COSE key; `transports` JSON. */
  passkeys: {
    id: string
    person_id: string
    hub_id: string
    credential: string
    public_key: string
    counter: number
    transports: string
    name: string
    made: Instant
    used: Instant | null
    ended: Instant | null
  }
  /** What lets somebody in once: see model-passes.ts. `link` and `code` are digests. */
  passes: {
    id: string
    /** Null for a sign-in by an address, which may be known in several hubs. */
    hub_id: string | null
    kind: PassKind
    person_id: string | null
    name: string | null
    role: Role | null
    made_by: string | null
    link: string | null
    code: string | null
    /** The address it was mailed to, sealed, while that is of use; and the digest of a link that stands in the mail alone. */
    address: string | null
    mailed: string | null
    tries: number
    made: Instant
    expires: Instant
    used: Instant | null
    used_by: string | null
    ended: Instant | null
  }
  /** Who did what in a hub, beside what was done with records. `about` is an id or a word, `note` a few words. */
  acts: {
    id: string
    hub_id: string
    person_id: string | null
    verb: string
    about: string | null
    note: string | null
    at: Instant
  }
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
  /** Who chose to be named on the page of their hub, and by which consent. Private but for that page. */
  people_shown: {
    person_id: string
    hub_id: string
    consent_id: string
    name: string
    does: string
    says: string
    language: string
    since: Instant
  }
  /** What organisers note about somebody; `id` is that of the person. */
  contact_notes: {
    id: string
    hub_id: string
    words: string
    changed: Instant
    changed_by: string | null
  }
  /** How many days a hub keeps a kind of private data, where it chose something else than usual. */
  retention: { hub_id: string; holding: string; days: number; since: Instant; by_person: string | null }
}
