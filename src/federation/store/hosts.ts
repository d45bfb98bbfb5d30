import type { Db } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'
import type { FederationTables } from '../table.ts'

type Host = FederationTables['hosts']

/** How delivery to an address goes; undefined where it has never failed. */
export const hostByAddress = (db: Db, address: string) =>
  db.selectFrom('hosts').selectAll().where('address', '=', address).executeTakeFirst()

/** The addresses where letters are not taken, longest first, and how many there are. */
export const failingHosts = async (db: Db, limit: number): Promise<{ count: number; longest: Host[] }> => {
  const failing = db.selectFrom('hosts').where('failing', 'is not', null)
  const { count } = await failing
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const longest = await failing.selectAll().orderBy('failing').limit(limit).execute()
  return { count: Number(count), longest }
}

/** Keeps how delivery to an address goes. */
export const keepHost = (db: Db, host: Host) => {
  const { address: _, ...rest } = host
  return db
    .insertInto('hosts')
    .values(host)
    .onConflict((conflict) => conflict.column('address').doUpdateSet(rest))
    .execute()
}

/** Forgets addresses that have long taken letters again, and those where nothing has been sent for long. */
export const forgetHosts = (db: Db, before: Instant) =>
  db
    .deleteFrom('hosts')
    .where((eb) =>
      eb.or([eb('failing', '<', before), eb.and([eb('failing', 'is', null), eb('last_ok', '<', before)])]),
    )
    .execute()

/** Notes that letters are taken at these addresses again; writes only where they were not. */
export const clearHosts = (db: Db, addresses: string[], now: Instant) =>
  db
    .updateTable('hosts')
    .set({ failing: null, failures: 0, last_error: null, last_ok: now })
    .where('address', 'in', addresses)
    .where('failing', 'is not', null)
    .execute()
