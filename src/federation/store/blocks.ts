import type { Db, Tx } from '../../db/index.ts'
import type { FederationTables } from '../table.ts'

/** The domains of all blocks. */
export const blockedDomains = async (db: Db): Promise<ReadonlySet<string>> =>
  new Set((await db.selectFrom('blocks').select('domain').execute()).map(({ domain }) => domain))

/** Every block, by domain. */
export const allBlocks = (db: Db) => db.selectFrom('blocks').selectAll().orderBy('domain').execute()

/** Keeps a block; a second one of the same domain only changes the reason. */
export const insertBlock = (tx: Tx, block: FederationTables['blocks']) =>
  tx
    .insertInto('blocks')
    .values(block)
    .onConflict((conflict) => conflict.column('domain').doUpdateSet({ reason: block.reason }))
    .execute()

/** Ends a block; undefined where there was none. */
export const deleteBlock = (tx: Tx, domain: string) =>
  tx.deleteFrom('blocks').where('domain', '=', domain).returning('domain').executeTakeFirst()
