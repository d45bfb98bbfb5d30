import { inTransaction, type Tx } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import type { JsonObject } from '../lib/json.ts'
import { type Instant, instant } from '../lib/time.ts'
import { originOf } from '../lib/url.ts'
import type { World } from '../world.ts'
import type { Delivery } from './deliver.ts'
import { actorIri, everybody, isOurs } from './iri.ts'
import type { Office } from './office.ts'
import { blockedAmong, whyPlaceBlocked } from './policy.ts'
import { sign } from './publish.ts'
import { actorById } from './store/actors.ts'
import { followersOf, followingOf } from './store/follows.ts'
import { insertLetter } from './store/letters.ts'
import { markTold, type News, type NewsKind, untold } from './store/outbox.ts'
import { peerByActor } from './store/peers.ts'
import { recordById, revisionOf } from './store/records.ts'

/** An activity, to whom it goes and at which inbox; one object's letters reach each inbox in the order they were made. */
type Telling = { activity: JsonObject; to: readonly Receiver[]; about: string; most?: number }
type Receiver = { readonly actor: string; readonly inbox: string }

/**
 * Tells the network what happened here, oldest first, until nothing is untold. The letter and its deliveries are queued in
 * the transaction that marks the news as told, so each is queued once, whatever happens in between.
 * While federation is switched off it waits. @returns how much news was told
 */
export async function tellTheNetwork(office: Office, signal?: AbortSignal): Promise<number> {
  if (!office.world.config.federation) return 0
  let told = 0
  let after = ''
  for (;;) {
    const waiting = await untold(office.world.db, 50, after)
    for (const news of waiting) {
      if (signal?.aborted) return told
      after = news.id
      try {
        await tellOne(office, news)
        told++
      } catch (error) {
        // It stays untold and comes again; what cannot be told at all must not keep everything after it from being told.
        const fault = error instanceof Error ? error.stack : String(error)
        office.world.log('error', 'news could not be told', { news: news.news, id: news.id, fault })
      }
    }
    if (waiting.length < 50) return told
  }
}

async function tellOne(office: Office, news: News): Promise<void> {
  const { world } = office
  const telling = await tellings[news.news as NewsKind](world, news)
  const inboxes = telling ? await reachable(world, telling.to) : []
  const letter = telling && inboxes.length > 0 ? await sign(world, news.actor_id, telling.activity) : null
  const now = instant(world.clock())
  const queued = await inTransaction(world.db, async (tx) => {
    if (!(await markTold(tx, news.id, now))) return false
    if (letter && telling && !(await isCrowded(tx, office, telling)))
      await queueLetter(tx, office, news.actor_id, letter.bytes, inboxes, telling.about, now)
    return letter !== null
  })
  if (queued) world.pulse.beat('queue deliveries')
}

/** How many answers may wait for one who asks again and again and does not take them. */
const mostAnswers = 5

const isCrowded = async (tx: Tx, { deliveries }: Office, { to, about, most }: Telling): Promise<boolean> =>
  most !== undefined && deliveries.crowded(tx, keyOf(about, to[0]!.inbox), most)

/** What keeps the letters about one thing to one inbox in their order. */
const keyOf = (about: string, inbox: string): string => `${about}\n${inbox}`

async function queueLetter(
  tx: Tx,
  { world, deliveries }: Office,
  actor: string,
  body: string,
  inboxes: string[],
  about: string,
  made: Instant,
) {
  const id = newId(world.clock())
  await insertLetter(tx, { id, actor_id: actor, sealed: world.vault.seal(body), made })
  const messages = inboxes.map((inbox) => ({
    message: { letter: id, actor, inbox } satisfies Delivery,
    orderingKey: keyOf(about, inbox),
  }))
  await deliveries.enqueueIn(tx, messages)
}

/** What each kind of news says, and to whom; null where there is nothing to say any more. */
const tellings: Record<NewsKind, (world: World, news: News) => Promise<Telling | null>> = {
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
  return toFollowers(world, actor_id, activity, record.iri)
}

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
  const actor = actorIri(world, hubId)
  return {
    activity: { ...activity, actor, to: [everybody], cc: [`${actor}/followers`] },
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

/** Each inbox once; none where only blocked actors take their letters, and none of our own: what is here need not be told to ourselves. */
async function reachable(world: World, to: readonly Receiver[]): Promise<string[]> {
  const blocked = await blockedAmong(
    world,
    to.map(({ actor }) => actor),
  )
  const inboxes = new Set(to.filter(({ actor }) => !blocked.has(actor)).map(({ inbox }) => inbox))
  const open = async (inbox: string) =>
    originOf(inbox) !== null && !isOurs(world, inbox) && (await whyPlaceBlocked(world, inbox)) === null
  const kept: string[] = []
  for (const inbox of inboxes) if (await open(inbox)) kept.push(inbox)
  return kept
}
