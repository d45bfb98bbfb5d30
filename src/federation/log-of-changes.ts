import { isJsonObject, type Json, type JsonObject } from '../lib/json.ts'
import type { World } from '../world.ts'
import { withContext } from './context.ts'
import { actorIri } from './iri.ts'
import { chainStart, changesBetween, type Entry, entryOf, logHead } from './store/changes.ts'

/** Entries on a page of the log. A full page never changes again, unless the log takes another way after a restore. */
export const pageSize = 100

const activityOf = { publish: 'Create', amend: 'Update', withdraw: 'Delete' } as const

/**
 * The log of everything an actor of ours has published, amended and withdrawn, as an OrderedCollection, oldest first.
 * Its head says how far it reaches and the chain there: who has read to the same number with the same chain has it all.
 */
export async function renderLog(world: World, actorId: string): Promise<JsonObject | null> {
  const head = await logHead(world.db, actorId)
  if (!head) return null
  const actor = actorIri(world, actorId)
  const id = `${actor}/changes`
  const pages = Math.max(1, Math.ceil(head.seq / pageSize))
  return withContext({
    id,
    type: 'OrderedCollection',
    attributedTo: actor,
    totalItems: head.seq,
    first: `${id}?page=1`,
    last: `${id}?page=${pages}`,
    'moot:kind': 'moot:Changes',
    'moot:epoch': head.epoch,
    'moot:sequence': head.seq,
    'moot:chain': head.chain,
  })
}

/** One page of the log, counted from 1. Null where there is no such page. */
export async function renderLogPage(world: World, actorId: string, page: number): Promise<JsonObject | null> {
  const head = await logHead(world.db, actorId)
  if (!head || !Number.isSafeInteger(page) || page < 1 || page > Math.max(1, Math.ceil(head.seq / pageSize)))
    return null
  const actor = actorIri(world, actorId)
  const id = `${actor}/changes`
  const entries = await changesBetween(
    world.db,
    actorId,
    (page - 1) * pageSize + 1,
    Math.min(page * pageSize, head.seq),
  )
  return withContext({
    id: `${id}?page=${page}`,
    type: 'OrderedCollectionPage',
    partOf: id,
    ...(page * pageSize < head.seq ? { next: `${id}?page=${page + 1}` } : {}),
    ...(page > 1 ? { prev: `${id}?page=${page - 1}` } : {}),
    'moot:epoch': head.epoch,
    'moot:chain': entries.at(-1)?.chain ?? chainStart,
    orderedItems: entries.map((entry) => ({
      type: activityOf[entry.verb],
      actor,
      object: entry.iri,
      updated: entry.updated,
      'moot:sequence': entry.seq,
      'moot:kind': entryOf(entry).kind,
      'moot:verb': entryOf(entry).verb,
      'moot:revision': entry.revision,
      'moot:digest': entry.digest,
      'moot:chain': entry.chain,
    })),
  })
}

/** An entry of another's log with the chain it claims. */
export type ReadEntry = Entry & { readonly chain: string }

/** Reads the entries of a page of another's log, or says what is wrong with it. */
export function readLogPage(page: JsonObject): ReadEntry[] | { refused: string } {
  const items = page.orderedItems
  if (!Array.isArray(items) || items.length > pageSize)
    return { refused: `a page of its log has no list of at most ${pageSize} entries` }
  const entries: ReadEntry[] = []
  for (const item of items) {
    const entry = readEntry(item)
    if (entry === null) return { refused: 'an entry of its log cannot be read' }
    entries.push(entry)
  }
  return entries
}

function readEntry(item: Json): ReadEntry | null {
  if (!isJsonObject(item)) return null
  const { object: iri, updated } = item
  const [seq, kind, verb, revision, digest, chain] = [
    'sequence',
    'kind',
    'verb',
    'revision',
    'digest',
    'chain',
  ].map((name) => item[`moot:${name}`])
  if (
    typeof seq !== 'number' ||
    typeof revision !== 'number' ||
    !Number.isSafeInteger(seq) ||
    !Number.isSafeInteger(revision)
  )
    return null
  const texts = [iri, updated, kind, verb, digest, chain]
  if (!texts.every((text) => typeof text === 'string' && text.length <= 2048)) return null
  return { seq, iri, kind, verb, revision, updated, digest, chain } as ReadEntry
}
