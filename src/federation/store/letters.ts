import type { Db, Tx } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'
import type { FederationTables } from '../table.ts'

/** Keeps the body of an activity until all its deliveries are done or given up. */
export const insertLetter = (tx: Tx, letter: FederationTables['letters']) =>
  tx.insertInto('letters').values(letter).execute()

/** A letter's body as it was sealed, or undefined where it has been thrown away. */
export const letterById = (db: Db, id: string) =>
  db.selectFrom('letters').selectAll().where('id', '=', id).executeTakeFirst()

/** Throws away letters older than any delivery can be. */
export const forgetLetters = (db: Db, before: Instant) =>
  db.deleteFrom('letters').where('made', '<', before).execute()

/** Some letters of an actor of ours that may still be on their way, oldest first, after one of them. */
export const someLetters = (db: Db, actor: string, after: string, limit: number) =>
  db
    .selectFrom('letters')
    .select(['id', 'sealed'])
    .where('actor_id', '=', actor)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

/** Throws letters away, delivered or not. */
export const dropLetters = (tx: Tx, ids: readonly string[]) =>
  tx.deleteFrom('letters').where('id', 'in', ids).execute()
