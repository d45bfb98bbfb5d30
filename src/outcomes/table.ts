import type { RecordColumns } from '../records/table.ts'
import type { OutcomeState } from './model.ts'
import type { ActionState } from './model-action.ts'

/** Outcomes and actions: ours (hub_id set), drafts included, and copies of others' (hub_id null). */
export interface OutcomesTables {
  outcomes: RecordColumns & {
    state: OutcomeState
    /** Address of the assembly it came from. */
    assembly: string | null
    /** JSON: all else that only outcomes have, as OutcomeFacts says it. */
    facts: string
  }
  /** Which issues an outcome answers, by their addresses. */
  outcome_issues: { outcome_id: string; issue: string }
  actions: RecordColumns & {
    state: ActionState
    /** Addresses of the outcome it comes of and of the issue it serves. */
    outcome: string | null
    issue: string | null
    /** A day as 2026-11-30. */
    due: string | null
    /** JSON: all else that only actions have, as ActionFacts says it. */
    facts: string
  }
}
