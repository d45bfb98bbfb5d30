import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { Chosen } from './model-retention.ts'
import type { MembersTables } from './table.ts'

/** What a hub chose, by the key of the kind of data. */
export async function retentionOf(db: Db, hub: string): Promise<Map<string, Chosen>> {
  const rows = await db.selectFrom('retention').selectAll().where('hub_id', '=', hub).execute()
  return new Map(rows.map(({ holding, days, since }) => [holding, { days, since }]))
}

/** Keeps what a hub chose. */
export const keepRetention = (tx: Tx, row: MembersTables['retention']) => {
  const { days, since, by_person } = row
  return tx
    .insertInto('retention')
    .values(row)
    .onConflict((conflict) => conflict.columns(['hub_id', 'holding']).doUpdateSet({ days, since, by_person }))
    .execute()
}

type Count = { readonly count: number; readonly oldest: Instant | null }

/** People of a hub who left before an instant and whose names are still here. */
export async function waitingLeavers(db: Db, hub: string, before: Instant): Promise<Count> {
  const leavers = db
    .selectFrom('people')
    .where('hub_id', '=', hub)
    .where('ended', 'is not', null)
    .where('erased', 'is', null)
  return {
    count: Number(
      (
        await leavers
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('ended', '<', before)
          .executeTakeFirstOrThrow()
      ).count,
    ),
    oldest:
      (await leavers.select((eb) => eb.fn.min('ended').as('oldest')).executeTakeFirst())?.oldest ?? null,
  }
}

/** Some of them, by id. */
export const someLeavers = async (db: Db, hub: string, before: Instant, most: number): Promise<string[]> =>
  (
    await db
      .selectFrom('people')
      .select('id')
      .where('hub_id', '=', hub)
      .where('ended', '<', before)
      .where('erased', 'is', null)
      .orderBy('ended')
      .limit(most)
      .execute()
  ).map(({ id }) => id)

/** What of a hub’s own tables goes by a clock, and the column that its days are counted from. */
const columns = {
  acts: 'at',
  sessions: 'seen',
  passes: 'expires',
  consents: 'withdrawn',
  contact_notes: 'changed',
} as const

/** Counts what of a table of a hub began before an instant. */
export async function waitingIn(
  db: Db,
  table: keyof typeof columns,
  hub: string,
  before: Instant,
): Promise<Count> {
  // All these tables have an id, a hub and the column that is named above; which one is all the same to the statement.
  const [all, at] = [table as 'acts', columns[table] as 'at']
  const { count } = await db
    .selectFrom(all)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('hub_id', '=', hub)
    .where(at, '<', before)
    .executeTakeFirstOrThrow()
  const first = await db
    .selectFrom(all)
    .select((eb) => eb.fn.min(at).as('oldest'))
    .where('hub_id', '=', hub)
    .executeTakeFirst()
  return { count: Number(count), oldest: first?.oldest ?? null }
}

/** Erases some of what began before an instant. @returns how many it was */
export async function eraseIn(
  tx: Tx,
  table: keyof typeof columns,
  { hub, before, most }: { hub: string; before: Instant; most: number },
): Promise<number> {
  const [all, at] = [table as 'acts', columns[table] as 'at']
  const gone = await tx
    .deleteFrom(all)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom(all)
        .select('id')
        .where('hub_id', '=', hub)
        .where(at, '<', before)
        .orderBy(at)
        .limit(most),
    )
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}
