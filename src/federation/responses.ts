import { inTransaction } from '../db/index.ts'
import { isJsonObject, type JsonObject } from '../lib/json.ts'
import { LanguageTag } from '../lib/language.ts'
import { sanitiseHtml, textOfSafeHtml } from '../lib/markdown.ts'
import { isReadable } from '../lib/plain.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { instant, readInstant } from '../lib/time.ts'
import { sameOrigin } from '../lib/url.ts'
import type { World } from '../world.ts'
import { idsOf } from './copies.ts'
import { fetchDocument } from './fetch.ts'
import { isOurs } from './iri.ts'
import { meetActor } from './remote.ts'
import { recordNews } from './store/outbox.ts'
import { type RecordRow, recordByIri } from './store/records.ts'
import {
  countReplies,
  forgetReply,
  keepReaction,
  keepReply,
  type Reaction,
  replyByIri,
  takeReactionBack,
} from './store/responses.ts'

/** What people elsewhere do with records of ours, by the type of activity. */
const reactions: Readonly<Record<string, Reaction['what']>> = { Like: 'like', Announce: 'boost' }
/** Which of them an activity is. A type may be any word, and an object of ours knows some words by itself. */
const reactionOf = ({ type }: JsonObject): Reaction['what'] | undefined =>
  typeof type === 'string' && Object.hasOwn(reactions, type) ? reactions[type] : undefined

/** The longest reply that is kept, in characters of HTML: Mastodon takes a fifth of it. */
const longestReply = 100_000
/** How many replies of one person, and to one record, are kept. Who has more to say can be read elsewhere. */
const mostOfOne = 50
const mostToOne = 1000

/** A live record of ours that something is about, or null. */
async function oursAbout(
  world: World,
  iri: string | undefined,
): Promise<(RecordRow & { hub_id: string }) | null> {
  if (iri === undefined || !isOurs(world, iri)) return null
  const record = await recordByIri(world.db, iri)
  return record?.hub_id && record.state === 'live' ? (record as RecordRow & { hub_id: string }) : null
}

/** Somebody likes or boosts a record of ours: counted once for each, and never shown by whom. */
export async function reactionCame(world: World, actor: string, activity: JsonObject): Promise<void> {
  const [iri, ...more] = idsOf(activity.object)
  const record = more.length > 0 ? null : await oursAbout(world, iri)
  const what = reactionOf(activity)
  if (!record || !what)
    return world.log('debug', 'letter ignored', { type: String(activity.type).slice(0, 100), actor })
  const at = instant(world.clock())
  await inTransaction(world.db, (tx) =>
    keepReaction(tx, {
      ...{ record_id: record.id, hub_id: record.hub_id, what, actor, at },
      activity: String(activity.id),
    }),
  )
}

/** Somebody takes a like or boost back, whole or by its id. @returns whether there was one */
export async function reactionUndone(
  world: World,
  actor: string,
  undone: JsonObject | string,
): Promise<boolean> {
  const whole = typeof undone === 'string' ? null : undone
  const what = whole && reactionOf(whole)
  const record = whole && what ? await oursAbout(world, idsOf(whole.object)[0]) : null
  const activity = typeof undone === 'string' ? undone : idsOf(undone)[0]
  const taken = await inTransaction(world.db, async (tx) =>
    record && what
      ? takeReactionBack(tx, actor, { record: record.id, what })
      : activity === undefined
        ? []
        : takeReactionBack(tx, actor, { activity }),
  )
  return taken.length > 0
}

/** Whether what a letter carries replies to something: only then it is looked up who is nobody's peer. */
export const repliesTo = (object: JsonObject): string | undefined => idsOf(object.inReplyTo)[0]

/**
 * Somebody who is no hub says something of a text of theirs that replies to a record of ours: it is looked up at its origin,
 * and held until an organiser of the hub has read it. @returns whether it was any of that; @throws to be tried again
 */
export async function replyCame(
  world: World,
  actor: string,
  activity: JsonObject,
): Promise<Refusal | boolean> {
  const [iri] = idsOf(activity.object)
  if (iri === undefined) return false
  const known = await replyByIri(world.db, iri)
  if (activity.type === 'Delete') return known ? replyEnded(world, actor, iri) : false
  const about = isJsonObject(activity.object) ? await oursAbout(world, repliesTo(activity.object)) : null
  if (!known && !about) return false
  if (known && known.actor !== actor) return refuse(`${iri} belongs to ${known.actor}`)
  if (!sameOrigin(iri, actor)) return refuse(`${iri} is not on the server of its author ${actor}`)
  const answer = await fetchDocument(world, iri)
  if ('failed' in answer) {
    if (answer.answered) return refuse(`${iri} could not be read: ${answer.failed}`)
    throw new Error(`${iri} could not be read: ${answer.failed}`)
  }
  if ('gone' in answer) return known ? replyEnded(world, actor, iri) : refuse(`${iri} is gone already`)
  return keep(world, actor, iri, answer.found, known !== undefined)
}

async function keep(
  world: World,
  actor: string,
  iri: string,
  document: JsonObject,
  known: boolean,
): Promise<Refusal | boolean> {
  if (document.id !== iri || idsOf(document.attributedTo).join() !== actor)
    return refuse(`${iri} is not what its author says it is`)
  const record = await oursAbout(world, repliesTo(document))
  if (!record) return refuse(`${iri} replies to nothing of ours`)
  if (!isForEverybody(document)) return refuse(`${iri} is not for everybody to read`)
  const published = readInstant(document.published)
  if (published === null) return refuse(`${iri} does not say when it was written`)
  const content = typeof document.content === 'string' ? document.content : ''
  if (content.length > longestReply) return refuse(`${iri} is too long`)
  const html = sanitiseHtml(content)
  if (!isReadable(textOfSafeHtml(html))) return refuse(`${iri} says nothing`)
  if (!known && (await countReplies(world.db, { actor })) >= mostOfOne)
    return refuse(`more than ${mostOfOne} replies of ${actor} are not kept`)
  if (!known && (await countReplies(world.db, { record: record.id })) >= mostToOne)
    return refuse(`more than ${mostToOne} replies to ${record.iri} are not kept`)
  const now = instant(world.clock())
  const notAhead = (at: typeof now) => (at > now ? now : at)
  const tag = LanguageTag.safeParse(
    Object.keys(isJsonObject(document.contentMap) ? document.contentMap : {})[0],
  )
  await inTransaction(world.db, (tx) =>
    keepReply(tx, {
      ...{ iri, record_id: record.id, hub_id: record.hub_id, actor, html },
      language: tag.success ? tag.data : null,
      published: notAhead(published),
      updated: notAhead(readInstant(document.updated) ?? published),
      ...{ state: 'held', judged: null, received: now },
    }),
  )
  return true
}

/** Only what its author wrote for everybody may be shown, or even read by others than those it was sent to. */
const isForEverybody = ({ to, cc }: JsonObject): boolean =>
  [...idsOf(to), ...idsOf(cc)].some((address) =>
    ['https://www.w3.org/ns/activitystreams#Public', 'as:Public', 'Public'].includes(address),
  )

async function replyEnded(world: World, actor: string, iri: string): Promise<Refusal | true> {
  const gone = await inTransaction(world.db, (tx) => forgetReply(tx, iri, actor))
  return gone ? true : refuse(`${iri} belongs to somebody else`)
}

/**
 * Somebody elsewhere says that they come to an assembly of ours. Nobody can be taken in that way yet: their server is told
 * so at once, so that they do not believe they were, and nothing about them is kept.
 */
export async function joinCame(world: World, actor: string, join: JsonObject): Promise<void> {
  const [iri] = idsOf(join.object)
  const record = await oursAbout(world, iri)
  if (!record || typeof join.id !== 'string' || join.id.includes(' '))
    return world.log('debug', 'letter ignored', { type: 'Join', actor })
  const peer = await meetActor(world, actor)
  if ('refused' in peer) throw new Error(peer.refused)
  if (!('actor' in peer)) return
  await inTransaction(world.db, (tx) =>
    recordNews(tx, {
      ...{ hub_id: record.hub_id, actor_id: record.hub_id, news: 'join.rejected', subject: actor },
      detail: `${join.id} ${record.iri}`,
      happened: instant(world.clock()),
    }),
  )
  world.pulse.beat('news')
}
