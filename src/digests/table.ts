import type { Instant } from '../lib/time.ts'
import type { Cadence } from './model.ts'

/** Who follows a hub, or one of its issues, by mail. Nothing of this ever leaves but by the mail server. */
export interface DigestsTables {
  digest_follows: {
    id: string
    hub_id: string
    /** Address of the one issue of the hub that is followed, or null where it is the hub. */
    issue: string | null
    /** Which kinds of record they want, in the order of the model, with spaces between. */
    kinds: string
    cadence: Cadence
    /** BCP 47 tag of a language that pages speak. */
    language: string
    /** Fingerprint of the address as it is compared, by which it is found again. */
    mark: string
    /** Address and the secret of its links, encrypted with the server’s secret. */
    sealed: string
    /** Digest of the secret of its links. */
    link: string
    /** What they read when they asked, in their language. */
    wording: string
    asked: Instant
    /** When a mail was made that asks whether it was they, or it was found that none is to be. */
    answered: Instant | null
    confirmed: Instant | null
    /** The morning for which it was last looked what there is to tell; the moment of confirming before the first. */
    slot: Instant | null
    /** JSON: how far they were told (Told). */
    told: string
    /** JSON: how far they will have been told once the mail under way has been sent (Next), or null. */
    next: string | null
    /** The mail under way. */
    mail_id: string | null
    /** When that mail was taken back; a while later it is known whether it went all the same. */
    taken_back: Instant | null
    /** How many mails in a row their server refused for good. */
    refused: number
    paused: Instant | null
  }
  /** What was agreed to, in which words. Of whom is not known any more once they have left. */
  digest_consents: {
    id: string
    hub_id: string
    follow_id: string | null
    /** How often what: `weekly: issues outcomes`. */
    purpose: string
    wording: string
    language: string
    given: Instant
    withdrawn: Instant | null
  }
}
