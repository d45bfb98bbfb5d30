import type { JsonObject } from '../lib/json.ts'
import type { Instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { actorIri, everybody } from './iri.ts'
import { actorById } from './store/actors.ts'
import { followersOf, followingOf, latecomers } from './store/follows.ts'
import type { News, NewsKind } from './store/outbox.ts'
import { peerByActor } from './store/peers.ts'
import { type RecordRow, recordById, recordByIri, revisionOf } from './store/records.ts'

/** An activity, to whom it goes and at which inbox; one object's letters reach each inbox in the order they were made. */
export type Telling = {
  readonly activity: JsonObject
  readonly to: readonly Receiver[]
  readonly about: string
  /** How many letters of its sort may wait for an inbox at most. */
  readonly most?: number
  /** What some inboxes must have had before they can show it. */
  readonly first?: { readonly activity: JsonObject; readonly about: string; readonly inboxes: Set<string> }
}

/** Somebody to write to. */
export type Receiver = { readonly actor: string; readonly inbox: string }

/** How many answers may wait for one who asks again and again and does not take them. */
const mostAnswers = 5

/** What each kind of news says, and to whom; null where there is nothing to say any more. */
export const tellings: Record<NewsKind, (world: World, news: News) => Promise<Telling | null>> = {
  'record.published': (world, news) => tellWording(world, news, 'Create', 'create'),
  'record.amended': (world, news) => tellWording(world, news, 'Update', `update-${news.detail}`),
  'record.withdrawn': async (world, { actor_id, subject }) => {
    const record = await recordById(world.db, subject)
    if (!record?.document) return null
    const tombstone = withoutContext(JSON.parse(record.document))
    return toFollowers(
      world,
      actor_id,
      { type: 'Delete', id: `${record.iri}#delete`, published: record.updated, object: tombstone },
      record.iri,
    )
  },
  'record.announced': async (world, { actor_id, subject }) => {
    const record = await recordById(world.db, subject)
    return record?.state === 'live'
      ? toFollowers(world, actor_id, announcementOf(record), `announce ${record.iri}`)
      : null
  },
  'record.unannounced': async (world, { actor_id, subject }) => {
    const record = await recordById(world.db, subject)
    if (!record) return null
    const object = { ...announcementOf(record), actor: actorIri(world, actor_id) }
    const undo = { type: 'Undo', id: `${record.iri}#unannounce`, object }
    return toFollowers(world, actor_id, undo, `announce ${record.iri}`)
  },
  'actor.changed': async (world, { actor_id, happened }) => {
    const actor = await actorById(world.db, actor_id)
    if (!actor?.document) return null
    const id = actorIri(world, actor_id)
    const object = withoutContext(JSON.parse(actor.document))
    return toFollowers(
      world,
      actor_id,
      { type: 'Update', id: `${id}#update-${Date.parse(happened)}`, published: happened, object },
      id,
    )
  },
  'follow.asked': async (world, { actor_id, subject }) => {
    const following = await followingOf(world.db, actor_id, subject)
    return following?.state !== 'asked' && following?.state !== 'accepted'
      ? null
      : toOne(world, actor_id, subject, { type: 'Follow', id: following.activity, object: subject })
  },
  'follow.ended': (world, { actor_id, subject, detail, id }) =>
    toOne(world, actor_id, subject, {
      type: 'Undo',
      id: `${actorIri(world, actor_id)}#undo-${id}`,
      object: { type: 'Follow', id: detail, actor: actorIri(world, actor_id), object: subject },
    }),
  'follow.accepted': (world, news) => answerFollow(world, news, 'Accept'),
  'follow.rejected': (world, news) => answerFollow(world, news, 'Reject'),
  'join.rejected': async (world, { actor_id, subject, detail, id }) => {
    const [join, record] = (detail ?? '').split(' ')
    return toAsker(world, actor_id, subject, {
      type: 'Reject',
      id: `${actorIri(world, actor_id)}#reject-${id}`,
      object: { type: 'Join', id: join!, actor: subject, object: record! },
    })
  },
}

const announcementOf = ({ iri, published }: { iri: string; published: Instant }): JsonObject => ({
  type: 'Announce',
  id: `${iri}#announce`,
  published,
  object: iri,
})

/** One wording of a record, as it was when it became public; nothing where the record has been withdrawn since. */
async function tellWording(
  world: World,
  { actor_id, subject, detail }: News,
  type: string,
  fragment: string,
): Promise<Telling | null> {
  const record = await recordById(world.db, subject)
  const wording = await revisionOf(world.db, subject, Number(detail))
  if (record?.state !== 'live' || !wording || wording.erased) return null
  const object = withoutContext(JSON.parse(wording.document))
  const activity = { type, id: `${record.iri}#${fragment}`, published: wording.published, object }
  const telling = await toFollowers(world, actor_id, activity, record.iri)
  const first = type === 'Create' ? await whatItAnswers(world, actor_id, object) : null
  return first ? { ...telling, first } : telling
}

/**
 * What a record of a hub answers, for inboxes of people who began to follow only after it was said. Mastodon shows a reply
 * to nobody where it does not have what is answered when the reply comes (`FeedManager#filter_from_home`), although it
 * fetches that a moment later; and an outcome comes weeks after its issue. Hubs read each other’s logs and need none of it.
 */
async function whatItAnswers(
  world: World,
  hubId: string,
  object: JsonObject,
): Promise<Telling['first'] | null> {
  if (typeof object.inReplyTo !== 'string') return null
  const answered = await recordByIri(world.db, object.inReplyTo)
  if (answered?.hub_id !== hubId || answered.state !== 'live' || !answered.document) return null
  const inboxes = new Set(await latecomers(world.db, hubId, answered.published))
  if (inboxes.size === 0) return null
  return { activity: creationOf(world, hubId, answered), about: answered.iri, inboxes }
}

/** A record as if it were published now. */
const creationOf = (world: World, hubId: string, { iri, published, document }: RecordRow): JsonObject => ({
  ...{ type: 'Create', id: `${iri}#create`, published, object: withoutContext(JSON.parse(document!)) },
  ...publicly(world, hubId),
})

const answerFollow = (world: World, { actor_id, subject, detail, id }: News, type: 'Accept' | 'Reject') =>
  toAsker(world, actor_id, subject, {
    type,
    id: `${actorIri(world, actor_id)}#${type.toLowerCase()}-${id}`,
    object: { type: 'Follow', id: detail, actor: subject, object: actorIri(world, actor_id) },
  })

/** An object as it stands inside an activity: the activity's context and proof serve for both; who wants the object's own asks for it. */
function withoutContext({ '@context': _, proof: __, ...object }: JsonObject): JsonObject {
  return object
}

async function toFollowers(
  world: World,
  hubId: string,
  activity: JsonObject,
  about: string,
): Promise<Telling> {
  const followers = await followersOf(world.db, hubId)
  return {
    activity: { ...activity, ...publicly(world, hubId) },
    to: followers.map(({ actor, inbox, shared_inbox }) => ({ actor, inbox: shared_inbox ?? inbox })),
    about,
  }
}

/** An answer to somebody who asked: few of them wait at a time. */
async function toAsker(...to: Parameters<typeof toOne>): Promise<Telling | null> {
  const telling = await toOne(...to)
  return telling && { ...telling, most: mostAnswers }
}

async function toOne(
  world: World,
  actorId: string,
  to: string,
  activity: JsonObject,
): Promise<Telling | null> {
  const peer = await peerByActor(world.db, to)
  const actor = actorIri(world, actorId)
  return peer
    ? {
        activity: { ...activity, actor, to: [to] },
        to: [{ actor: to, inbox: peer.inbox }],
        about: `${actor} ${to}`,
      }
    : null
}

/** By whom and for whom is what a hub says to everybody. */
function publicly(world: World, hubId: string): JsonObject {
  const actor = actorIri(world, hubId)
  return { actor, to: [everybody], cc: [`${actor}/followers`] }
}
