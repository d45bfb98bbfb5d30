import type { Db, Tx } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'
import type { FederationTables } from '../table.ts'

/** A following of one of our hubs, as it stands in the table. */
export type Following = FederationTables['followings']
type Follower = FederationTables['followers']

/** Notes that a hub of ours asks to follow an actor; asking again replaces what was asked before. */
export const askToFollow = (tx: Tx, following: Following) => {
  const { hub_id, actor, ...rest } = following
  return tx
    .insertInto('followings')
    .values(following)
    .onConflict((conflict) => conflict.columns(['hub_id', 'actor']).doUpdateSet(rest))
    .execute()
}

/** Replaces the question that asked for a following by another; undefined where it is not asked or accepted any more. */
export const askAgain = (tx: Tx, before: string, to: Pick<Following, 'activity' | 'asked'>) =>
  tx
    .updateTable('followings')
    .set((eb) => ({ ...to, asks: eb('asks', '+', 1) }))
    .where('activity', '=', before)
    .where('state', 'in', ['asked', 'accepted'])
    .returning('activity')
    .executeTakeFirst()

/** What a hub of ours follows. */
export const followingOf = (db: Db, hubId: string, actor: string) =>
  db
    .selectFrom('followings')
    .selectAll()
    .where('hub_id', '=', hubId)
    .where('actor', '=', actor)
    .executeTakeFirst()

/** A following by the id of the activity that asked for it. */
export const followingByActivity = (db: Db, activity: string) =>
  db.selectFrom('followings').selectAll().where('activity', '=', activity).executeTakeFirst()

/** Whom a hub of ours follows with their consent. */
export const followedBy = async (db: Db, hubId: string): Promise<string[]> =>
  (
    await db
      .selectFrom('followings')
      .select('actor')
      .where('hub_id', '=', hubId)
      .where('state', '=', 'accepted')
      .execute()
  ).map(({ actor }) => actor)

/** All that hubs of ours follow now, of one actor or of all. */
export const followingsOf = (db: Db, actor: string) =>
  db
    .selectFrom('followings')
    .selectAll()
    .where('actor', '=', actor)
    .where('state', 'in', ['asked', 'accepted'])
    .execute()

/**
 * Since when no hub of ours follows an actor any more, by our own end or by its refusal; null where one does or has asked,
 * and where none ever did.
 */
export async function leftSince(db: Db, actor: string): Promise<Instant | null> {
  const rows = await db
    .selectFrom('followings')
    .select(['state', 'asked', 'answered', 'ended'])
    .where('actor', '=', actor)
    .execute()
  if (rows.some(({ state }) => state === 'asked' || state === 'accepted')) return null
  return (
    rows
      .map(({ asked, answered, ended }) => ended ?? answered ?? asked)
      .sort()
      .at(-1) ?? null
  )
}

/** Keeps the answer to our asking: only the one asked may give it, and only to what we asked. */
export const answerFollowing = (
  tx: Tx,
  activity: string,
  actor: string,
  state: 'accepted' | 'rejected',
  answered: Instant,
) =>
  tx
    .updateTable('followings')
    .set({ state, answered })
    .where('activity', '=', activity)
    .where('actor', '=', actor)
    .where('state', 'in', ['asked', 'accepted'])
    .returning(['hub_id', 'actor'])
    .executeTakeFirst()

/** Ends a following of ours. */
export const endFollowing = (tx: Tx, hubId: string, actor: string, ended: Instant) =>
  tx
    .updateTable('followings')
    .set({ state: 'ended', ended })
    .where('hub_id', '=', hubId)
    .where('actor', '=', actor)
    .where('state', '!=', 'ended')
    .returning('activity')
    .executeTakeFirst()

/** Keeps somebody who follows a hub of ours; following again renews it. */
export const keepFollower = (tx: Tx, follower: Follower) => {
  const { hub_id, actor, ...rest } = follower
  return tx
    .insertInto('followers')
    .values(follower)
    .onConflict((conflict) => conflict.columns(['hub_id', 'actor']).doUpdateSet(rest))
    .execute()
}

/** Who follows a hub of ours now, in the order of their addresses. */
export const followersOf = (db: Db, hubId: string) =>
  db
    .selectFrom('followers')
    .selectAll()
    .where('hub_id', '=', hubId)
    .where('state', '=', 'following')
    .orderBy('actor')
    .execute()

/**
 * Inboxes at which everybody who follows a hub of ours began after an instant: what was published before never came there.
 * Those of hubs, which read our log, are none of them.
 */
export async function latecomers(db: Db, hubId: string, after: Instant): Promise<string[]> {
  const rows = await db
    .selectFrom('followers')
    .leftJoin('peers', 'peers.actor', 'followers.actor')
    .select((eb) => eb.fn.coalesce('followers.shared_inbox', 'followers.inbox').as('at'))
    .where('hub_id', '=', hubId)
    .where('state', '=', 'following')
    .groupBy('at')
    .having((eb) => eb(eb.fn.min('since'), '>', after))
    .having((eb) => eb(eb.fn.count('peers.changes'), '=', 0))
    .execute()
  return rows.map(({ at }) => at)
}

/** How many follow a hub of ours now. */
export async function countFollowers(db: Db, hubId: string): Promise<number> {
  const row = await db
    .selectFrom('followers')
    .select((eb) => eb.fn.countAll<number>().as('followers'))
    .where('hub_id', '=', hubId)
    .where('state', '=', 'following')
    .executeTakeFirstOrThrow()
  return Number(row.followers)
}

/** How many a hub of ours follows with their consent. */
export async function countFollowings(db: Db, hubId: string): Promise<number> {
  const row = await db
    .selectFrom('followings')
    .select((eb) => eb.fn.countAll<number>().as('followings'))
    .where('hub_id', '=', hubId)
    .where('state', '=', 'accepted')
    .executeTakeFirstOrThrow()
  return Number(row.followings)
}

/** Ends an actor's following: of one hub, what one activity began, or of all hubs. */
export const endFollowers = (
  tx: Tx,
  actor: string,
  of: { hub?: string; activity?: string },
  to: Pick<Follower, 'state' | 'ended' | 'why'>,
) => {
  let query = tx.updateTable('followers').set(to).where('actor', '=', actor).where('state', '=', 'following')
  if (of.hub !== undefined) query = query.where('hub_id', '=', of.hub)
  if (of.activity !== undefined) query = query.where('activity', '=', of.activity)
  return query.returning('hub_id').execute()
}

/** An actor takes its letters elsewhere from now on. */
export const moveInboxes = (db: Db, actor: string, to: Pick<Follower, 'inbox' | 'shared_inbox'>) =>
  db.updateTable('followers').set(to).where('actor', '=', actor).execute()

/** Some of those whose letters go to one inbox. */
export const followersAt = (db: Db, inbox: string, limit: number) =>
  db
    .selectFrom('followers')
    .select('actor')
    .distinct()
    .where((eb) => eb.or([eb('inbox', '=', inbox), eb('shared_inbox', '=', inbox)]))
    .where('state', '=', 'following')
    .orderBy('actor')
    .limit(limit)
    .execute()

/** Ends every follower whose letters go to one inbox: nobody has answered there for too long. */
export const endFollowersAt = (tx: Tx, inbox: string, to: Pick<Follower, 'state' | 'ended' | 'why'>) =>
  tx
    .updateTable('followers')
    .set(to)
    .where((eb) => eb.or([eb('inbox', '=', inbox), eb('shared_inbox', '=', inbox)]))
    .where('state', '=', 'following')
    .returning('actor')
    .execute()
