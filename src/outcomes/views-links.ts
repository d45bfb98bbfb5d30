import { publicAssembly } from '../assemblies/store.ts'
import { publicIssue } from '../issues/store.ts'
import { linkTo as linkWithin, type RecordLink, type Shelves } from '../records/links.ts'
import type { World } from '../world.ts'
import { publicOutcome } from './store.ts'

export type { RecordLink }

/** The kinds that outcomes and actions lead to. */
const shelves: Shelves = {
  issue: { path: '/issues/', find: publicIssue },
  assembly: { path: '/assemblies/', find: publicAssembly },
  outcome: { path: '/outcomes/', find: publicOutcome },
}

/** A link to a record by its address, by its title where we hold it; else under these words. */
export const linkTo = (world: World, iri: string, words: string): Promise<RecordLink> =>
  linkWithin(world, iri, words, shelves)

/** The same of an address that may be absent. */
export const linkOrNull = async (
  world: World,
  iri: string | null,
  words: string,
): Promise<RecordLink | null> => (iri === null ? null : linkTo(world, iri, words))
