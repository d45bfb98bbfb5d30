import type { Instant } from '../lib/time.ts'
import type { Decision, ReportReason, WhyDecided } from './model.ts'

/** What strangers write to a hub, and what its organisers decided about it. Nothing of it leaves the hub. */
export interface ModerationTables {
  /** That something is wrong with a record: by a visitor (no actor), or by another server in somebody’s name. */
  reports: {
    id: string
    hub_id: string
    /** Address of the record, or of the hub itself. */
    about: string
    actor: string | null
    activity: string | null
    reason: ReportReason
    words: string
    received: Instant
    decided: Instant | null
  }
  /** What somebody said to the hub. */
  feedback: { id: string; hub_id: string; words: string; received: Instant; done: Instant | null }
  /** Who decided what, about what (an address, or the subject of a block), and why. */
  decisions: {
    id: string
    hub_id: string
    person_id: string | null
    decision: Decision
    about: string
    reason: WhyDecided
    report_id: string | null
    at: Instant
  }
}
