import { type IssueState, issueStates } from '../issues/model.ts'
import type { Evidence } from '../issues/model-shape.ts'
import { readArea } from '../lib/areas.ts'
import { isId } from '../lib/id.ts'
import type { LanguageMap } from '../lib/language.ts'
import { type Level, levels } from '../lib/level.ts'
import { plainLine } from '../lib/plain.ts'
import { themeOf } from '../lib/themes.ts'
import { after, DAY, type Instant, instant, readInstant } from '../lib/time.ts'

/** A hub whose issues the map shows: one of ours, or one that ours follow. */
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
  /** Since when it has been silent, where that is so long that its issues stand outside the figures; else null. */
  readonly silent: Instant | null
}

/** The names of the filters, as they stand in the address. */
export const filterNames = ['text', 'theme', 'area', 'hub', 'state', 'level', 'since', 'until'] as const
export type FilterName = (typeof filterNames)[number]

/** What a visitor typed, kept as it is. */
export type Typed = { readonly [name in FilterName]?: string }

/** What of it could be used. `since` and `until` bound the last update: from the one, and before the other. */
export type MapFilter = {
  readonly text?: string
  readonly theme?: string
  readonly area?: string
  readonly hub?: Origin
  readonly state?: IssueState
  readonly level?: Level
  readonly since?: Instant
  readonly until?: Instant
}

/** The states an issue can be in once it is public and not withdrawn. */
export const publicStates = issueStates.filter(
  (state) => state !== 'noticed' && state !== 'proposed' && state !== 'withdrawn',
)

/** Takes the filters out of a query; empty ones are as good as absent. */
export const typedOf = (query: Readonly<Record<string, string>>): Typed =>
  Object.fromEntries(
    filterNames
      .map((name) => [name, query[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  )

/** Reads what was typed: what can be used, and for what cannot one plain sentence each, by the name of its field. */
export function readFilter(
  typed: Typed,
  origins: readonly Origin[],
): { filter: MapFilter; errors: { readonly [name in FilterName]?: string } } {
  const filter: Record<string, unknown> = {}
  const errors: { [name in FilterName]?: string } = {}
  for (const name of filterNames) {
    const value = typed[name]
    if (value === undefined) continue
    const read = readers[name](value, origins)
    if (read === undefined) errors[name] = complaints[name](value)
    else filter[name] = read
  }
  const read = filter as MapFilter
  if (read.since !== undefined && read.until !== undefined && read.since >= read.until)
    return { filter: omit(read, 'until'), errors: { ...errors, until: 'The end lies before the beginning.' } }
  return { filter: read, errors }
}

const readers: {
  readonly [name in FilterName]: (value: string, origins: readonly Origin[]) => unknown
} = {
  text: (value) => (value.length <= 200 ? plainLine(value) : undefined),
  theme: (value) => themeOf(value)?.key,
  area: (value) => readArea(value) ?? undefined,
  hub: findOrigin,
  state: (value) => publicStates.find((state) => state === value),
  level: (value) => levels.find((level) => level === value),
  since: (value) => readDay(value),
  // The last day counts to its end.
  until: (value) => {
    const day = readDay(value)
    return day && after(day, DAY)
  },
}

const complaints: { readonly [name in FilterName]: (value: string) => string } = {
  text: () => 'Search for 200 letters at most.',
  theme: (value) => `There is no theme “${short(value)}”. Choose one from the list.`,
  area: (value) => `“${short(value)}” is no area key. Write one such as gss:E05000026 or iso:GB-ENG.`,
  hub: (value) => `“${short(value)}” is neither a hub of this server nor one that it follows.`,
  state: (value) => `There is no state “${short(value)}”. Choose one from the list.`,
  level: (value) => `There is no level “${short(value)}”. Choose one from the list.`,
  since: (value) => `“${short(value)}” is no date. Write one such as 2026-03-31.`,
  until: (value) => `“${short(value)}” is no date. Write one such as 2026-03-31.`,
}

const short = (value: string): string => (value.length > 40 ? `${value.slice(0, 40)}…` : value)

/** Finds a hub of the map by its handle (with or without the @ in front, and the host where it is ours), its id, or its actor. */
export function findOrigin(text: string, origins: readonly Origin[]): Origin | undefined {
  const wanted = text.replace(/^@/, '').toLowerCase()
  return (
    origins.find((origin) => origin.actor === text || origin.handle.toLowerCase() === wanted) ??
    origins.find(
      (origin) => origin.hub !== null && (origin.hub === wanted || origin.handle.split('@')[0] === wanted),
    )
  )
}

/** The first instant of a day such as 2026-03-31, in UTC. */
function readDay(text: string): Instant | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined
  const ms = Date.parse(`${text}T00:00:00Z`)
  // 2026-02-31 is read as a day in March.
  return Number.isNaN(ms) || !instant(ms).startsWith(text) ? undefined : instant(ms)
}

function omit<T extends object, K extends keyof T>(from: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = from
  return rest
}

/** Where one page of the list ends: the last line on it. */
export type Cursor = { readonly updated: Instant; readonly id: string }

/** A cursor as it stands in an address; nobody needs to know what is in it. */
export const writeCursor = ({ updated, id }: Cursor): string =>
  Buffer.from(`${updated} ${id}`).toString('base64url')

/** Reads a cursor, or null where the text is none of ours. */
export function readCursor(text: string): Cursor | null {
  const [updated, id] = Buffer.from(text, 'base64url').toString('utf8').split(' ')
  const at = readInstant(updated)
  return at !== null && at === updated && id !== undefined && isId(id) ? { updated: at, id } : null
}

/** The address of the list with these filters, after a cursor, in the form of a suffix (as `.json`) where one is given. */
export function mapAddress(typed: Typed, more: { after?: string | undefined; suffix?: string } = {}): string {
  const query = new URLSearchParams()
  for (const name of filterNames) if (typed[name] !== undefined) query.set(name, typed[name])
  if (more.after !== undefined) query.set('after', more.after)
  const search = query.toString()
  return `/map${more.suffix ?? ''}${search === '' ? '' : `?${search}`}`
}

/** What was typed, without one filter. */
export const without = (typed: Typed, name: FilterName): Typed => omit(typed, name)

/** One line of the list. */
export type Entry = {
  /** Address its own hub gave it. */
  readonly iri: string
  /** Its page on this server. */
  readonly page: string
  /** BCP 47 tag of title and summary: the issue's primary language. */
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
  readonly level: Level
  readonly state: IssueState
  readonly evidence: readonly Evidence[]
  readonly origin: Origin
  readonly published: Instant
  readonly updated: Instant
  readonly revision: number
  /** Address of its licence. */
  readonly licence: string
  /** When a copy was last known to be what its origin says; null for ours. */
  readonly seen: Instant | null
}

/** One page of the list, with the figures of the whole of it. */
export type MapList = {
  readonly entries: readonly Entry[]
  /** Cursor of the next page, or null on the last. */
  readonly next: string | null
  /** Issues that match, hubs they come from, and what stands outside both because its hub has long been silent. */
  readonly figures: { readonly issues: number; readonly hubs: number; readonly silent: number }
}

/** What each figure at the head of the list counts, in one sentence. */
export const definitions = {
  issues:
    'Public issues of the hubs on this server and of the hubs they follow, each counted once by the address its own hub gave it.',
  hubs: 'Hubs that published those issues.',
  silent: 'Issues that match but are not counted, because their hub has not answered for 90 days.',
} as const
