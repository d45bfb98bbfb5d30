import type { ExpressionBuilder } from 'kysely'
import type { Db, Schema, Tx } from '../../db/index.ts'
import { after, type Instant } from '../../lib/time.ts'
import type { FederationTables } from '../table.ts'

/** An actor of another server and how far its log is read, as stored. */
export type PeerRow = FederationTables['peers']

/** What an actor of another server says of itself; the rest of the row is about how far we have read it. */
export type Introduction = Pick<
  PeerRow,
  | 'actor'
  | 'origin'
  | 'handle'
  | 'name'
  | 'type'
  | 'inbox'
  | 'shared_inbox'
  | 'keys'
  | 'document'
  | 'changes'
  | 'fetched'
>

/** An actor of another server that we have met. */
export const peerByActor = (db: Db, actor: string) =>
  db.selectFrom('peers').selectAll().where('actor', '=', actor).executeTakeFirst()

/** Keeps what an actor says of itself, anew or over what it said before. */
export const keepIntroduction = (tx: Tx | Db, introduction: Introduction) =>
  tx
    .insertInto('peers')
    .values({
      ...introduction,
      gone: null,
      epoch: null,
      cursor: 0,
      chain: null,
      head: 0,
      crawl_due: null,
      crawled: null,
      failing: null,
      failures: 0,
      last_error: null,
    })
    .onConflict((conflict) => conflict.column('actor').doUpdateSet({ ...introduction, gone: null }))
    .execute()

/** The servers that our hubs follow and that answered when they were last asked, the latest first. */
export const followedOrigins = async (db: Db, limit: number): Promise<string[]> =>
  (
    await db
      .selectFrom('peers')
      .select(['origin', ({ fn }) => fn.max('crawled').as('latest')])
      .where('crawled', 'is not', null)
      .where('failing', 'is', null)
      .where('gone', 'is', null)
      .groupBy('origin')
      .orderBy('latest', 'desc')
      .limit(limit)
      .execute()
  ).map(({ origin }) => origin)

/** Changes what we know of a peer: how far its log is read, when it is due again, how it answers. */
export const changePeer = (tx: Tx | Db, actor: string, to: Partial<Omit<PeerRow, 'actor'>>) =>
  tx.updateTable('peers').set(to).where('actor', '=', actor).execute()

/** Has the log of everybody that is read at all be read from its beginning. */
export async function readAllAnew(tx: Tx, due: Instant): Promise<void> {
  await tx
    .updateTable('peers')
    .set({ cursor: 0, chain: null, crawl_due: due })
    .where('crawl_due', 'is not', null)
    .execute()
  await tx.deleteFrom('peer_pages').execute()
}

/** Asks for a peer's log to be read soon, unless that is due sooner already. Only peers that keep a log are read. */
export const wantCrawl = (tx: Tx | Db, actor: string, due: Instant) =>
  tx
    .updateTable('peers')
    .set({ crawl_due: due })
    .where('actor', '=', actor)
    .where('changes', 'is not', null)
    .where((eb) => eb.or([eb('crawl_due', 'is', null), eb('crawl_due', '>', due)]))
    .execute()

/** Asks for every log that is read at all to be read soon: this server was down, and may have missed letters. */
export const wantAllCrawled = (db: Db, due: Instant) =>
  db.updateTable('peers').set({ crawl_due: due }).where('crawl_due', '>', due).execute()

/** Some of the actors who take their letters at an inbox, their own or one they share. */
export const actorsAt = async (db: Db, inbox: string, limit: number): Promise<string[]> =>
  (
    await db
      .selectFrom('peers')
      .select('actor')
      .where('origin', '=', new URL(inbox).origin)
      .where((eb) => eb.or([eb('inbox', '=', inbox), eb('shared_inbox', '=', inbox)]))
      .orderBy('actor')
      .limit(limit)
      .execute()
  ).map(({ actor }) => actor)

/** Actors of other servers that have a handle, with or without an @ before it. */
export const peersByHandle = (db: Db, handle: string) =>
  db
    .selectFrom('peers')
    .select('actor')
    .where('handle', '=', handle.replace(/^(acct:)?@?/, ''))
    .orderBy('actor')
    .limit(2)
    .execute()

/** A hub of another server that one of ours asked to follow, by its handle, with or without an @ before it. */
export const followedByHandle = (db: Db, hubId: string, handle: string) =>
  db
    .selectFrom('followings')
    .innerJoin('peers', 'peers.actor', 'followings.actor')
    .select('peers.actor')
    .where('followings.hub_id', '=', hubId)
    .where('followings.state', '!=', 'ended')
    .where('peers.handle', '=', handle.replace(/^(acct:)?@?/, ''))
    .executeTakeFirst()

/** Takes one peer whose log is due to be read, and keeps others from it until the lease ends. */
export const claimCrawl = (db: Db, now: Instant, lease: Instant) =>
  db
    .updateTable('peers')
    .set({ crawl_due: lease })
    .where('crawl_due', '<=', now)
    .where('actor', '=', (eb) =>
      eb
        .selectFrom('peers')
        .select('actor')
        .where('crawl_due', '<=', now)
        .orderBy('crawl_due')
        .orderBy('actor')
        .limit(1),
    )
    .returningAll()
    .executeTakeFirst()

/** When the next log is due to be read. */
export async function nextCrawl(db: Db): Promise<Instant | null> {
  const row = await db
    .selectFrom('peers')
    .select((eb) => eb.fn.min('crawl_due').as('due'))
    .executeTakeFirst()
  return (row?.due as Instant | null | undefined) ?? null
}

/** Remembers the chain at the end of a whole page of a peer's log. */
export const keepPage = (tx: Tx, actor: string, page: number, chain: string) =>
  tx
    .insertInto('peer_pages')
    .values({ actor, page, chain })
    .onConflict((conflict) => conflict.columns(['actor', 'page']).doUpdateSet({ chain }))
    .execute()

/** The chain at the end of a whole page, as we last read it. */
export const pageOf = (db: Db, actor: string, page: number) =>
  db
    .selectFrom('peer_pages')
    .selectAll()
    .where('actor', '=', actor)
    .where('page', '=', page)
    .executeTakeFirst()

/** Forgets the pages of a peer's log after one: the log took another way there. */
export const forgetPagesAfter = (tx: Tx, actor: string, page: number) =>
  tx.deleteFrom('peer_pages').where('actor', '=', actor).where('page', '>', page).execute()

/** Forgets those whom we last looked up before an instant and who have nothing to do with us: they wrote, and neither follow nor are followed. */
export const forgetStrangers = (db: Db, before: Instant) =>
  db.deleteFrom('peers').where('fetched', '<', before).where(isStranger).execute()

const isStranger = ({ and, not, exists, selectFrom }: ExpressionBuilder<Schema, 'peers'>) =>
  and([
    not(exists(selectFrom('followings').select('actor').whereRef('followings.actor', '=', 'peers.actor'))),
    not(exists(selectFrom('followers').select('actor').whereRef('followers.actor', '=', 'peers.actor'))),
    not(exists(selectFrom('records').select('owner').whereRef('records.owner', '=', 'peers.actor'))),
  ])

/** Forgets those who have nothing to do with us beyond so many, whoever was looked up longest ago first. */
export async function forgetStrangersBeyond(db: Db, most: number): Promise<void> {
  const last = await db
    .selectFrom('peers')
    .select('fetched')
    .where(isStranger)
    .orderBy('fetched', 'desc')
    .limit(1)
    .offset(most)
    .executeTakeFirst()
  if (last) await forgetStrangers(db, after(last.fetched, 1))
}

/** The addresses of all peers we have met. */
export const allPeers = (db: Db | Tx) =>
  db.selectFrom('peers').select(['actor', 'cursor']).orderBy('actor').execute()

/** A hub that a hub of ours follows, as the lists show it. */
export type FollowedActor = Pick<
  PeerRow,
  'actor' | 'name' | 'handle' | 'origin' | 'fetched' | 'crawled' | 'failing'
>

/** The actors that hubs of ours follow with their consent and that are still there, by name. Blocks are for the caller to apply. */
export const followedActors = (db: Db): Promise<FollowedActor[]> =>
  db
    .selectFrom('peers')
    .select(['actor', 'name', 'handle', 'origin', 'fetched', 'crawled', 'failing'])
    .where('gone', 'is', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('followings')
          .select('followings.actor')
          .whereRef('followings.actor', '=', 'peers.actor')
          .where('followings.state', '=', 'accepted'),
      ),
    )
    .orderBy('name', (order) => order.asc().nullsLast())
    .orderBy('actor')
    .execute()

/** Every peer that a hub of ours, or this one of them, follows or has followed, with what it answered. */
export const peersFollowed = (db: Db, hubId?: string) =>
  db
    .selectFrom('followings')
    .$if(hubId !== undefined, (query) => query.where('followings.hub_id', '=', hubId!))
    .innerJoin('peers', 'peers.actor', 'followings.actor')
    .selectAll('peers')
    .select([
      'followings.hub_id',
      'followings.state',
      'followings.asked',
      'followings.answered',
      'followings.ended',
    ])
    .orderBy('peers.handle', (order) => order.asc().nullsLast())
    .orderBy('peers.actor')
    .execute()
