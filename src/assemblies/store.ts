import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import { narrowed, type RecordFilter } from '../records/store-lists.ts'
import { openShelf } from '../records/store-shelf.ts'
import { type Assembly, type AssemblyState, timesOf } from './model.ts'
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
  ended: { begins: null, ends: null, facts: '{}' },
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
  holdDraft,
  remove: removeAssemblies,
  keepCopy,
  dropCopy,
  forgetCopies,
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
  /** Those that take up an issue, by its address. */
  readonly issue?: string
}

/** Where a page of a calendar begins: after this assembly. */
export type AssemblyKey = { readonly begins: Instant; readonly id: string }

/** Public assemblies with a day, ours and copies: the next first, or with `past` the latest first; at most so many, after a key. */
export async function listAssemblies(
  db: Db,
  { from, until, issue, ...filter }: AssemblyFilter,
  page: { limit: number; past?: boolean; after?: AssemblyKey | undefined },
): Promise<Assembly[]> {
  const order = page.past ? 'desc' : 'asc'
  let query = narrowed(db.selectFrom('assemblies'), 'assemblies', filter)
    .selectAll()
    .where('begins', 'is not', null)
    .orderBy('begins', order)
    .orderBy('id', order)
    .limit(page.limit)
  if (from) query = query.where('ends', '>', from)
  if (until) query = query.where('begins', '<', until)
  if (issue !== undefined)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('assembly_issues')
          .select('issue')
          .whereRef('assembly_id', '=', 'assemblies.id')
          .where('issue', '=', issue),
      ),
    )
  if (page.after) {
    const { begins, id } = page.after
    query = query.where((eb) => eb(eb.refTuple('begins', 'id'), page.past ? '<' : '>', eb.tuple(begins, id)))
  }
  return shelf.whole(db, await query.execute())
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
