import type { Generated } from 'kysely'
import type { Level } from '../lib/level.ts'
import type { Instant } from '../lib/time.ts'

/** The columns that every kind of record has in its own table: ours (hub_id set), drafts included, and copies of others' (hub_id null). */
export type RecordColumns = {
  /** The same id as in the registry of records once it is public. */
  id: string
  hub_id: string | null
  iri: string
  /** IRI of the hub's actor. */
  owner: string
  /** One of the states of its kind. */
  state: string
  /** BCP 47 tag of the primary language. */
  language: string
  /** JSON language maps: titles and summaries plain text, contents Markdown (of a copy: empty), html sanitised. */
  titles: string
  summaries: string
  contents: string
  html: string
  /** How wide it reaches. */
  level: Level
  place: string | null
  lat: number | null
  lon: number | null
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

/** What is kept alike for every kind of record. */
export interface RecordsTables {
  record_themes: { record_id: string; theme: string }
  record_areas: { record_id: string; area: string }
  /** Who did what with a record of ours. Never leaves the hub. */
  record_history: {
    id: string
    hub_id: string
    kind: string
    record_id: string
    person_id: string
    verb: string
    revision: number
    note: string | null
    at: Instant
  }
  /** What public records, ours and copies, are found by; their other words lie in the index of src/db/search.ts, by `seq`. */
  search_records: {
    seq: Generated<number>
    record_id: string
    /** The table it stands in, as `issues`. */
    kind: string
    owner: string
    updated: Instant
    /** First parts of the tags of its languages, with a space before and behind each. */
    languages: string
    /** The words of its titles, and of its summaries and place, folded, with a space before and behind each. */
    title: string
    summary: string
    /** Digest of all it is found by, and of the rules by which words are made. */
    digest: string
  }
}
