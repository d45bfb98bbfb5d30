import { fateOf } from '../federation/fates.ts'
import { recordByIri } from '../federation/store/records.ts'
import type { World } from '../world.ts'
import { type AnyRecord, titleOf } from './model.ts'
import type { Link } from './view.ts'

/** A link to a record, by its title where we hold it. */
export type RecordLink = Link & {
  /** BCP 47 tag of the title; null where the link has none, but words of ours. */
  readonly language: string | null
}

/** Where records of each kind live on this server, and how one is read: as far as whoever links may know of them. */
export type Shelves = Readonly<
  Record<string, { path: string; find(db: World['db'], id: string): Promise<AnyRecord | undefined> }>
>

/**
 * A link to a record by its address: to its page here, under its title, where we hold it and may show it; else to the address
 * itself, under words for the host it leads to.
 */
export async function linkTo(
  world: World,
  iri: string,
  words: (host: string) => string,
  shelves: Shelves,
): Promise<RecordLink> {
  const away = { href: iri, name: words(new URL(iri).host), language: null }
  const entry = await recordByIri(world.db, iri)
  const shelf = entry && Object.hasOwn(shelves, entry.kind) ? shelves[entry.kind] : undefined
  if (!entry || !shelf || entry.state !== 'live') return away
  if (entry.hub_id === null && (await fateOf(world, entry.owner)) === null) return away
  const record = await shelf.find(world.db, entry.id)
  if (!record) return away
  const href = `${entry.hub_id === null ? '/seen' : ''}${shelf.path}${entry.id}`
  return { href, name: titleOf(record), language: record.language }
}
