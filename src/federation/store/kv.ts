import { type Expression, type SqlBool, sql } from 'kysely'
import type { Db } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'

/** A remembered value: its key and itself as JSON text, and when it ends (null: never). */
export type KvRow = { key: string; value: string; expires: Instant | null }

/** The value under a key as JSON text; undefined where there is none or it has ended. */
export const readValue = (db: Db, key: string, now: Instant) =>
  db
    .selectFrom('kv')
    .select('value')
    .where('key', '=', key)
    .where(lives(now))
    .executeTakeFirst()
    .then((row) => row?.value)

/** Puts a value under a key, whatever stood there, and with it when it ends. */
export async function writeValue(db: Db, row: KvRow): Promise<void> {
  const { value, expires } = row
  await db
    .insertInto('kv')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, expires }))
    .execute()
}

/** Takes a key away; where `value` is given, only if that very text stands there and has not ended. Says whether it did. */
export async function dropValue(
  db: Db,
  key: string,
  only?: { value: string; now: Instant },
): Promise<boolean> {
  const gone = await db
    .deleteFrom('kv')
    .where('key', '=', key)
    .$if(only !== undefined, (query) => query.where('value', '=', only!.value).where(lives(only!.now)))
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/** Puts a value under a key only where none stands or it has ended; says whether it did. */
export async function addValue(db: Db, row: KvRow, now: Instant): Promise<boolean> {
  const { value, expires } = row
  const added = await db
    .insertInto('kv')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({ value, expires }).where('kv.expires', '<=', now),
    )
    .returning('key')
    .executeTakeFirst()
  return added !== undefined
}

/** Puts a value in the place of another, only if that very text stands there and has not ended; says whether it did. */
export async function swapValue(db: Db, row: KvRow, before: string, now: Instant): Promise<boolean> {
  const { key, value, expires } = row
  const swapped = await db
    .updateTable('kv')
    .set({ value, expires })
    .where('key', '=', key)
    .where('value', '=', before)
    .where(lives(now))
    .executeTakeFirst()
  return swapped.numUpdatedRows > 0n
}

/** The next values in order of their keys, of the key itself that is `exactly` this or of keys that begin with `start`. */
export const valuesFrom = (
  db: Db,
  wanted: { exactly: string; start: string; after: string | null; limit: number; now: Instant },
) =>
  db
    .selectFrom('kv')
    .select(['key', 'value'])
    .where(lives(wanted.now))
    // Neither `like`, which reads % and _, nor a range of keys, which not every collation keeps in one piece.
    .where(
      sql<boolean>`(key = ${wanted.exactly} or substr(key, 1, length(${wanted.start})) = ${wanted.start})`,
    )
    .$if(wanted.after !== null, (query) => query.where('key', '>', wanted.after!))
    .orderBy('key')
    .limit(wanted.limit)
    .execute()

/** Takes away up to `limit` values that have ended; says how many it was. */
export async function dropEnded(db: Db, now: Instant, limit: number): Promise<number> {
  const gone = await db
    .deleteFrom('kv')
    .where('key', 'in', (eb) => eb.selectFrom('kv').select('key').where('expires', '<=', now).limit(limit))
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Whether a value has not ended yet, cleaned up or not. */
const lives = (now: Instant): Expression<SqlBool> => sql<SqlBool>`(kv.expires is null or kv.expires > ${now})`
