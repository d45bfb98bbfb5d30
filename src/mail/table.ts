import type { Instant } from '../lib/time.ts'

/** Mail to people. Nothing of this ever leaves but by the mail server. */
export interface MailTables {
  mails: {
    id: string
    /** The hub in whose name it is, or null where it is the server's own. */
    hub_id: string | null
    /** Whom it is to, where it is somebody of a hub here. */
    person_id: string | null
    /** A word for what it is, as `invitation`: all that the log and the operator see of it. */
    kind: string
    /** Address and text, encrypted with the server's secret; null once it is sent, or was given up long ago. */
    sealed: string | null
    made: Instant
    /** Since when it has been tried: later than made where it was taken up again. */
    begun: Instant
    /** After which it is of no use any more, or null. */
    ends: Instant | null
    tries: number
    sent: Instant | null
    given_up: Instant | null
    /** Why it was not sent the last time it was tried, in words that say nothing of address or text. */
    why: string | null
    /** 1 where it was given up since the receiver’s server refused it for good. */
    refused: number
  }
}
