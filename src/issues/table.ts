import type { Instant } from '../lib/time.ts'
import type { RecordColumns } from '../records/table.ts'
import type { IssueState } from './model.ts'
import type { Basis } from './model-shape.ts'

/** Issues: ours (hub_id set), drafts included, and copies of others' (hub_id null). */
export interface IssuesTables {
  issues: RecordColumns & {
    state: IssueState
    /** JSON: who can decide, in plain words or keys. */
    deciders: string
    /** Where it came from: listening, assembly, petition or import; empty of a copy whose hub does not say it. */
    basis: Basis | ''
    /** JSON: counts it rests on. */
    evidence: string
    /** JSON: what it was imported from, with licence and credit; or null. */
    source: string | null
    /** JSON: lineage within the hub (merged into, split from) by IRI. */
    links: string
  }
  /** What each imported issue was made from, so that importing again makes no doubles. */
  issue_sources: { hub_id: string; source: string; issue_id: string }
  /** How often visitors pressed “this affects me too” on the page of an issue, since when. */
  issue_presses: { issue_id: string; hub_id: string; pressed: number; since: Instant }
  /** The presses of this day, by a digest under the key of the day: for nothing but to count each address once. */
  presses_today: { digest: string; hub_id: string; issue_id: string; counts: number; until: Instant }
  /** The key of a day, sealed; thrown away when the day ends. */
  press_key_today: { until: Instant; sealed: string }
}
