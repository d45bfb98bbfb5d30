import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { MembersTables } from './table.ts'

/** A session as it is kept. */
export type SessionRow = MembersTables['sessions']

/** Keeps a new session. */
export const insertSession = (tx: Tx, row: SessionRow) => tx.insertInto('sessions').values(row).execute()

/** The session of a cookie’s digest that was used since an instant, with its person and their hub; undefined where either has ended. */
export const sessionOf = (db: Db, digest: string, since: Instant) =>
  db
    .selectFrom('sessions')
    .innerJoin('people', 'people.id', 'sessions.person_id')
    .innerJoin('hubs', 'hubs.id', 'people.hub_id')
    .select([
      ...(['hubs.name as hub_name', 'hubs.zone'] as const),
      ...(['sessions.id', 'sessions.seen', 'sessions.person_id', 'people.hub_id'] as const),
      ...(['people.name', 'people.language'] as const),
    ])
    .where('sessions.digest', '=', digest)
    .where('sessions.ended', 'is', null)
    .where('sessions.seen', '>', since)
    .where('people.ended', 'is', null)
    .executeTakeFirst()

/** Notes that a session is in use. */
export const touchSession = (db: Db, id: string, seen: Instant) =>
  db.updateTable('sessions').set({ seen }).where('id', '=', id).execute()

/** The sessions of somebody that were used since an instant, the newest first. */
export const sessionsOf = (db: Db, person: string, since: Instant): Promise<SessionRow[]> =>
  db
    .selectFrom('sessions')
    .selectAll()
    .where('person_id', '=', person)
    .where('ended', 'is', null)
    .where('seen', '>', since)
    .orderBy('began', 'desc')
    .execute()

/** Ends one session of somebody; false where it had ended. */
export const endSessionIn = async (tx: Tx, person: string, id: string, at: Instant): Promise<boolean> =>
  (await tx
    .updateTable('sessions')
    .set({ ended: at })
    .where('id', '=', id)
    .where('person_id', '=', person)
    .where('ended', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Ends all sessions of somebody, but for the one that is kept. */
export const endSessionsOf = (tx: Tx, person: string, at: Instant, kept: string | null = null) => {
  const query = tx
    .updateTable('sessions')
    .set({ ended: at })
    .where('person_id', '=', person)
    .where('ended', 'is', null)
  return (kept === null ? query : query.where('id', '!=', kept)).execute()
}

/**
 * Notes that somebody knows of a session that began on another device: said on a device that was signed in before it, since
 * a thief would say so too. Ids rise with time.
 */
export const markKnownIn = async (
  tx: Tx,
  person: string,
  { id, by }: { id: string; by: string },
  at: Instant,
): Promise<boolean> =>
  id > by &&
  (await tx
    .updateTable('sessions')
    .set({ told: at })
    .where('person_id', '=', person)
    .where('id', '=', id)
    .where('told', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Forgets the sessions and passkeys of somebody: they are signed in nowhere any more. */
export async function forgetKeysOf(tx: Tx, person: string): Promise<void> {
  await tx.deleteFrom('sessions').where('person_id', '=', person).execute()
  await tx.deleteFrom('passkeys').where('person_id', '=', person).execute()
}

/** The passkeys of somebody, those that they gave up too; what they are called and never what opens. */
export const passkeysOf = (db: Db, person: string) =>
  db
    .selectFrom('passkeys')
    .select(['name', 'made', 'used', 'ended'])
    .where('person_id', '=', person)
    .orderBy('made')
    .execute()
