import type { Db, Tx } from '../../db/index.ts'
import type { FederationTables } from '../table.ts'

/** A record that a peer owes us, as stored. */
export type OwedRow = FederationTables['owed']

/** What a peer's log names and we could not have yet, the oldest entry first. There are never many: see intake.ts. */
export const owedBy = (db: Db, actor: string) =>
  db.selectFrom('owed').selectAll().where('actor', '=', actor).orderBy('seq').execute()

/** Notes that a record could not be had, over what was noted before. */
export const keepOwed = (db: Db, row: OwedRow) => {
  const { actor: _, iri: __, ...rest } = row
  return db
    .insertInto('owed')
    .values(row)
    .onConflict((conflict) => conflict.columns(['actor', 'iri']).doUpdateSet(rest))
    .execute()
}

/** A record is owed no more. */
export const forgetOwed = (db: Db, actor: string, iri: string) =>
  db.deleteFrom('owed').where('actor', '=', actor).where('iri', '=', iri).execute()

/** Forgets what a peer's log named after a number: it has taken another way there, or is not read any more. */
export const forgetOwedAfter = (db: Db | Tx, actor: string, seq: number) =>
  db.deleteFrom('owed').where('actor', '=', actor).where('seq', '>', seq).execute()

/** How many records each peer owes us, and what was wrong with one of them. */
export async function owedByAll(db: Db): Promise<Map<string, { records: number; why: string }>> {
  const rows = await db
    .selectFrom('owed')
    .select((eb) => ['actor', eb.fn.countAll<number>().as('records'), eb.fn.max('why').as('why')])
    .groupBy('actor')
    .execute()
  return new Map(rows.map(({ actor, records, why }) => [actor, { records: Number(records), why }]))
}
