import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { MembersTables } from './table.ts'

/** A passkey as it is kept. */
export type PasskeyRow = MembersTables['passkeys']

/** Keeps a new passkey; false where it is known already. */
export const insertPasskey = async (tx: Tx, row: PasskeyRow): Promise<boolean> =>
  (await tx
    .insertInto('passkeys')
    .values(row)
    .onConflict((conflict) => conflict.column('credential').doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

/** The passkeys of somebody, the oldest first. */
export const passkeysOf = (db: Db, person: string): Promise<PasskeyRow[]> =>
  db
    .selectFrom('passkeys')
    .selectAll()
    .where('person_id', '=', person)
    .where('ended', 'is', null)
    .orderBy('id')
    .execute()

/** The passkey of a credential, where it and its person are still there. */
export const passkeyBehind = (db: Db, credential: string): Promise<PasskeyRow | undefined> =>
  db
    .selectFrom('passkeys')
    .innerJoin('people', 'people.id', 'passkeys.person_id')
    .selectAll('passkeys')
    .where('credential', '=', credential)
    .where('passkeys.ended', 'is', null)
    .where('people.ended', 'is', null)
    .executeTakeFirst()

/** Notes that a passkey was used and how often its device says it was; false where another use came between. */
export const usePasskeyIn = async (
  tx: Tx,
  { id, counter }: Pick<PasskeyRow, 'id' | 'counter'>,
  to: number,
  at: Instant,
): Promise<boolean> =>
  (await tx
    .updateTable('passkeys')
    .set({ counter: to, used: at })
    .where('id', '=', id)
    .where('counter', '=', counter)
    .where('ended', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Calls a passkey of somebody something else; false where there is none. */
export const renamePasskeyIn = async (tx: Tx, person: string, id: string, name: string): Promise<boolean> =>
  (await tx
    .updateTable('passkeys')
    .set({ name })
    .where('id', '=', id)
    .where('person_id', '=', person)
    .where('ended', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Ends a passkey of somebody; false where it had ended. */
export const endPasskeyIn = async (tx: Tx, person: string, id: string, at: Instant): Promise<boolean> =>
  (await tx
    .updateTable('passkeys')
    .set({ ended: at })
    .where('id', '=', id)
    .where('person_id', '=', person)
    .where('ended', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Ends all passkeys of somebody. */
export const endPasskeysOf = (tx: Tx, person: string, at: Instant) =>
  tx
    .updateTable('passkeys')
    .set({ ended: at })
    .where('person_id', '=', person)
    .where('ended', 'is', null)
    .execute()

/** Forgets passkeys that ended before an instant. */
export const forgetPasskeys = (db: Db, before: Instant) =>
  db.deleteFrom('passkeys').where('ended', '<', before).execute()
