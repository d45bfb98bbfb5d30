import type { Level } from '../lib/level.ts'
import type { Instant } from '../lib/time.ts'
import type { IssueState } from './model.ts'
import type { Basis } from './model-shape.ts'

/** Issues: ours (hub_id set), drafts included, and copies of others' (hub_id null). */
export interface IssuesTables {
  issues: {
    /** The same id as in the registry of records once it is public. */
    id: string
    hub_id: string | null
    iri: string
    /** IRI of the hub's actor. */
    owner: string
    state: IssueState
    /** BCP 47 tag of the primary language. */
    language: string
    /** JSON language maps: titles and summaries plain text, contents Markdown (of a copy: empty), html sanitised. */
    titles: string
    summaries: string
    contents: string
    html: string
    /** How wide the issue reaches. */
    level: Level
    place: string | null
    lat: number | null
    lon: number | null
    /** JSON: who can decide, in plain words or keys. */
    deciders: string
    /** Where it came from: listening, assembly, petition or import; of a copy perhaps empty. */
    basis: Basis | ''
    /** JSON: counts it rests on. */
    evidence: string
    /** JSON: what it was imported from, with licence and credit; or null. */
    source: string | null
    /** JSON: lineage within the hub (merged into, split from) by IRI. */
    links: string
    licence: string
    revision: number
    created: Instant
    published: Instant | null
    updated: Instant
    withdrawn: Instant | null
    reason: string | null
    /** Title, summary and text of all languages folded for search. */
    folded: string
  }
  issue_themes: { issue_id: string; theme: string }
  issue_areas: { issue_id: string; area: string }
  /** Who did what with an issue of ours. Never leaves the hub. */
  issue_history: {
    id: string
    hub_id: string
    issue_id: string
    person_id: string
    verb: string
    revision: number
    note: string | null
    at: Instant
  }
  /** What each imported issue was made from, so that importing again makes no doubles. */
  issue_sources: { hub_id: string; source: string; issue_id: string }
}
