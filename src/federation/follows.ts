import { inTransaction } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import { isJsonObject, type JsonObject } from '../lib/json.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { after, type Instant, instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { idsOf } from './copies.ts'
import { fetchDocument } from './fetch.ts'
import { actorIri, isOurs, ownActorId } from './iri.ts'
import { whyBlocked } from './policy.ts'
import { meetActor } from './remote.ts'
import { answerWithin } from './renew.ts'
import { type ActorRow, actorById } from './store/actors.ts'
import {
  answerFollowing,
  askToFollow,
  endFollowers,
  endFollowing,
  followingOf,
  keepFollower,
} from './store/follows.ts'
import { recordNews } from './store/outbox.ts'
import { changePeer, peerByActor, wantCrawl } from './store/peers.ts'
import { forgetResponsesOf } from './store/responses.ts'

/** A hub of ours asks to follow another hub; asking again after a while renews it. The letter goes out by the outbox. */
export async function askToFollowActor(
  world: World,
  hubId: string,
  actor: string,
): Promise<Refusal | { asked: string }> {
  const blocked = await whyBlocked(world, actor)
  if (blocked !== null)
    return refuseWith(
      'follow.no.blocked',
      { address: actor },
      `${actor} cannot be followed from here: ${blocked}.`,
    )
  if (actor === actorIri(world, hubId)) return refuseWith('follow.no.itself')
  if (isOurs(world, actor)) return followNeighbour(world, hubId, actor)
  const peer = await meetActor(world, actor, true)
  if ('refused' in peer)
    return refuseWith('follow.no.stranger', { address: actor, why: peer.refused }, peer.refused)
  if (!('actor' in peer)) return refuseWith('follow.no.gone', { address: actor })
  if (peer.changes === null) return refuseWith('follow.no.log', { address: actor })
  const asked = instant(world.clock())
  const known = await followingOf(world.db, hubId, actor)
  // Asking again renews: what was accepted stays so, while the other side may have let us go.
  const accepted = known?.state === 'accepted'
  const following = {
    hub_id: hubId,
    actor,
    activity: `${actorIri(world, hubId)}#follow-${newId()}`,
    state: accepted ? ('accepted' as const) : ('asked' as const),
    asked,
    asks: 1,
    answered: accepted ? known.answered : null,
    ended: null,
  }
  await inTransaction(world.db, async (tx) => {
    await askToFollow(tx, following)
    await recordNews(tx, {
      hub_id: hubId,
      actor_id: hubId,
      news: 'follow.asked',
      subject: actor,
      happened: asked,
    })
    // Should no answer come, that is when it is asked again.
    await wantCrawl(tx, actor, after(asked, answerWithin))
  })
  world.pulse.beat('news', 'logs')
  return { asked: actor }
}

/** Two hubs of one server: both sides are known here, and no letter is needed. */
async function followNeighbour(
  world: World,
  hubId: string,
  actor: string,
): Promise<Refusal | { asked: string }> {
  const id = ownActorId(world, actor)
  const neighbour = id === null ? undefined : await actorById(world.db, id)
  if (neighbour?.kind !== 'hub') return refuseWith('follow.no.neighbour', { address: actor })
  const now = instant(world.clock())
  const activity = `${actorIri(world, hubId)}#follow-${newId()}`
  await inTransaction(world.db, async (tx) => {
    await askToFollow(tx, {
      hub_id: hubId,
      actor,
      activity,
      state: 'accepted',
      asked: now,
      asks: 1,
      answered: now,
      ended: null,
    })
    await keepFollower(
      tx,
      followerRow(
        neighbour.id,
        actorIri(world, hubId),
        activity,
        { inbox: `${actorIri(world, hubId)}/inbox`, shared_inbox: null },
        now,
      ),
    )
  })
  world.pulse.beat('public')
  return { asked: actor }
}

/** A hub of ours stops following. The copies stay for a while, out of the figures. */
export async function stopFollowing(
  world: World,
  hubId: string,
  actor: string,
): Promise<Refusal | { ended: string }> {
  const ended = instant(world.clock())
  const done = await inTransaction(world.db, async (tx) => {
    const row = await endFollowing(tx, hubId, actor, ended)
    if (!row) return false
    if (isOurs(world, actor))
      await endFollowers(
        tx,
        actorIri(world, hubId),
        { hub: ownActorId(world, actor) ?? '' },
        {
          state: 'ended',
          ended,
          why: null,
        },
      )
    else
      await recordNews(tx, {
        hub_id: hubId,
        actor_id: hubId,
        news: 'follow.ended',
        subject: actor,
        detail: row.activity,
        happened: ended,
      })
    return true
  })
  if (!done) return refuseWith('follow.no.not-followed', { address: actor })
  world.pulse.beat('news', 'public')
  return { ended: actor }
}

/**
 * Somebody asks to follow a hub of ours, or the server, which announces assemblies to other calendars: everybody may, and
 * is answered; a hub that has closed says no.
 */
export async function followCame(world: World, actor: string, follow: JsonObject): Promise<void> {
  const meant = await actorMeant(world, follow)
  if (meant === null)
    return world.log('info', 'letter refused', { why: 'it asks to follow nobody here', actor })
  const peer = await meetActor(world, actor)
  if ('refused' in peer) throw new Error(peer.refused)
  if (!('actor' in peer)) return
  const hub = meant.id
  const activity = String(follow.id)
  const since = instant(world.clock())
  await inTransaction(world.db, async (tx) => {
    if (meant.closed !== null)
      return recordNews(tx, {
        hub_id: hub,
        actor_id: hub,
        news: 'follow.rejected',
        subject: actor,
        detail: activity,
        happened: since,
      })
    await keepFollower(tx, followerRow(hub, actor, activity, peer, since))
    await recordNews(tx, {
      hub_id: hub,
      actor_id: hub,
      news: 'follow.accepted',
      subject: actor,
      detail: activity,
      happened: since,
    })
  })
  world.pulse.beat('news', 'public')
  world.log('info', meant.closed === null ? 'followed' : 'following was refused', { hub, actor })
}

const followerRow = (
  hub_id: string,
  actor: string,
  activity: string,
  { inbox, shared_inbox }: { inbox: string; shared_inbox: string | null },
  since: Instant,
) => ({
  hub_id,
  actor,
  activity,
  inbox,
  shared_inbox,
  state: 'following' as const,
  since,
  ended: null,
  why: null,
})

/** Somebody takes back what it said; of that we know only following. */
export async function followUndone(world: World, actor: string, undo: JsonObject): Promise<void> {
  const follow = undo.object
  if (isJsonObject(follow) && follow.type !== 'Follow')
    return world.log('debug', 'letter ignored', { type: 'Undo', actor })
  if (isJsonObject(follow) && follow.actor !== undefined && !idsOf(follow.actor).includes(actor))
    return world.log('info', 'letter refused', { why: "it undoes another's act", actor })
  // Some servers send the Follow whole, perhaps under another id than it had; others only its id.
  const hub = isJsonObject(follow) ? await actorMeant(world, follow) : null
  const of = hub !== null ? { hub: hub.id } : { activity: idsOf(follow)[0] ?? '' }
  const ended = await inTransaction(world.db, (tx) =>
    endFollowers(tx, actor, of, { state: 'ended', ended: instant(world.clock()), why: null }),
  )
  if (ended.length === 0)
    world.log('info', 'letter refused', { why: 'it undoes no following of the sender', actor })
}

/** An answer to our asking to follow: only the one asked may give it. */
export async function answerCame(world: World, actor: string, answer: JsonObject): Promise<void> {
  const [activity] = idsOf(answer.object)
  if (activity === undefined) return world.log('info', 'letter refused', { why: 'it answers nothing', actor })
  const answered = instant(world.clock())
  const accepted = answer.type === 'Accept'
  const row = await inTransaction(world.db, async (tx) => {
    const done = await answerFollowing(tx, activity, actor, accepted ? 'accepted' : 'rejected', answered)
    if (done && accepted) await wantCrawl(tx, actor, answered)
    return done
  })
  if (!row)
    return world.log('info', 'letter refused', {
      why: 'it answers what nobody here asked of the sender',
      actor,
    })
  world.pulse.beat('logs', 'public')
  world.log('info', accepted ? 'following' : 'following was refused', { hub: row.hub_id, actor })
}

/** An actor says that it is no more: believed only where its address is gone. */
export async function actorEnded(world: World, actor: string): Promise<void> {
  const answer = await fetchDocument(world, actor)
  if ('found' in answer)
    return world.log('info', 'letter refused', { why: 'the actor is still there', actor })
  if ('failed' in answer) throw new Error(`${actor} could not be read: ${answer.failed}`)
  await forgetActor(world, actor, 'it is gone')
}

/** Ends everything with an actor that is gone for good. */
export async function forgetActor(world: World, actor: string, why: string): Promise<void> {
  const ended = instant(world.clock())
  const known = await peerByActor(world.db, actor)
  await inTransaction(world.db, async (tx) => {
    await endFollowers(tx, actor, {}, { state: 'dead', ended, why })
    await forgetResponsesOf(tx, actor)
    if (known) await changePeer(tx, actor, { gone: known.gone ?? ended, crawl_due: null })
  })
}

/** The actor of ours that a Follow is about, or null. */
async function actorMeant(world: World, follow: JsonObject): Promise<ActorRow | null> {
  const [object, ...more] = idsOf(follow.object)
  const id = object === undefined || more.length > 0 ? null : ownActorId(world, object)
  return id === null ? null : ((await actorById(world.db, id)) ?? null)
}
