import type { Db, Tx } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'
import type { FederationTables } from '../table.ts'

type KeyRow = FederationTables['keys']

/** Keeps a key of an actor of ours. */
export const insertKey = (tx: Tx, key: KeyRow) => tx.insertInto('keys').values(key).execute()

/** The key an actor signs with now, of one kind. */
export const signingKey = (db: Db, actorId: string, algorithm: KeyRow['algorithm']) =>
  db
    .selectFrom('keys')
    .selectAll()
    .where('actor_id', '=', actorId)
    .where('algorithm', '=', algorithm)
    .where('retired', 'is', null)
    .orderBy('created', 'desc')
    .executeTakeFirst()

/** Every key an actor ever had, newest first. */
export const keysOfActor = (db: Db, actorId: string) =>
  db
    .selectFrom('keys')
    .selectAll()
    .where('actor_id', '=', actorId)
    .orderBy('created', 'desc')
    .orderBy('name')
    .execute()

/** Ends the keys an actor signs with; they stay listed and never sign again. */
export const retireKeys = (tx: Tx, actorId: string, at: Instant) =>
  tx
    .updateTable('keys')
    .set({ retired: at })
    .where('actor_id', '=', actorId)
    .where('retired', 'is', null)
    .execute()
