import { silentSince } from '../federation/fates.ts'
import { blockedAmong } from '../federation/policy.ts'
import { type FollowedActor, followedActors } from '../federation/store/peers.ts'
import { seenAmong } from '../federation/store/records.ts'
import type { Hub } from '../hubs/model.ts'
import { allHubs } from '../hubs/store.ts'
import { inLanguage } from '../lib/language.ts'
import type { Instant } from '../lib/time.ts'
import { type AnyRecord, titleOf } from '../records/model.ts'
import { rememberHubs } from '../web/brand.ts'
import type { World } from '../world.ts'
import { type Cursor, type Entry, type Origin, type RecordList, writeCursor } from './model.ts'
import type { ListFilter } from './model-filters.ts'

/** The hubs on this server; what they are called is noted for the header of all pages. */
export async function readHubs(world: World): Promise<Hub[]> {
  const hubs = await allHubs(world)
  rememberHubs(world, hubs)
  return hubs
}

/** The hubs whose records the lists show: ours first, then those they follow and that are neither gone nor blocked, by name. */
export async function readOrigins(world: World, ours: readonly Hub[]): Promise<Origin[]> {
  const host = new URL(world.config.origin).host
  const followed = await followedActors(world.db)
  const own = new Set(ours.map((hub) => hub.actor))
  const blocked = await blockedAmong(
    world,
    followed.map((peer) => peer.actor),
  )
  return [
    ...ours.map(({ id, actor, name, handle }) => ({
      ...{ actor, name, handle: `${handle}@${host}`, host, hub: id },
      ...{ heard: null, silent: null },
    })),
    // Two hubs of one server may follow each other; such a hub is ours all the same.
    ...followed
      .filter(({ actor }) => !own.has(actor) && !blocked.has(actor))
      .map((peer) => originOfPeer(peer, world.clock())),
  ]
}

function originOfPeer({ actor, name, handle, origin, crawled, fetched }: FollowedActor, now: number): Origin {
  const host = new URL(origin).host
  return {
    ...{ actor, name: name ?? handle ?? host, handle: handle?.replace(/^@/, '') ?? actor, host, hub: null },
    heard: crawled,
    silent: silentSince({ crawled, fetched }, now),
  }
}

/** Which records are wanted of a store: what a visitor asked for, of those whose records may be shown. */
export type Wanted = Omit<ListFilter, 'hub'> & {
  readonly owners: readonly string[]
  readonly owner?: string
  readonly pinned?: boolean
}

/** Which part of a list is wanted. `changed`: the latest change first, whatever the list is sorted by. */
export type Part = {
  readonly limit: number
  readonly after?: Cursor | undefined
  readonly changed?: boolean
}

/** A record as a store lists it. */
export type Row = Omit<AnyRecord, 'contents' | 'html' | 'reason' | 'withdrawn' | 'created'>

/** Where the records of one kind come from, and what they have that others have not. */
export type Source<R extends Row, E extends Entry> = {
  /** Where its records live, as `/issues`. */
  readonly records: string
  rows(world: World, wanted: Wanted, part: Part): Promise<readonly R[]>
  /** How many match, by whose they are. */
  count(world: World, wanted: Wanted): Promise<readonly { owner: string; records: number }[]>
  /** What a row is sorted by. */
  sortedBy(row: R, part: Part, wanted: Wanted): Instant
  /** What its entries have besides what all have. */
  own(row: R): Omit<E, keyof Entry> & Partial<Pick<Entry, 'pin'>>
}

/** A kind of record as a list: its parts, and its figures. */
export type Listed<E extends Entry = Entry> = {
  /** Some entries in the list's order, and where to go on; null at the end. */
  read(
    world: World,
    about: { filter: ListFilter; origins: readonly Origin[]; part: Part; pinned?: boolean },
  ): Promise<{ readonly entries: readonly E[]; readonly next: Cursor | null }>
  figures(world: World, filter: ListFilter, origins: readonly Origin[]): Promise<RecordList['figures']>
}

/** Makes a list of a kind of record, with whose each is and how old a copy is. */
export function openList<R extends Row, E extends Entry>(source: Source<R, E>): Listed<E> {
  return {
    async read(world, { filter, origins, part, pinned }) {
      const wanted = { ...wantedOf(filter, origins), ...(pinned && { pinned }) }
      const rows = await source.rows(world, wanted, { ...part, limit: part.limit + 1 })
      const shown = rows.slice(0, part.limit)
      const last = rows.length > part.limit ? shown.at(-1) : undefined
      return {
        entries: await entriesOf(world, shown, origins, source),
        next: last ? { at: source.sortedBy(last, part, wanted), id: last.id } : null,
      }
    },

    async figures(world, filter, origins) {
      const counts = await source.count(world, wantedOf(filter, origins))
      const silent = new Set(origins.filter((origin) => origin.silent !== null).map(({ actor }) => actor))
      const counted = counts.filter(({ owner }) => !silent.has(owner))
      const sum = (list: typeof counts) => list.reduce((total, { records }) => total + records, 0)
      return { records: sum(counted), hubs: counted.length, silent: sum(counts) - sum(counted) }
    },
  }
}

function wantedOf({ hub, ...filter }: ListFilter, origins: readonly Origin[]): Wanted {
  const owners = origins.map((origin) => origin.actor)
  return hub === undefined ? { ...filter, owners } : { ...filter, owners, owner: hub.actor }
}

async function entriesOf<R extends Row, E extends Entry>(
  world: World,
  rows: readonly R[],
  origins: readonly Origin[],
  source: Source<R, E>,
): Promise<readonly E[]> {
  const byActor = new Map(origins.map((origin) => [origin.actor, origin]))
  const copies = rows.filter((row) => row.hub === null).map((row) => row.id)
  const seen = await seenAmong(world.db, copies)
  return rows.map(
    (row) =>
      ({
        ...entryOf(row, byActor.get(row.owner)!, seen.get(row.id) ?? null, source.records),
        ...source.own(row),
      }) as unknown as E,
  )
}

function entryOf(row: Row, origin: Origin, seen: Instant | null, path: string): Entry {
  const { id, iri, language, titles, summaries, themes, areas, place, pin, level, state } = row
  return {
    ...{ id, iri, language, titles, summaries, themes, areas, place, pin, level, state, origin },
    page: row.hub === null ? `/seen${path}/${id}` : `${path}/${id}`,
    title: titleOf(row),
    summary: summaries[language] ?? inLanguage(summaries, language),
    published: row.published!,
    updated: row.updated,
    revision: row.revision,
    licence: row.licence,
    seen: row.hub === null ? latest(seen, origin.heard) : null,
  }
}

/** A copy is as young as its own last look at the origin, or as the last reading of the whole log, which would have told of a change. */
export const latest = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || b === null ? (a ?? b) : a > b ? a : b

/** How many records stand on one page of a list. */
export const pageSize = 50

/** Reads one page of a list, and the figures of the whole of it. */
export async function readList<E extends Entry>(
  world: World,
  list: Listed<E>,
  about: { filter: ListFilter; origins: readonly Origin[]; after: Cursor | undefined; changed?: boolean },
): Promise<RecordList<E>> {
  const { filter, origins, after, changed = false } = about
  const [{ entries, next }, figures] = await Promise.all([
    list.read(world, { filter, origins, part: { limit: pageSize, after, changed } }),
    list.figures(world, filter, origins),
  ])
  return { entries, next: next && writeCursor(next), figures }
}

/** The first records of some hubs in a list, so many at most. */
export const readSome = async <E extends Entry>(
  world: World,
  list: Listed<E>,
  origins: readonly Origin[],
  limit: number,
): Promise<readonly E[]> => (await list.read(world, { filter: {}, origins, part: { limit } })).entries

/** The whole of a list, batch by batch. What changes while it is read may come twice, or stand only in the next reading. */
export async function* readWhole<E extends Entry>(
  world: World,
  list: Listed<E>,
  about: { filter: ListFilter; origins: readonly Origin[]; pinned?: boolean },
): AsyncGenerator<readonly E[]> {
  let after: Cursor | undefined
  do {
    const batch = await list.read(world, { ...about, part: { limit: 200, after } })
    yield batch.entries
    after = batch.next ?? undefined
  } while (after !== undefined)
}
