import type { Tx } from '../db/index.ts'
import { actorIri } from '../federation/iri.ts'
import { newId } from '../lib/id.ts'
import type { World } from '../world.ts'
import { moveHistory } from './store-history.ts'
import { moveKeys } from './store-keys.ts'
import { dropWords } from './store-search.ts'
import type { ShelfName } from './store-shelf.ts'

/** A record of ours whose server gets another origin: its old and new id and address, and its hub's new id. */
export type Moved = {
  readonly id: string
  readonly to: string
  readonly iri: string
  readonly newIri: string
  readonly hub: string
}

/** What a kind does with each row beside what is alike for all. */
export type Moving = {
  readonly table: ShelfName
  /** Where ours live, as `/issues/`. */
  readonly path: string
  /** The state of a draft that was public before; what was withdrawn stays so, and is public nowhere. */
  state(before: string): string
  /** Its own columns that name records of ours by their old address. `iris`: new addresses by the old, of all kinds moved so far. */
  columns(row: Readonly<Record<string, unknown>>, iris: ReadonlyMap<string, string>): object
  /** Moves what leans on the row, before the old one goes. */
  along?(tx: Tx, moved: Moved): Promise<void>
}

/**
 * The server gets another origin (see adopt.ts): records of one kind move to the new ids of their hubs and to new ids of
 * their own. What was public is a draft again. Who did what moves along. `iris` is told the new addresses by the old.
 */
export async function moveRecords(
  tx: Tx,
  world: World,
  hubs: ReadonlyMap<string, string>,
  { table, path, state, columns, along }: Moving,
  iris: Map<string, string>,
): Promise<void> {
  const shelf = table as 'issues'
  const rows = await tx
    .selectFrom(shelf)
    .select(['id', 'iri', 'hub_id'])
    .where('hub_id', 'is not', null)
    .orderBy('id')
    .execute()
  const moving = rows.map(({ id, iri, hub_id }): Moved => {
    const to = newId(world.clock())
    return { id, iri, to, newIri: `${world.config.origin}${path}${to}`, hub: hubs.get(hub_id!)! }
  })
  for (const { iri, newIri } of moving) iris.set(iri, newIri)
  for (const moved of moving) {
    const { id, to, newIri, hub } = moved
    const row = await tx.selectFrom(shelf).selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    await tx
      .insertInto(shelf)
      .values({
        ...row,
        ...{ id: to, hub_id: hub, iri: newIri, owner: actorIri(world, hub) },
        ...{ state: state(row.state) as never, revision: 0, published: null },
        ...columns(row, iris),
      })
      .execute()
    await moveKeys(tx, id, to)
    await dropWords(tx, [id])
    await moveHistory(tx, id, to, hub)
    await along?.(tx, moved)
    await tx.deleteFrom(shelf).where('id', '=', id).execute()
  }
}

/** JSON in which addresses of ours stand, with the new ones in their place. */
export const withNewAddresses = (json: string, iris: ReadonlyMap<string, string>): string =>
  JSON.stringify(JSON.parse(json), (_, value) =>
    typeof value === 'string' ? (iris.get(value) ?? value) : value,
  )
