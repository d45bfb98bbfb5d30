import type { ExpressionBuilder } from 'kysely'
import type { Db, Schema, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { PassKind } from './model-passes.ts'
import type { MembersTables } from './table.ts'

/** A pass as it is kept. */
export type PassRow = MembersTables['passes']

/** Keeps new passes; false where there is one of the first one’s id already, and then none is kept. */
export async function insertPasses(tx: Tx, rows: readonly PassRow[]): Promise<boolean> {
  const [first, ...others] = rows
  if (first === undefined) return true
  const kept = await tx
    .insertInto('passes')
    .values(first)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (kept && others.length > 0) await tx.insertInto('passes').values(others).execute()
  return kept !== undefined
}

/** A pass that still opens at an instant, by its id, or by the digest of one of its links or of a code that stands alone. */
export const openPass = (db: Db, by: { id?: string; link?: string; code?: string }, now: Instant) => {
  let query = db
    .selectFrom('passes')
    .selectAll()
    .where('used', 'is', null)
    .where('ended', 'is', null)
    .where('expires', '>', now)
  if (by.id !== undefined) query = query.where('id', '=', by.id)
  const { link } = by
  if (link !== undefined) query = query.where((eb) => eb.or([eb('link', '=', link), eb('mailed', '=', link)]))
  // Six digits open only together with the id of the pass that was asked for.
  if (by.code !== undefined) query = query.where('code', '=', by.code).where('kind', '!=', 'sign-in')
  return query.executeTakeFirst()
}

/** Counts a try of a code; false where it has been tried too often, or opens no more. */
export const countTry = async (db: Db, id: string, most: number): Promise<boolean> =>
  (await db
    .updateTable('passes')
    .set((eb) => ({ tries: eb('tries', '+', 1) }))
    .where('id', '=', id)
    .where('tries', '<', most)
    .where('used', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Uses a pass up; false where another was quicker. */
export const usePassIn = async (tx: Tx, id: string, at: Instant): Promise<boolean> =>
  (await tx
    .updateTable('passes')
    .set({ used: at })
    .where('id', '=', id)
    .where('used', 'is', null)
    .where('ended', 'is', null)
    .where('expires', '>', at)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Notes who came in by a pass; where it was mailed to is of no use any more. */
export const notePassUser = (tx: Tx, id: string, person: string) =>
  tx
    .updateTable('passes')
    .set({ used_by: person, person_id: person, address: null })
    .where('id', '=', id)
    .execute()

/** Notes to which address, sealed, a pass is mailed. */
export const notePassAddress = (tx: Tx, id: string, address: string) =>
  tx.updateTable('passes').set({ address }).where('id', '=', id).where('used', 'is', null).execute()

/** Forgets what was asked for by mail and never used, by whomever: most of it is of nobody here. */
export const forgetUnusedSignIns = (db: Db, before: Instant) =>
  db
    .deleteFrom('passes')
    .where('kind', '=', 'sign-in')
    .where('used', 'is', null)
    .where('expires', '<', before)
    .execute()

/** Forgets where passes were mailed to whose time is over. */
export const forgetPassAddresses = (db: Db, now: Instant) =>
  db
    .updateTable('passes')
    .set({ address: null })
    .where('address', 'is not', null)
    .where((eb) => eb.or([eb('expires', '<', now), eb('ended', 'is not', null)]))
    .execute()

/** The passes of a kind that a hub gave out and that still open, newest first. */
export const openPassesOf = (db: Db, hub: string, kind: PassKind, now: Instant) =>
  db
    .selectFrom('passes')
    .selectAll()
    .where('hub_id', '=', hub)
    .where('kind', '=', kind)
    .where('used', 'is', null)
    .where('ended', 'is', null)
    .where('expires', '>', now)
    .orderBy('id', 'desc')
    .execute()

/** How many passes of a kind somebody has that still open. */
export async function countPassesOf(db: Db, person: string, kind: PassKind, now: Instant): Promise<number> {
  const row = await db
    .selectFrom('passes')
    .select((eb) => eb.fn.countAll<number>().as('passes'))
    .where('person_id', '=', person)
    .where('kind', '=', kind)
    .where('used', 'is', null)
    .where('ended', 'is', null)
    .where('expires', '>', now)
    .executeTakeFirstOrThrow()
  return Number(row.passes)
}

/**
 * Takes back an invitation of a hub, with all that were given in the same moment by the same person; says whether any opened
 * until now, or none because it was taken back before, or else.
 */
export async function endSheetIn(
  tx: Tx,
  hub: string,
  id: string,
  at: Instant,
): Promise<'now' | 'before' | 'never'> {
  const read = () =>
    tx
      .selectFrom('passes')
      .select(['made', 'made_by', 'ended'])
      .where('id', '=', id)
      .where('hub_id', '=', hub)
      .where('kind', '=', 'invitation')
      .executeTakeFirst()
  const one = await read()
  if (!one) return 'never'
  const ended = await tx
    .updateTable('passes')
    .set({ ended: at })
    .where('hub_id', '=', hub)
    .where('kind', '=', 'invitation')
    .where('made', '=', one.made)
    .where('made_by', one.made_by === null ? 'is' : '=', one.made_by)
    .where('used', 'is', null)
    .where('ended', 'is', null)
    .returning('id')
    .execute()
  if (ended.length > 0) return 'now'
  // Read anew: somebody else may have been quicker than we, by a hair.
  return (await read())?.ended ? 'before' : 'never'
}

/** Takes back all passes of somebody; or those of one kind, but for some that are kept. */
export const endPassesOf = (
  tx: Tx,
  person: string,
  at: Instant,
  of?: { kind: PassKind; kept?: readonly string[] },
) => {
  const query = tx
    .updateTable('passes')
    .set({ ended: at })
    .where('person_id', '=', person)
    .where('used', 'is', null)
    .where('ended', 'is', null)
  const those = of === undefined ? query : query.where('kind', '=', of.kind)
  return (of?.kept === undefined ? those : those.where('id', 'not in', of.kept)).execute()
}

/** Takes back what somebody gave to others to come in by. */
export const endPassesMadeBy = (tx: Tx, maker: string, at: Instant) =>
  tx
    .updateTable('passes')
    .set({ ended: at })
    .where('made_by', '=', maker)
    .where('kind', 'in', ['invitation', 'return'])
    .where('used', 'is', null)
    .where('ended', 'is', null)
    .execute()

/** Passes of a hub, and those of no hub, that were used, ended or had run out before an instant. */
const spent = (before: Instant) => (eb: ExpressionBuilder<Schema, 'passes'>) =>
  eb.or([eb('expires', '<', before), eb('used', '<', before), eb('ended', '<', before)])

/** How many of those a hub has, and when the first of its passes runs or ran out. */
export async function waitingPasses(db: Db, hub: string, before: Instant) {
  const ofHub = db.selectFrom('passes').where('hub_id', '=', hub)
  const { count } = await ofHub
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(spent(before))
    .executeTakeFirstOrThrow()
  const first = await ofHub.select((eb) => eb.fn.min('expires').as('oldest')).executeTakeFirst()
  return { count: Number(count), oldest: first?.oldest ?? null }
}

/** Forgets some passes that have long been used, ended or run out. @returns how many it was */
export async function forgetPasses(
  tx: Tx,
  { hub, before, most }: { hub: string; before: Instant; most: number },
): Promise<number> {
  const gone = await tx
    .deleteFrom('passes')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('passes')
        .select('id')
        .where((of) => of.or([of('hub_id', '=', hub), of('hub_id', 'is', null)]))
        .where(spent(before))
        .orderBy('id')
        .limit(most),
    )
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Forgets the passes that were for somebody, or that they came in by. */
export const forgetPassesOf = (tx: Tx, person: string) =>
  tx
    .deleteFrom('passes')
    .where((eb) => eb.or([eb('person_id', '=', person), eb('used_by', '=', person)]))
    .execute()

/** What somebody was ever let in by that is still known, the latest first; never what opens. */
export const passesOf = (db: Db, person: string) =>
  db
    .selectFrom('passes')
    .select(['kind', 'made', 'expires', 'used', 'ended'])
    .where((eb) => eb.or([eb('person_id', '=', person), eb('used_by', '=', person)]))
    .orderBy('id', 'desc')
    .execute()
