import type { SelectQueryBuilder } from 'kysely'
import type { Db, Schema, Tx } from '../db/index.ts'
import { after, DAY, type Instant } from '../lib/time.ts'
import { narrowed as narrowedTo, type RecordFilter } from '../records/store-lists.ts'
import { openShelf } from '../records/store-shelf.ts'
import { type Assembly, type AssemblyState, heldStates, timesOf } from './model.ts'
import { facts, kinds } from './model-shape.ts'

/** Columns of the table that are no field of the kind's own. */
const shared = new Set(['level', 'place', 'pin', 'themes', 'areas', 'licence'])
/** The fields that only assemblies have: all of them stand in one column, and are read in one piece. */
const ownFields = Object.keys(facts.shape).filter((field) => !shared.has(field))

/** What these fields hold of a copy whose facts are gone. */
const nothing = Object.fromEntries(
  Object.entries({ ...facts.parse({ level: 'local', kind: kinds[0] }), kind: '' }).filter(([field]) =>
    ownFields.includes(field),
  ),
)

const shelf = openShelf<Assembly>({
  table: 'assemblies',
  columns: (assembly) => {
    const times = timesOf(assembly)
    return {
      begins: times?.start ?? null,
      ends: times?.end ?? null,
      facts: JSON.stringify(assembly, ownFields.concat(inside)),
    }
  },
  read: (row) => ({ ...nothing, ...JSON.parse(row.facts as string) }),
  // When it would have been stays, so that calendars can say that it is withdrawn.
  ended: { facts: '{}' },
  // Where a hidden venue is must not be found out by looking for it.
  also: ({ venue, venueHidden, destination, accessNote, agenda }) =>
    [
      ...(venue === null || venueHidden ? [] : [venue.name, venue.street, venue.locality]),
      ...[destination, accessNote],
      ...agenda.map(({ title }) => title),
    ].filter((said) => said !== null),
  listed: (assembly) => timesOf(assembly) !== null,
  leaning: {
    async write(tx, assemblies) {
      const rows = assemblies.flatMap(({ id, issues }) => issues.map((issue) => ({ assembly_id: id, issue })))
      if (rows.length > 0) await tx.insertInto('assembly_issues').values(rows).execute()
    },
    async erase(tx, ids) {
      await tx.deleteFrom('assembly_issues').where('assembly_id', 'in', ids).execute()
    },
  },
})

/** Names of what stands inside a venue or an agenda item: JSON.stringify keeps only what is named. */
const inside = [
  ...['name', 'street', 'postalCode', 'locality', 'country'],
  ...['title', 'phase', 'minutes', 'issue'],
]

/** Assemblies by where they stand: of a hub by their ids, public by id or address, a hub's own; new ones, a change, copies of others'. */
export const {
  ofHub: assembliesOfHub,
  publicById: publicAssembly,
  publicByIri: publicAssemblyAt,
  ownOf: ownAssemblies,
  insert: insertAssemblies,
  change: changeAssembly,
  dropDraft,
  keepCopy,
  dropCopy,
  forgetCopies,
  searched: searchedAssemblies,
} = shelf

/** An assembly of a hub, drafts included. */
export const assemblyOfHub = async (db: Db, hub: string, id: string): Promise<Assembly | undefined> =>
  (await assembliesOfHub(db, hub, [id]))[0]

/** Which assemblies a list holds. */
export type AssemblyFilter = RecordFilter & {
  readonly state?: AssemblyState
  /** Those that end after this. */
  readonly from?: Instant
  /** Those that begin before this. */
  readonly until?: Instant
  /** Those that are still to come at this time: they have not ended, and no hub says that they were held. */
  readonly coming?: Instant
  /** Those that are over at this time: they have ended, or their hub says that they were held. */
  readonly over?: Instant
  /** Those that take up an issue, by its address. */
  readonly issue?: string
}

/** Where a page of a calendar begins: after this assembly. */
export type AssemblyKey = { readonly begins: Instant; readonly id: string }

/** Public assemblies with a day, ours and copies: the next first, or with `past` the latest first; at most so many, after a key. */
export async function listAssemblies(
  db: Db,
  filter: AssemblyFilter,
  page: { limit: number; past?: boolean | undefined; after?: AssemblyKey | undefined },
): Promise<Assembly[]> {
  const order = page.past ? 'desc' : 'asc'
  let query = narrowed(db.selectFrom('assemblies').selectAll(), filter)
    .orderBy('begins', order)
    .orderBy('id', order)
    .limit(page.limit)
  if (page.after) {
    const { begins, id } = page.after
    query = query.where((eb) => eb(eb.refTuple('begins', 'id'), page.past ? '<' : '>', eb.tuple(begins, id)))
  }
  return shelf.whole(db, await query.execute())
}

/** Where a page of the latest changes begins: after this assembly. */
export type ChangedKey = { readonly updated: Instant; readonly id: string }

/** Public assemblies with a day, ours and copies, the latest change first: at most so many, after a key. */
export async function changedAssemblies(
  db: Db,
  filter: AssemblyFilter,
  page: { limit: number; after?: ChangedKey | undefined },
): Promise<Assembly[]> {
  let query = narrowed(db.selectFrom('assemblies').selectAll(), filter)
    .orderBy('updated', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.after) {
    const { updated, id } = page.after
    query = query.where((eb) => eb(eb.refTuple('updated', 'id'), '<', eb.tuple(updated, id)))
  }
  return shelf.whole(db, await query.execute())
}

/** How many public assemblies with a day match, by whose they are. */
export async function countAssemblies(
  db: Db,
  filter: AssemblyFilter,
): Promise<{ readonly owner: string; readonly records: number }[]> {
  const counted = db
    .selectFrom('assemblies')
    .select((eb) => ['owner', eb.fn.countAll<number>().as('records')] as const)
  const rows = await narrowed(counted, filter).groupBy('owner').execute()
  return rows.map(({ owner, records }) => ({ owner, records: Number(records) }))
}

/** What remains of a withdrawn assembly: that it was, when, and since when it is withdrawn; the revision is that of its withdrawal. */
export type WithdrawnAssembly = Pick<Assembly, 'id' | 'hub' | 'iri' | 'owner' | 'revision'> & {
  readonly begins: Instant
  readonly ends: Instant
  readonly withdrawn: Instant
}

/** Assemblies of these actors, or of the one among them, that were withdrawn after an instant, the latest first: at most so many. */
export async function withdrawnAssemblies(
  db: Db,
  { owners, owner, since }: { owners: readonly string[]; owner?: string | undefined; since: Instant },
  limit: number,
): Promise<WithdrawnAssembly[]> {
  let query = withdrawnOnes(db)
    .where('withdrawn', '>', since)
    .where('owner', 'in', owners)
    .orderBy('withdrawn', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
  if (owner !== undefined) query = query.where('owner', '=', owner)
  return (await query.execute()).map(leftOf)
}

/** What remains of one withdrawn assembly, ours or a copy; undefined where it is not withdrawn, or never had a day. */
export async function withdrawnAssembly(db: Db, id: string): Promise<WithdrawnAssembly | undefined> {
  const row = await withdrawnOnes(db).where('id', '=', id).executeTakeFirst()
  return row && leftOf(row)
}

const withdrawnOnes = (db: Db) =>
  db
    .selectFrom('assemblies')
    .select(['id', 'hub_id', 'iri', 'owner', 'revision', 'begins', 'ends', 'withdrawn'])
    .where('begins', 'is not', null)
    .where('withdrawn', 'is not', null)

type Left = Awaited<ReturnType<ReturnType<typeof withdrawnOnes>['executeTakeFirstOrThrow']>>

const leftOf = ({ hub_id, revision, begins, ends, withdrawn, ...row }: Left): WithdrawnAssembly => ({
  ...row,
  hub: hub_id,
  // A copy stays at the last revision that it was read in.
  revision: hub_id === null ? revision + 1 : revision,
  ...{ begins: begins!, ends: ends!, withdrawn: withdrawn! },
})

/** No assembly lasts longer: see endsAfterStart. */
const longest = 8 * DAY

/** Only the public assemblies with a day that a filter lets through. */
function narrowed<O>(
  all: SelectQueryBuilder<Schema, 'assemblies', O>,
  { from, until, coming, over, issue, ...filter }: AssemblyFilter,
) {
  let query = narrowedTo(all, 'assemblies', filter).where('begins', 'is not', null)
  // The index knows beginnings: what began long before cannot end after.
  const begin = from ?? coming
  if (begin) query = query.where('ends', '>', begin).where('begins', '>', after(begin, -longest))
  if (coming) query = query.where('state', 'not in', heldStates)
  if (until) query = query.where('begins', '<', until)
  if (over)
    query = query.where((eb) =>
      eb.or([eb.and([eb('ends', '<=', over), eb('begins', '<', over)]), eb('state', 'in', heldStates)]),
    )
  if (issue !== undefined)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('assembly_issues')
          .select('issue')
          .whereRef('assembly_id', '=', 'assemblies.id')
          .where('issue', '=', issue),
      ),
    )
  return query
}

/** An assembly of ours goes by another id: which issues it takes up goes along, by their new addresses where they have some. */
export async function moveAssemblyIssues(
  tx: Tx,
  { from, to, iris }: { from: string; to: string; iris: ReadonlyMap<string, string> },
): Promise<void> {
  const rows = await tx.deleteFrom('assembly_issues').where('assembly_id', '=', from).returningAll().execute()
  const moved = rows.map(({ issue }) => ({ assembly_id: to, issue: iris.get(issue) ?? issue }))
  if (moved.length > 0) await tx.insertInto('assembly_issues').values(moved).execute()
}
