import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { MailTables } from './table.ts'

/** A mail as it stands in the table. */
export type MailRow = MailTables['mails']

/** Writes a mail down, once: false where one of that id stands there already. */
export const insertMailIn = async (
  tx: Tx,
  mail: Pick<MailRow, 'id' | 'hub_id' | 'person_id' | 'kind' | 'made' | 'ends'> & { sealed: string },
): Promise<boolean> =>
  (await tx
    .insertInto('mails')
    .values({ ...mail, begun: mail.made, tries: 0, sent: null, given_up: null, why: null, refused: 0 })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

/** A mail by its id, or undefined where it was forgotten. */
export const mailById = (db: Db, id: string): Promise<MailRow | undefined> =>
  db.selectFrom('mails').selectAll().where('id', '=', id).executeTakeFirst()

/** Marks a waiting mail as sent and drops what it said; false where it was not waiting any more. */
export const markSent = (db: Db, id: string, sent: Instant): Promise<boolean> =>
  moveOn(db, id, { sent, sealed: null, why: null })

/** Gives a waiting mail up. What it said stays for a while, so that it can be taken up again. */
export const markGivenUp = (
  db: Db,
  id: string,
  about: { given_up: Instant; why: string; refused: boolean },
): Promise<boolean> => moveOn(db, id, { ...about, refused: about.refused ? 1 : 0 })

/** Notes that a mail was tried, and why it waits. */
export const markTried = (db: Db, id: string, why: string): Promise<boolean> => moveOn(db, id, { why })

const moveOn = async (
  db: Db,
  id: string,
  change: Partial<Pick<MailRow, 'sent' | 'given_up' | 'sealed' | 'why' | 'refused'>>,
): Promise<boolean> =>
  (await db
    .updateTable('mails')
    .set((eb) => ({ ...change, tries: eb('tries', '+', 1) }))
    .where('id', '=', id)
    .where('sent', 'is', null)
    .where('given_up', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** How many mails wait, and since when the oldest has been tried. */
export const waiting = (db: Db): Promise<{ count: number; oldest: Instant | null }> =>
  db
    .selectFrom('mails')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('begun').as('oldest')])
    .where('sealed', 'is not', null)
    .where('sent', 'is', null)
    .where('given_up', 'is', null)
    .executeTakeFirstOrThrow() as Promise<{ count: number; oldest: Instant | null }>

/** The mails given up since an instant, the latest first: everything about them but what they say and to whom. */
export const givenUpSince = (db: Db, since: Instant, limit: number) =>
  db
    .selectFrom('mails')
    .select(['id', 'hub_id', 'kind', 'made', 'given_up', 'why'])
    .where('given_up', '>=', since)
    .orderBy('given_up', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** How many mails were given up since an instant. */
export const countGivenUpSince = async (db: Db, since: Instant): Promise<number> =>
  (
    await db
      .selectFrom('mails')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('given_up', '>=', since)
      .executeTakeFirstOrThrow()
  ).count

/** Takes up again, as of now, what was given up and can still be read; says which. */
export const takeUpAgainIn = (tx: Tx, now: Instant): Promise<Pick<MailRow, 'id'>[]> =>
  tx
    .updateTable('mails')
    .set({ given_up: null, begun: now, refused: 0 })
    .where('given_up', 'is not', null)
    .where('sealed', 'is not', null)
    .where((eb) => eb.or([eb('ends', 'is', null), eb('ends', '>', now)]))
    .returning('id')
    .execute()

/**
 * Takes back what waits: it will not be sent any more, unless it is on its way at this very moment, which its row says a
 * while later (`sent`). False where it does not wait.
 */
export const takeBackIn = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx
    .updateTable('mails')
    .set({ sealed: null })
    .where('id', '=', id)
    .where('sent', 'is', null)
    .where('given_up', 'is', null)
    .where('sealed', 'is not', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Forgets a mail that its maker has no more use for, so that nobody takes it up again. */
export const forgetMailIn = (tx: Tx, id: string) => tx.deleteFrom('mails').where('id', '=', id).execute()

/** Drops what mails said that were given up before an instant. */
export const emptyGivenUp = (db: Db, before: Instant) =>
  db
    .updateTable('mails')
    .set({ sealed: null })
    .where('given_up', '<', before)
    .where('sealed', 'is not', null)
    .execute()

/** Forgets mails that were sent or given up before an instant. */
export async function forgetMails(db: Db, before: Instant): Promise<void> {
  await db.deleteFrom('mails').where('sent', '<', before).execute()
  await db.deleteFrom('mails').where('given_up', '<', before).execute()
}

/** What was mailed to somebody that is still known, the latest first: never what it said. */
export const mailsTo = (db: Db, person: string) =>
  db
    .selectFrom('mails')
    .select(['kind', 'made', 'sent', 'given_up'])
    .where('person_id', '=', person)
    .orderBy('made', 'desc')
    .execute()

/** Forgets all mail to somebody, also what still waits, as when nothing of them may stay. */
export const forgetMailsToIn = (tx: Tx, person: string) =>
  tx.deleteFrom('mails').where('person_id', '=', person).execute()

/** Forgets all mail, as when the addresses in it lead nowhere any more. For an adoption only. */
export const forgetAllMailsIn = (tx: Tx) => tx.deleteFrom('mails').execute()
