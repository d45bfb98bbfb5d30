import { inTransaction, type Tx } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import type { JsonObject } from '../lib/json.ts'
import { type Instant, instant, MINUTE } from '../lib/time.ts'
import { originOf } from '../lib/url.ts'
import type { World } from '../world.ts'
import type { Delivery } from './deliver.ts'
import { isOurs } from './iri.ts'
import type { Office } from './office.ts'
import { blockedAmong, whyPlaceBlocked } from './policy.ts'
import { sign } from './publish.ts'
import { insertLetter } from './store/letters.ts'
import { markTold, type News, type NewsKind, untold } from './store/outbox.ts'
import { type Receiver, type Telling, tellings } from './tellings.ts'

/** How long before it a letter goes out that another cannot do without: servers work through what comes side by side. */
const headStart = MINUTE

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
  const letters = telling ? await lettersFor(world, news.actor_id, telling) : []
  const now = instant(world.clock())
  const queued = await inTransaction(world.db, async (tx) => {
    if (!(await markTold(tx, news.id, now))) return false
    if (telling && (await isCrowded(tx, office, telling))) return false
    for (const letter of letters) await queueLetter(tx, office, news.actor_id, letter, now)
    return letters.length > 0
  })
  if (queued) world.pulse.beat('queue deliveries')
}

const isCrowded = async (tx: Tx, { deliveries }: Office, { to, about, most }: Telling): Promise<boolean> =>
  most !== undefined && to[0] !== undefined && deliveries.crowded(tx, keyOf(about, to[0].inbox), most)

/** What keeps the letters about one thing to one inbox in their order. */
const keyOf = (about: string, inbox: string): string => `${about}\n${inbox}`

/** A letter that is to be queued: its bytes, what it is about, and the inboxes to which it goes now or not before an instant. */
type Ready = {
  readonly bytes: string
  readonly about: string
  readonly to: readonly { readonly inbox: string; readonly due?: Instant }[]
}

/** The letters that one telling takes: before its own, to those who need it, the one that makes sense of it. */
async function lettersFor(
  world: World,
  actorId: string,
  { activity, to, about, first }: Telling,
): Promise<Ready[]> {
  const inboxes = await reachable(world, to)
  if (inboxes.length === 0) return []
  const late = inboxes.filter((inbox) => first?.inboxes.has(inbox))
  const bytesOf = async (said: JsonObject) => (await sign(world, actorId, said)).bytes
  const due = instant(world.clock() + headStart)
  const before =
    first && late.length > 0
      ? [{ bytes: await bytesOf(first.activity), about: first.about, to: late.map((inbox) => ({ inbox })) }]
      : []
  const own = inboxes.map((inbox) => (first?.inboxes.has(inbox) ? { inbox, due } : { inbox }))
  return [...before, { bytes: await bytesOf(activity), about, to: own }]
}

async function queueLetter(
  tx: Tx,
  { world, deliveries }: Office,
  actor: string,
  { bytes, about, to }: Ready,
  made: Instant,
) {
  const id = newId(world.clock())
  await insertLetter(tx, { id, actor_id: actor, sealed: world.vault.seal(bytes), made })
  const messages = to.map(({ inbox, ...when }) => ({
    message: { letter: id, actor, inbox } satisfies Delivery,
    orderingKey: keyOf(about, inbox),
    ...when,
  }))
  await deliveries.enqueueIn(tx, messages)
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
