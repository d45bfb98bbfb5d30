import type { Db, Tx } from '../../db/index.ts'
import { after, type Instant } from '../../lib/time.ts'

/** A message to put in a queue; `sealed` is its JSON, encrypted. */
export type NewMessage = { sealed: string; ordering_key: string | null; due: Instant }

/** Puts messages at the end of a queue, in their order. */
export async function putIn(
  db: Db | Tx,
  queue: string,
  made: Instant,
  messages: NewMessage[],
): Promise<void> {
  // 500 rows stay far below the number of parameters that a statement may have.
  for (let i = 0; i < messages.length; i += 500)
    await db
      .insertInto('queue')
      .values(messages.slice(i, i + 500).map((message) => ({ ...message, queue, made, attempts: 0 })))
      .execute()
}

/** When the next message becomes due that is not due yet; undefined where none waits. */
export const nextDue = (db: Db, queue: string, now: Instant): Promise<Instant | undefined> =>
  db
    .selectFrom('queue')
    .select('due')
    .where('queue', '=', queue)
    .where('due', '>', now)
    .orderBy('due')
    .limit(1)
    .executeTakeFirst()
    .then((row) => row?.due)

/** How many messages wait, not counting those being handled; `ready` are those whose time has come. */
export async function depthOf(
  db: Db,
  queue: string,
  now: Instant,
): Promise<{ queued: number; ready: number; delayed: number }> {
  const { queued, ready } = await db
    .selectFrom('queue')
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('queued'),
      fn.count<number>(eb.case().when('due', '<=', now).then(1).end()).as('ready'),
    ])
    .where('queue', '=', queue)
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', now)]))
    .executeTakeFirstOrThrow()
  return { queued, ready, delayed: queued - ready }
}

/** Since when the message waits that has been due longest and that nobody works on; undefined where none is due. */
export const dueSince = (db: Db, queue: string, now: Instant): Promise<Instant | undefined> =>
  db
    .selectFrom('queue')
    .select('due')
    .where('queue', '=', queue)
    .where('due', '<=', now)
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', now)]))
    .orderBy('due')
    .limit(1)
    .executeTakeFirst()
    .then((row) => row?.due)

/** Whether more than so many messages are in a queue, in all or of those that are due. Looks no further than that. */
export const holdsMoreThan = async (db: Db, queue: string, most: number, due?: Instant): Promise<boolean> =>
  (await db
    .selectFrom('queue')
    .select('seq')
    .where('queue', '=', queue)
    .$if(due !== undefined, (query) => query.where('due', '<=', due!))
    .orderBy('due')
    .limit(1)
    .offset(most)
    .executeTakeFirst()) !== undefined

/** Whether more than so many messages of one ordering key are in a queue. */
export const crowded = async (db: Db | Tx, queue: string, key: string, most: number): Promise<boolean> =>
  (await db
    .selectFrom('queue')
    .select('seq')
    .where('queue', '=', queue)
    .where('ordering_key', '=', key)
    .orderBy('seq')
    .limit(1)
    .offset(most)
    .executeTakeFirst()) !== undefined

/** Makes all that waits in a queue due now, as when what held it up is mended. */
export const makeDue = (db: Db | Tx, queue: string, now: Instant) =>
  db
    .updateTable('queue')
    .set({ due: now })
    .where('queue', '=', queue)
    .where('due', '>', now)
    .where('leased_by', 'is', null)
    .execute()

/** Messages given up, the latest first: everything about them but what they say. */
export const deadLetters = (db: Db, queue: string, limit: number) =>
  db
    .selectFrom('dead_letters')
    .select(['seq', 'ordering_key', 'attempts', 'why', 'made', 'died'])
    .where('queue', '=', queue)
    .orderBy('died', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()

/** How many messages of each queue were given up. */
export const deadCounts = (db: Db) =>
  db
    .selectFrom('dead_letters')
    .select(({ fn }) => ['queue', fn.countAll<number>().as('count')])
    .groupBy('queue')
    .orderBy('queue')
    .execute()

/** How many messages of all queues were given up before an instant, and when the first of those that are still here was. */
export async function waitingDead(db: Db, before: Instant) {
  const { count } = await db
    .selectFrom('dead_letters')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('died', '<', before)
    .executeTakeFirstOrThrow()
  const first = await db
    .selectFrom('dead_letters')
    .select((eb) => eb.fn.min('died').as('oldest'))
    .executeTakeFirst()
  return { count: Number(count), oldest: first?.oldest ?? null }
}

/** Forgets the messages of a queue that were given up before an instant; says how many it was. */
export async function forgetDeadLetters(db: Db, queue: string, before: Instant): Promise<number> {
  const gone = await db
    .deleteFrom('dead_letters')
    .where('queue', '=', queue)
    .where('died', '<', before)
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Forgets all but the last so many messages of a queue that were given up. */
export async function forgetDeadLettersBeyond(db: Db, queue: string, most: number): Promise<void> {
  const last = await db
    .selectFrom('dead_letters')
    .select('died')
    .where('queue', '=', queue)
    .orderBy('died', 'desc')
    .limit(1)
    .offset(most)
    .executeTakeFirst()
  if (last) await forgetDeadLetters(db, queue, after(last.died, 1))
}

/** Puts messages that were given up back at the end of their queue, to be tried anew from the first attempt; says how many it was. */
export async function reviveDeadLetters(tx: Tx, seqs: number[], now: Instant): Promise<number> {
  const rows = await tx
    .deleteFrom('dead_letters')
    .where('seq', 'in', seqs)
    .returning(['seq', 'queue', 'sealed', 'ordering_key', 'made'])
    .execute()
  for (const { seq: _, ...row } of rows.sort((a, b) => a.seq - b.seq))
    await tx
      .insertInto('queue')
      .values({ ...row, due: now, attempts: 0 })
      .execute()
  return rows.length
}
