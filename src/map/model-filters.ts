import { readArea } from '../lib/areas.ts'
import { type Level, levels } from '../lib/level.ts'
import { plainLine } from '../lib/plain.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { themeOf } from '../lib/themes.ts'
import { after, DAY, type Instant, instant } from '../lib/time.ts'
import { originOf } from '../lib/url.ts'
import type { Key } from '../lib/words.ts'
import { findOrigin, type Origin } from './model.ts'

/** The names of all filters, as they stand in the address and in that order; each list has some of them. */
export const filterNames = [
  ...(['text', 'theme', 'area', 'hub', 'state', 'level'] as const),
  ...(['since', 'from', 'until', 'past', 'issue', 'assembly', 'outcome', 'order'] as const),
] as const
export type FilterName = (typeof filterNames)[number]

/** A list that can be narrowed: where it is, by what, and the states that its records can be asked for in. */
export type Narrowing = {
  readonly path: string
  readonly names: readonly FilterName[]
  readonly states: readonly string[]
}

/** What a visitor typed, kept as it is. */
export type Typed = { readonly [name in FilterName]?: string }

/** What is wrong with what was typed: one plain sentence for each field. */
export type FilterErrors = { readonly [name in FilterName]?: Refusal }

/**
 * What of it could be used. `since` bounds the last change of a record, `from` its day; `until` ends whichever of the two the
 * list is narrowed by. Each from an instant on, and before another.
 */
export type ListFilter = {
  readonly text?: string
  readonly theme?: string
  readonly area?: string
  readonly hub?: Origin
  readonly state?: string
  readonly level?: Level
  readonly since?: Instant
  readonly from?: Instant
  readonly until?: Instant
  readonly past?: true
  /** Addresses of what the records are about or come of. */
  readonly issue?: string
  readonly assembly?: string
  readonly outcome?: string
  readonly order?: 'due'
  /** Only these, as a search has found them; nobody types them. */
  readonly ids?: readonly string[]
}

/** Takes the filters of a list out of a query; empty ones are as good as absent. */
export const typedOf = ({ names }: Narrowing, query: Readonly<Record<string, string>>): Typed =>
  Object.fromEntries(
    names
      .map((name) => [name, query[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  )

/** Reads what was typed: what can be used, and for what cannot one plain sentence each, by the name of its field. */
export function readFilter(
  list: Narrowing,
  typed: Typed,
  origins: readonly Origin[],
): { filter: ListFilter; errors: FilterErrors } {
  const filter: Record<string, unknown> = {}
  const errors: { [name in FilterName]?: Refusal } = {}
  for (const name of list.names) {
    const value = typed[name]
    if (value === undefined) continue
    const read = readers[name](value, list, origins)
    if (read === undefined) errors[name] = complaints[name](value)
    else filter[name] = read
  }
  const read = filter as ListFilter
  const begin = read.since ?? read.from
  if (begin !== undefined && read.until !== undefined && begin >= read.until)
    return {
      filter: omit(read, 'until'),
      errors: { ...errors, until: refuseWith('filter.no.order-of-days') },
    }
  return { filter: read, errors }
}

const readers: {
  readonly [name in FilterName]: (value: string, list: Narrowing, origins: readonly Origin[]) => unknown
} = {
  text: (value) => (value.length <= 200 ? plainLine(value) : undefined),
  theme: (value) => themeOf(value)?.key,
  area: (value) => readArea(value) ?? undefined,
  hub: (value, _, origins) => findOrigin(value, origins),
  state: (value, { states }) => states.find((state) => state === value),
  level: (value) => levels.find((level) => level === value),
  since: (value) => readDay(value),
  from: (value) => readDay(value),
  // The last day counts to its end.
  until: (value) => {
    const day = readDay(value)
    return day && after(day, DAY)
  },
  past: (value) => (value === '1' ? true : undefined),
  issue: readAddress,
  assembly: readAddress,
  outcome: readAddress,
  order: (value) => (value === 'due' ? value : undefined),
}

const no = (key: Key) => (value: string) => refuseWith(key, { value: short(value) })

const complaints: { readonly [name in FilterName]: (value: string) => Refusal } = {
  text: no('filter.no.text'),
  theme: no('filter.no.theme'),
  area: no('filter.no.area'),
  hub: no('filter.no.hub'),
  state: no('filter.no.state'),
  level: no('filter.no.level'),
  since: no('filter.no.date'),
  from: no('filter.no.date'),
  until: no('filter.no.date'),
  past: no('filter.no.past'),
  issue: no('filter.no.issue'),
  assembly: no('filter.no.assembly'),
  outcome: no('filter.no.outcome'),
  order: no('filter.no.order'),
}

const short = (value: string): string => (value.length > 40 ? `${value.slice(0, 40)}…` : value)

/** The address of a record, as its own hub gave it. */
function readAddress(text: string): string | undefined {
  return originOf(text) === null ? undefined : text
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

/** The address of a list with these filters, after a cursor, in the form of a suffix (as `.json`) and in a language where one is given. */
export function addressOf(
  { path, names }: Pick<Narrowing, 'path' | 'names'>,
  typed: Typed,
  more: { after?: string | undefined; suffix?: string; lang?: string | null } = {},
): string {
  const query = new URLSearchParams()
  for (const name of names) if (typed[name] !== undefined) query.set(name, typed[name])
  if (more.after !== undefined) query.set('after', more.after)
  if (more.lang) query.set('lang', more.lang)
  const search = query.toString()
  return `${path}${more.suffix ?? ''}${search === '' ? '' : `?${search}`}`
}

/** What was typed, without one filter. */
export const without = (typed: Typed, name: FilterName): Typed => omit(typed, name)
