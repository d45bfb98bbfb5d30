import { silentSince } from '../federation/fates.ts'
import { blockedAmong } from '../federation/policy.ts'
import { type FollowedActor, followedActors } from '../federation/store/peers.ts'
import { seenAmong } from '../federation/store/records.ts'
import type { Hub } from '../hubs/model.ts'
import { allHubs } from '../hubs/store.ts'
import { countIssues, type IssueFilter, type ListedIssue, listIssues } from '../issues/store.ts'
import { inLanguage } from '../lib/language.ts'
import type { Instant } from '../lib/time.ts'
import { titleOf } from '../records/model.ts'
import { rememberHubs } from '../web/brand.ts'
import type { World } from '../world.ts'
import { type Cursor, type Entry, type MapFilter, type MapList, type Origin, writeCursor } from './model.ts'

/** The hubs on this server; what they are called is noted for the header of all pages. */
export async function readHubs(world: World): Promise<Hub[]> {
  const hubs = await allHubs(world)
  rememberHubs(world, hubs)
  return hubs
}

/** The hubs whose issues the map shows: ours first, then those they follow and that are neither gone nor blocked, by name. */
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

/** How many issues stand on one page of the list. */
export const pageSize = 50

/** Reads one page of the list, and the figures of the whole of it. */
export async function readList(
  world: World,
  filter: MapFilter,
  origins: readonly Origin[],
  after: Cursor | undefined,
): Promise<MapList> {
  const wanted = issueFilter(filter, origins)
  const [rows, counts] = await Promise.all([
    listIssues(world.db, wanted, { limit: pageSize + 1, after }),
    countIssues(world.db, wanted),
  ])
  const last = rows.length > pageSize ? rows[pageSize - 1] : undefined
  const silent = new Set(origins.filter((origin) => origin.silent !== null).map((origin) => origin.actor))
  const counted = counts.filter(({ owner }) => !silent.has(owner))
  const sum = (list: typeof counts) => list.reduce((total, { issues }) => total + issues, 0)
  return {
    entries: await entriesOf(world, rows.slice(0, pageSize), origins),
    next: last ? writeCursor(last) : null,
    figures: { issues: sum(counted), hubs: counted.length, silent: sum(counts) - sum(counted) },
  }
}

/** The latest issues of some hubs, so many at most. */
export const readLatest = async (
  world: World,
  origins: readonly Origin[],
  limit: number,
): Promise<readonly Entry[]> =>
  entriesOf(world, await listIssues(world.db, issueFilter({}, origins), { limit }), origins)

function issueFilter({ hub, ...filter }: MapFilter, origins: readonly Origin[]): IssueFilter {
  const owners = origins.map((origin) => origin.actor)
  return hub === undefined ? { ...filter, owners } : { ...filter, owners, owner: hub.actor }
}

async function entriesOf(
  world: World,
  rows: readonly ListedIssue[],
  origins: readonly Origin[],
): Promise<readonly Entry[]> {
  const byActor = new Map(origins.map((origin) => [origin.actor, origin]))
  const copies = rows.filter((row) => row.hub === null).map((row) => row.id)
  const seen = await seenAmong(world.db, copies)
  return rows.map((row) => entryOf(row, byActor.get(row.owner)!, seen.get(row.id) ?? null))
}

function entryOf(row: ListedIssue, origin: Origin, seen: Instant | null): Entry {
  const { iri, language, titles, summaries, themes, areas, place, level, state, evidence } = row
  return {
    ...{ iri, language, titles, summaries, themes, areas, place, level, state, evidence, origin },
    page: row.hub === null ? `/seen/issues/${row.id}` : `/issues/${row.id}`,
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
