import type { Instant } from '../lib/time.ts'
import type { RecordColumns } from '../records/table.ts'
import type { AssemblyState } from './model.ts'

/** Assemblies: ours (hub_id set), drafts included, and copies of others' (hub_id null). */
export interface AssembliesTables {
  assemblies: RecordColumns & {
    state: AssemblyState
    /** When it begins and ends, in UTC; null while no day is set. What lists are sorted by. */
    begins: Instant | null
    ends: Instant | null
    /** JSON: all else that only assemblies have, as AssemblyFacts says it. */
    facts: string
  }
  /** The invitation to each assembly of ours: its own id and revision, which revision of the assembly it repeats, and when it ended. */
  assembly_invitations: {
    assembly_id: string
    hub_id: string
    id: string
    revision: number
    says: number
    published: Instant
    updated: Instant
    ended: Instant | null
  }
  /** Which issues an assembly takes up, by their addresses. */
  assembly_issues: { assembly_id: string; issue: string }
}
