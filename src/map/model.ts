import { isId } from '../lib/id.ts'
import type { LanguageMap } from '../lib/language.ts'
import type { Level } from '../lib/level.ts'
import { type Instant, readInstant } from '../lib/time.ts'

/** A hub whose records the lists show: one of ours, or one that ours follow. */
export type Origin = {
  /** IRI of its actor. */
  readonly actor: string
  readonly name: string
  /** `northend@hub.example`, or its address where it has no handle. */
  readonly handle: string
  readonly host: string
  /** Id of a hub of ours; null where it is another server's. */
  readonly hub: string | null
  /** When its log of changes was last read to the end; null for ours, and before the first time. */
  readonly heard: Instant | null
  /** Since when it has been silent, where that is so long that its records stand outside the figures; else null. */
  readonly silent: Instant | null
}

/** Finds a hub of the lists by its handle (with or without the @ in front, and the host where it is ours), its id, or its actor. */
export function findOrigin(text: string, origins: readonly Origin[]): Origin | undefined {
  const wanted = text.replace(/^@/, '').toLowerCase()
  return (
    origins.find((origin) => origin.actor === text || origin.handle.toLowerCase() === wanted) ??
    origins.find(
      (origin) => origin.hub !== null && (origin.hub === wanted || origin.handle.split('@')[0] === wanted),
    )
  )
}

/** Where one page of a list ends: the last line on it, by what the list is sorted by. */
export type Cursor = { readonly at: Instant; readonly id: string }

/** A cursor as it stands in an address; nobody needs to know what is in it. */
export const writeCursor = ({ at, id }: Cursor): string => Buffer.from(`${at} ${id}`).toString('base64url')

/** Reads a cursor, or null where the text is none of ours. */
export function readCursor(text: string): Cursor | null {
  const [written, id] = Buffer.from(text, 'base64url').toString('utf8').split(' ')
  const at = readInstant(written)
  return at !== null && at === written && id !== undefined && isId(id) ? { at, id } : null
}

/** One line of a list: what records of all kinds have. */
export type Entry = {
  /** Its id on this server. */
  readonly id: string
  /** Address its own hub gave it. */
  readonly iri: string
  /** Its page on this server. */
  readonly page: string
  /** BCP 47 tag of title and summary: the record's primary language. */
  readonly language: string
  readonly title: string
  readonly summary: string
  /** Title and summary in every language they are in. */
  readonly titles: LanguageMap
  readonly summaries: LanguageMap
  /** Keys of themes, of areas, and the place as people there say it. */
  readonly themes: readonly string[]
  readonly areas: readonly string[]
  readonly place: string | null
  /** Where it is, to about a hundred metres; null where that is not said, or told to nobody. */
  readonly pin: { readonly lat: number; readonly lon: number } | null
  readonly level: Level
  readonly state: string
  readonly origin: Origin
  readonly published: Instant
  readonly updated: Instant
  readonly revision: number
  /** Address of its licence. */
  readonly licence: string
  /** When a copy was last known to be what its origin says; null for ours. */
  readonly seen: Instant | null
}

/** Records that match, hubs they come from, and what stands outside both because its hub has long been silent. */
export type Figures = { readonly records: number; readonly hubs: number; readonly silent: number }

/** One page of a list, with the figures of the whole of it. */
export type RecordList<E extends Entry = Entry> = {
  readonly entries: readonly E[]
  /** Cursor of the next page, or null on the last. */
  readonly next: string | null
  readonly figures: Figures
}
