import type { Db, Tx } from '../../db/index.ts'
import type { FederationTables } from '../table.ts'

type Host = FederationTables['hosts']

/** How delivery to a server goes; undefined where it has never failed. */
export const hostByOrigin = (db: Db, origin: string) =>
  db.selectFrom('hosts').selectAll().where('origin', '=', origin).executeTakeFirst()

/** Keeps how delivery to a server goes. */
export const keepHost = (db: Db | Tx, host: Host) => {
  const { origin: _, ...rest } = host
  return db
    .insertInto('hosts')
    .values(host)
    .onConflict((conflict) => conflict.column('origin').doUpdateSet(rest))
    .execute()
}

/** Servers that do not take letters now. */
export const failingHosts = (db: Db) =>
  db.selectFrom('hosts').selectAll().where('failing', 'is not', null).orderBy('origin').execute()
