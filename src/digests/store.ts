import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { Cadence, Next, Told } from './model.ts'
import type { DigestsTables } from './table.ts'

/** Somebody who follows by mail, or has asked to, as they are kept. */
export type FollowRow = DigestsTables['digest_follows']

/** Which hub, or which issue of it, and by whom. */
export type Target = Pick<FollowRow, 'hub_id' | 'issue' | 'mark'>

/** Keeps what somebody asked for; false where it is there already, since a form was sent twice. */
export const insertAsk = async (tx: Tx, row: FollowRow): Promise<boolean> =>
  (await tx
    .insertInto('digest_follows')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

/** How many of a hub have asked and not confirmed. */
export async function countUnconfirmed(db: Db, hub: string): Promise<number> {
  const row = await db
    .selectFrom('digest_follows')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('hub_id', '=', hub)
    .where('confirmed', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Some who asked and were not answered yet, the longest ago first. */
export const someUnanswered = (db: Db, limit: number): Promise<FollowRow[]> =>
  db
    .selectFrom('digest_follows')
    .selectAll()
    .where('confirmed', 'is', null)
    .where('answered', 'is', null)
    .orderBy('asked')
    .orderBy('id')
    .limit(limit)
    .execute()

/** Takes an asking in hand; false where another was quicker. */
export const answerIn = async (tx: Tx, id: string, answered: Instant): Promise<boolean> =>
  (await tx
    .updateTable('digest_follows')
    .set({ answered })
    .where('id', '=', id)
    .where('answered', 'is', null)
    .where('confirmed', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** How often an address was answered since an instant, by its mark, in any hub here. */
export async function countAnswered(db: Db, mark: string, since: Instant): Promise<number> {
  const row = await db
    .selectFrom('digest_follows')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('mark', '=', mark)
    .where('answered', '>', since)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Who follows this already. */
export const followerOf = (db: Db, { hub_id, issue, mark }: Target): Promise<FollowRow | undefined> =>
  db
    .selectFrom('digest_follows')
    .selectAll()
    .where('mark', '=', mark)
    .where('hub_id', '=', hub_id)
    .where('issue', issue === null ? 'is' : '=', issue)
    .where('confirmed', 'is not', null)
    .executeTakeFirst()

/** Whose link it is, by the digest of its secret. */
export const followByLink = (db: Db, link: string): Promise<FollowRow | undefined> =>
  db.selectFrom('digest_follows').selectAll().where('link', '=', link).executeTakeFirst()

/** From now on they follow, and are told what comes after this; false where they did already, or are gone. */
export const confirmIn = async (tx: Tx, id: string, confirmed: Instant, told: Told): Promise<boolean> =>
  (await tx
    .updateTable('digest_follows')
    .set({ confirmed, slot: confirmed, answered: confirmed, told: JSON.stringify(told) })
    .where('id', '=', id)
    .where('confirmed', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Changes what somebody wants; who was paused begins anew. False where they are gone. */
export const changeWishIn = async (
  tx: Tx,
  id: string,
  wish: Pick<FollowRow, 'kinds' | 'cadence' | 'language' | 'wording'>,
): Promise<boolean> =>
  (await tx
    .updateTable('digest_follows')
    .set({ ...wish, paused: null, refused: 0 })
    .where('id', '=', id)
    .where('confirmed', 'is not', null)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Nothing of them stays. */
export const dropFollowIn = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.deleteFrom('digest_follows').where('id', '=', id).returning('id').executeTakeFirst()) !==
  undefined

/** What somebody asked for and never confirmed goes with what they followed. @returns ids of those */
export const dropAsksIn = async (tx: Tx, { hub_id, mark }: Pick<FollowRow, 'hub_id' | 'mark'>) =>
  (
    await tx
      .deleteFrom('digest_follows')
      .where('mark', '=', mark)
      .where('hub_id', '=', hub_id)
      .where('confirmed', 'is', null)
      .returning('id')
      .execute()
  ).map(({ id }) => id)

/** Some whose morning has come, so many after an id; of whom no mail is under way. */
export const someDue = (
  db: Db,
  about: { hub: string; cadence: Cadence; morning: Instant; after: string; limit: number },
): Promise<FollowRow[]> =>
  db
    .selectFrom('digest_follows')
    .selectAll()
    .where('hub_id', '=', about.hub)
    .where('cadence', '=', about.cadence)
    .where('slot', '<', about.morning)
    .where('paused', 'is', null)
    .where('mail_id', 'is', null)
    .where('id', '>', about.after)
    .orderBy('id')
    .limit(about.limit)
    .execute()

/** Takes a morning of somebody in hand, as they were read; false where another was quicker, or they changed meanwhile. */
const claimIn = async (
  tx: Tx,
  { id, told, kinds, language }: FollowRow,
  morning: Instant,
  change: Pick<FollowRow, 'told'> | Pick<FollowRow, 'next' | 'mail_id'>,
): Promise<boolean> =>
  (await tx
    .updateTable('digest_follows')
    .set({ ...change, slot: morning })
    .where('id', '=', id)
    .where('slot', '<', morning)
    .where('mail_id', 'is', null)
    .where('paused', 'is', null)
    .where('told', '=', told)
    .where('kinds', '=', kinds)
    .where('language', '=', language)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Notes that there was nothing to tell them this morning. */
export const nothingToTellIn = (tx: Tx, row: FollowRow, morning: Instant, told: Told): Promise<boolean> =>
  claimIn(tx, row, morning, { told: JSON.stringify(told) })

/** Notes that a mail to them is under way. */
export const underWayIn = (
  tx: Tx,
  row: FollowRow,
  morning: Instant,
  { mail, next }: { mail: string; next: Next },
): Promise<boolean> => claimIn(tx, row, morning, { mail_id: mail, next: JSON.stringify(next) })

/** Some to whom a mail is under way, so many after an id. */
export const someUnderWay = (db: Db, hub: string, after: string, limit: number): Promise<FollowRow[]> =>
  db
    .selectFrom('digest_follows')
    .selectAll()
    .where('hub_id', '=', hub)
    .where('mail_id', 'is not', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

/** Notes what became of the mail that is under way to somebody; false where another did. */
export const settleIn = async (
  tx: Tx,
  { id, mail_id }: Pick<FollowRow, 'id' | 'mail_id'>,
  change: Partial<Pick<FollowRow, 'told' | 'slot' | 'refused' | 'paused'>>,
): Promise<boolean> =>
  (await tx
    .updateTable('digest_follows')
    .set({ ...change, mail_id: null, next: null, taken_back: null })
    .where('id', '=', id)
    .where('mail_id', '=', mail_id)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Notes that the mail that is under way to somebody was taken back. */
export const noteTakenBackIn = async (tx: Tx, id: string, mail: string, at: Instant): Promise<boolean> =>
  (await tx
    .updateTable('digest_follows')
    .set({ taken_back: at })
    .where('id', '=', id)
    .where('mail_id', '=', mail)
    .where('taken_back', 'is', null)
    .returning('id')
    .executeTakeFirst()) !== undefined
