import type { Db, Tx } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'
import type { FederationTables } from '../table.ts'

/** A like or boost, as stored. */
export type Reaction = FederationTables['reactions']
/** A reply, as stored. */
export type Reply = FederationTables['replies']

/** Notes a like or boost; each actor counts once, however often it says so. */
export const keepReaction = (tx: Tx, reaction: Reaction) => {
  const { activity, at } = reaction
  return tx
    .insertInto('reactions')
    .values(reaction)
    .onConflict((conflict) => conflict.columns(['record_id', 'what', 'actor']).doUpdateSet({ activity, at }))
    .execute()
}

/** Takes a like or boost back: of a record by its kind, or by the activity that said it. */
export const takeReactionBack = (
  tx: Tx,
  actor: string,
  of: { activity: string } | { record: string; what: Reaction['what'] },
) => {
  const query = tx.deleteFrom('reactions').where('actor', '=', actor)
  return (
    'activity' in of
      ? query.where('activity', '=', of.activity)
      : query.where('record_id', '=', of.record).where('what', '=', of.what)
  )
    .returning('record_id')
    .execute()
}

/** How many like and boost a record, and how many replies to it are shown or wait. */
export async function countResponses(db: Db, recordId: string) {
  const reactions = await db
    .selectFrom('reactions')
    .select((eb) => ['what', eb.fn.countAll<number>().as('count')])
    .where('record_id', '=', recordId)
    .groupBy('what')
    .execute()
  const replies = await db
    .selectFrom('replies')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('record_id', '=', recordId)
    .groupBy('state')
    .execute()
  const of = (rows: readonly { count: number }[], at: number) => (at < 0 ? 0 : Number(rows[at]!.count))
  return {
    likes: of(
      reactions,
      reactions.findIndex(({ what }) => what === 'like'),
    ),
    boosts: of(
      reactions,
      reactions.findIndex(({ what }) => what === 'boost'),
    ),
    shown: of(
      replies,
      replies.findIndex(({ state }) => state === 'shown'),
    ),
    held: of(
      replies,
      replies.findIndex(({ state }) => state === 'held'),
    ),
  }
}

/** A reply by its own address. */
export const replyByIri = (db: Db, iri: string) =>
  db.selectFrom('replies').selectAll().where('iri', '=', iri).executeTakeFirst()

/** How many replies of an actor, or to a record, are kept. */
export async function countReplies(db: Db, of: { actor: string } | { record: string }): Promise<number> {
  let query = db.selectFrom('replies').select((eb) => eb.fn.countAll<number>().as('count'))
  query = 'actor' in of ? query.where('actor', '=', of.actor) : query.where('record_id', '=', of.record)
  return Number((await query.executeTakeFirstOrThrow()).count)
}

/** Keeps a reply, held; where its text has changed since it was judged it is held again. */
export const keepReply = (tx: Tx, reply: Reply) => {
  const { html, language, updated, received } = reply
  return tx
    .insertInto('replies')
    .values(reply)
    .onConflict((conflict) =>
      conflict
        .column('iri')
        .doUpdateSet({ html, language, updated, received, state: 'held', judged: null })
        .where('replies.actor', '=', reply.actor)
        .where('replies.html', '!=', html),
    )
    .execute()
}

/** Forgets a reply whose author took it back. */
export const forgetReply = (tx: Tx, iri: string, actor: string) =>
  tx
    .deleteFrom('replies')
    .where('iri', '=', iri)
    .where('actor', '=', actor)
    .returning('iri')
    .executeTakeFirst()

/** Replies to records of a hub, the latest first. */
export const repliesOfHub = (db: Db, hub: string, about: { state?: Reply['state']; limit: number }) => {
  let query = db.selectFrom('replies').selectAll().where('hub_id', '=', hub)
  if (about.state) query = query.where('state', '=', about.state)
  return query.orderBy('received', 'desc').orderBy('iri').limit(about.limit).execute()
}

/** Replies to a record that the hub shows, oldest first. */
export const shownReplies = (db: Db, recordId: string, limit: number) =>
  db
    .selectFrom('replies')
    .selectAll()
    .where('record_id', '=', recordId)
    .where('state', '=', 'shown')
    .orderBy('published')
    .orderBy('iri')
    .limit(limit)
    .execute()

/** Shows or hides a reply of a hub; undefined where there is none. */
export const judgeReply = (
  tx: Tx,
  hub: string,
  iri: string,
  to: { state: 'shown' | 'hidden'; judged: Instant },
) =>
  tx
    .updateTable('replies')
    .set(to)
    .where('hub_id', '=', hub)
    .where('iri', '=', iri)
    .returningAll()
    .executeTakeFirst()

/** Everybody who likes, boosts or has answered a record of ours. */
export async function allResponders(db: Db): Promise<string[]> {
  const [reacted, replied] = [
    await db.selectFrom('reactions').select('actor').distinct().execute(),
    await db.selectFrom('replies').select('actor').distinct().execute(),
  ]
  return [...new Set([...reacted, ...replied].map(({ actor }) => actor))]
}

/** Forgets all that an actor did with our records: it is gone, or has nothing to do with us any more. */
export async function forgetResponsesOf(tx: Tx, actor: string): Promise<void> {
  await tx.deleteFrom('reactions').where('actor', '=', actor).execute()
  await tx.deleteFrom('replies').where('actor', '=', actor).execute()
}

/** Replies to records of a hub that nobody shows, and that came before an instant: how many, and when the first of all came. */
export async function waitingUnshown(db: Db, hub: string, before: Instant) {
  const unshown = db.selectFrom('replies').where('hub_id', '=', hub).where('state', '!=', 'shown')
  const { count } = await unshown
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('received', '<', before)
    .executeTakeFirstOrThrow()
  const first = await unshown.select((eb) => eb.fn.min('received').as('oldest')).executeTakeFirst()
  return { count: Number(count), oldest: first?.oldest ?? null }
}

/** Forgets some replies that nobody has shown since before an instant, hidden ones too. @returns how many it was */
export async function forgetUnshown(
  tx: Tx,
  { hub, before, most }: { hub: string; before: Instant; most: number },
): Promise<number> {
  const gone = await tx
    .deleteFrom('replies')
    .where('iri', 'in', (eb) =>
      eb
        .selectFrom('replies')
        .select('iri')
        .where('hub_id', '=', hub)
        .where('state', '!=', 'shown')
        .where('received', '<', before)
        .orderBy('received')
        .limit(most),
    )
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}
