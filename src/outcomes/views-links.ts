import { publicAssembly } from '../assemblies/store.ts'
import { publicIssue } from '../issues/store.ts'
import type { Words } from '../lib/words.ts'
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

/** What a record elsewhere is called that we do not hold. */
type Away = 'issue' | 'assembly' | 'outcome' | 'earlier' | 'later'

/** A link to a record by its address, by its title where we hold it; else under words for what it is. */
export const linkTo = (world: World, iri: string, what: Away, { t }: Words): Promise<RecordLink> =>
  linkWithin(world, iri, (host) => t(`record.on.${what}`, { host }), shelves)

/** The same of an address that may be absent. */
export const linkOrNull = async (
  world: World,
  iri: string | null,
  what: Away,
  words: Words,
): Promise<RecordLink | null> => (iri === null ? null : linkTo(world, iri, what, words))
