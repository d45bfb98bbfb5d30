import type { Db, Tx } from '../../db/index.ts'

/** What the server remembers under a name, or undefined where it remembers nothing. */
export const setting = async (db: Db, key: string): Promise<string | undefined> =>
  (await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst())?.value

/** Remembers a value under a name, whatever stood there. */
export const setSetting = (db: Db | Tx, key: string, value: string) =>
  db
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()

/** Remembers a value under a name where nothing stands there; false where something does. The first of two wins. */
export const claimSetting = async (db: Db | Tx, key: string, value: string): Promise<boolean> =>
  (await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key')
    .executeTakeFirst()) !== undefined

/** Puts one value in the place of another; false where another stands there. */
export const swapSetting = async (db: Db | Tx, key: string, from: string, to: string): Promise<boolean> =>
  (await db
    .updateTable('settings')
    .set({ value: to })
    .where('key', '=', key)
    .where('value', '=', from)
    .returning('key')
    .executeTakeFirst()) !== undefined

/** Forgets what stands under a name, or only this value of it; false where it was not there. */
export async function dropSetting(db: Db | Tx, key: string, value?: string): Promise<boolean> {
  let drop = db.deleteFrom('settings').where('key', '=', key)
  if (value !== undefined) drop = drop.where('value', '=', value)
  return (await drop.returning('key').executeTakeFirst()) !== undefined
}
