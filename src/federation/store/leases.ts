import { sql } from 'kysely'
import type { Db, Tx } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'

/** A message that a listener has under lease. `attempts` counts this one. */
export type Leased = {
  seq: number
  sealed: string
  ordering_key: string | null
  due: Instant
  attempts: number
  made: Instant
  why: string | null
}

/** Whose lease it is, in which queue, from when and until when. `by` is random and a listener's own. */
export type Lease = { queue: string; by: string; now: Instant; until: Instant }

/** What became of a message: handled; back into the queue (`uncounted`: this attempt did not count); or given up. */
export type Settlement =
  | { seq: number; is: 'done' }
  | { seq: number; is: 'back'; due: Instant; why: string | null; uncounted: boolean }
  | { seq: number; is: 'dead'; why: string }

/**
 * How many numbers behind a message to look for one of its key that runs already. On PostgreSQL a transaction that took
 * a lower number may commit later; its message waits until the other has ended, so that never two of a key run at once.
 */
const NEAR = 200

/** The messages that could be leased now, those first that have been due longest: due, under no live lease, and the oldest of their key. */
export const ready = (db: Db, queue: string, now: Instant, limit: number): Promise<number[]> =>
  db
    .selectFrom('queue as c')
    .select('c.seq')
    .where('c.queue', '=', queue)
    .where('c.due', '<=', now)
    .where(free('c', now))
    .where(first('c', now))
    .orderBy('c.due')
    .orderBy('c.seq')
    .limit(limit)
    .execute()
    .then((rows) => rows.map(({ seq }) => seq))

/**
 * Leases those of these messages that still can be. One statement, so that no message has two listeners: where another
 * was quicker, its row is waited for and looked at anew. They are named and not searched for here because PostgreSQL then
 * takes them in their order; in the order of a search, two listeners could each hold what the other waits for.
 */
export const claim = (db: Db | Tx, lease: Lease, seqs: number[]): Promise<Leased[]> =>
  take(db, lease).where('seq', 'in', seqs).execute()

/** Leases the oldest message of each of these keys where it can be: what follows when their messages have ended, without a search. */
export const claimNext = (db: Db | Tx, lease: Lease, keys: string[]): Promise<Leased[]> =>
  take(db, lease)
    .where((eb) =>
      eb(
        'seq',
        'in',
        keys.map((key) =>
          eb
            .selectFrom('queue as c')
            .select(({ fn }) => fn.min('c.seq').as('seq'))
            .where('c.queue', '=', lease.queue)
            .where('c.ordering_key', '=', key),
        ),
      ),
    )
    .execute()

const take = (db: Db | Tx, { by, now, until }: Lease) =>
  db
    .updateTable('queue')
    .set((eb) => ({ leased_by: by, leased_until: until, attempts: eb('attempts', '+', 1) }))
    .where('due', '<=', now)
    .where(free('queue', now))
    .where(first('queue', now))
    .returning(['seq', 'sealed', 'ordering_key', 'due', 'attempts', 'made', 'why'])

/** Whether nobody works on a message, or whoever did has not been heard of for too long. */
const free = (row: 'c' | 'queue', now: Instant) =>
  sql<boolean>`(${sql.ref(`${row}.leased_until`)} is null or ${sql.ref(`${row}.leased_until`)} <= ${now})`

/** Whether a message has no key, or is the oldest of its key and none of that key runs. A delayed message holds up those behind it. */
const first = (row: 'c' | 'queue', now: Instant) => {
  const it = (column: string) => sql.ref(`${row}.${column}`)
  return sql<boolean>`(${it('ordering_key')} is null or not exists (
    select 1 from queue o where o.queue = ${it('queue')} and o.ordering_key = ${it('ordering_key')}
    and o.seq < ${it('seq')} + ${sql.lit(NEAR)} and (o.seq < ${it('seq')} or o.leased_until > ${now})))`
}

/** Extends the leases of messages still worked on; says how many were still this listener's. */
export async function extendLeases(db: Db | Tx, { by, until }: Lease, seqs: number[]): Promise<number> {
  const kept = await db
    .updateTable('queue')
    .set({ leased_until: until })
    .where('leased_by', '=', by)
    .where('seq', 'in', seqs)
    .executeTakeFirst()
  return Number(kept.numUpdatedRows)
}

/** Does with messages what became of them, each only where it is still under this lease; says how many were. */
export async function settle(tx: Tx, { by, now }: Lease, settlements: Settlement[]): Promise<number> {
  const done = settlements.filter((it) => it.is === 'done').map(({ seq }) => seq)
  let ours = done.length > 0 ? await drop(tx, by, done) : 0
  // What fails together comes back together, as when a server goes down: one statement for all of it.
  const back = new Map<string, Back[]>()
  for (const it of settlements) {
    if (it.is !== 'back') continue
    const same = JSON.stringify([it.due, it.why, it.uncounted])
    back.set(same, [...(back.get(same) ?? []), it])
  }
  for (const alike of back.values()) ours += await putBack(tx, by, alike)
  for (const it of settlements) if (it.is === 'dead') ours += await bury(tx, by, it, now)
  return ours
}

type Back = Settlement & { is: 'back' }

async function drop(tx: Tx, by: string, seqs: number[]): Promise<number> {
  const gone = await tx
    .deleteFrom('queue')
    .where('leased_by', '=', by)
    .where('seq', 'in', seqs)
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

async function putBack(tx: Tx, by: string, alike: Back[]): Promise<number> {
  const { due, why, uncounted } = alike[0]!
  const back = await tx
    .updateTable('queue')
    .set((eb) => ({
      leased_by: null,
      leased_until: null,
      due,
      why,
      ...(uncounted ? { attempts: eb('attempts', '-', 1) } : {}),
    }))
    .where('leased_by', '=', by)
    .where(
      'seq',
      'in',
      alike.map(({ seq }) => seq),
    )
    .executeTakeFirst()
  return Number(back.numUpdatedRows)
}

async function bury(
  tx: Tx,
  by: string,
  { seq, why }: Settlement & { is: 'dead' },
  died: Instant,
): Promise<number> {
  const row = await tx
    .deleteFrom('queue')
    .where('leased_by', '=', by)
    .where('seq', '=', seq)
    .returning(['seq', 'queue', 'sealed', 'ordering_key', 'attempts', 'made'])
    .executeTakeFirst()
  if (!row) return 0
  await tx
    .insertInto('dead_letters')
    .values({ ...row, why, died })
    .execute()
  return 1
}

/**
 * Puts off what waits behind a delayed message of its key until that one is due. It could not run earlier anyway; but as
 * long as it seems due, every claim must walk past it, and a server that is down gathers thousands of such messages.
 */
export async function putOffBlocked(db: Db, queue: string, now: Instant): Promise<void> {
  const head = sql<Instant>`(select o.due from queue o
    where o.queue = queue.queue and o.ordering_key = queue.ordering_key order by o.seq limit 1)`
  await db
    .updateTable('queue')
    .set({ due: head })
    .where('queue', '=', queue)
    .where('due', '<=', now)
    .where('ordering_key', 'is not', null)
    .where('leased_by', 'is', null)
    .where(head, '>', now)
    .execute()
}
