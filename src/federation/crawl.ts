import { inTransaction } from '../db/index.ts'
import type { JsonObject } from '../lib/json.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { after, HOUR, type Instant, instant, MINUTE } from '../lib/time.ts'
import type { World } from '../world.ts'
import { takeIn, type Wanted } from './copies.ts'
import { fetchDocument } from './fetch.ts'
import { forgetActor } from './follows.ts'
import type { RecordKind } from './kinds.ts'
import { pageSize, type ReadEntry, readLogPage } from './log-of-changes.ts'
import { isBlocked } from './policy.ts'
import { meetActor } from './remote.ts'
import { answerWithin, renewFollowings } from './renew.ts'
import { chainAfter, chainStart } from './store/changes.ts'
import { followingsOf } from './store/follows.ts'
import { changePeer, claimCrawl, forgetPagesAfter, keepPage, type PeerRow, pageOf } from './store/peers.ts'
import { markSeen, recordByIri, unnameAfter, unnamedCopies } from './store/records.ts'

/** How often a log is read while its server answers. Letters make it quick; this makes it sure. */
const interval = 15 * MINUTE
/** How long a reading may take before another worker may begin it anew. */
const lease = 10 * MINUTE
/** Records of one server that are fetched at a time: quick enough, and polite. */
const atOnce = 4

type Kinds = readonly RecordKind<never>[]
type Log = { epoch: string; seq: number; chain: string; url: string }
type Place = { seq: number; chain: string }

/** Reads the logs of the peers that are due, one after the other. @returns how many it read */
export async function crawlDue(world: World, kinds: Kinds, signal?: AbortSignal): Promise<number> {
  if (!world.config.federation) return 0
  let read = 0
  for (;;) {
    const now = instant(world.clock())
    if (signal?.aborted) return read
    const peer = await claimCrawl(world.db, now, after(now, lease))
    if (!peer) return read
    await crawl(world, kinds, peer, signal)
    read++
  }
}

/**
 * Reads a peer's log from where we left off to its end, and takes in what it names. It goes on where it stopped, whatever
 * stopped it. Where the log has taken another way than we remember (its server was restored from a backup), the last
 * page on which both agree is found, everything after is read again, and what the log no longer knows is looked up.
 */
export async function crawl(world: World, kinds: Kinds, peer: PeerRow, signal?: AbortSignal): Promise<void> {
  const followings = await followingsOf(world.db, peer.actor)
  if (followings.length === 0 || peer.gone !== null || (await isBlocked(world, peer.actor)))
    return void (await changePeer(world.db, peer.actor, { crawl_due: null }))
  if (!followings.some(({ state }) => state === 'accepted')) {
    await renewFollowings(world, followings)
    return void (await changePeer(world.db, peer.actor, { crawl_due: inAWhile(world, answerWithin) }))
  }
  const outcome = await readToEnd(world, kinds, peer, signal).catch((error: Error) => refuse(error.message))
  const now = instant(world.clock())
  if (isRefusal(outcome))
    return signal?.aborted
      ? void (await changePeer(world.db, peer.actor, { crawl_due: now }))
      : failed(world, peer, outcome.refused, now)
  if ('gone' in outcome) return forgetActor(world, peer.actor, 'it is gone')
  await changePeer(world.db, peer.actor, {
    crawled: now,
    crawl_due: inAWhile(world, interval),
    failing: null,
    failures: 0,
    last_error: null,
  })
  await renewFollowings(world, followings)
  // A letter that told how it changed its name or its keys may be lost too.
  await meetActor(world, peer.actor)
}

/** About so many ms from now: somewhat sooner or later, so that a thousand followers do not come at once. */
const inAWhile = (world: World, ms: number): Instant =>
  instant(world.clock() + Math.round(ms * (0.9 + Math.random() * 0.2)))

async function failed(world: World, peer: PeerRow, why: string, now: Instant): Promise<void> {
  const failures = peer.failures + 1
  const due = inAWhile(world, Math.min(MINUTE * 2 ** Math.min(failures - 1, 9), 6 * HOUR))
  await changePeer(world.db, peer.actor, {
    failing: peer.failing ?? now,
    failures,
    last_error: why,
    crawl_due: due,
  })
  world.log('info', 'log not read', { actor: peer.actor, why })
}

async function readToEnd(
  world: World,
  kinds: Kinds,
  peer: PeerRow,
  signal?: AbortSignal,
): Promise<Refusal | { gone: true } | { read: number }> {
  const started = instant(world.clock())
  const log = await readHead(world, peer)
  if ('refused' in log || 'gone' in log) return log
  await changePeer(world.db, peer.actor, { head: log.seq, epoch: log.epoch })
  const here: Place = { seq: peer.cursor, chain: peer.chain ?? chainStart }
  const same = here.seq === log.seq && here.chain === log.chain
  const start = same ? here : await lastAgreement(world, peer, log, here)
  if (isRefusal(start)) return start
  if (start.seq < here.seq) {
    world.log('warning', 'a log has taken another way', {
      actor: peer.actor,
      from: start.seq,
      known: here.seq,
    })
    await moveTo(world, peer.actor, start, Math.floor(start.seq / pageSize))
  }

  let place = start
  for (let page = Math.floor(start.seq / pageSize) + 1; place.seq < log.seq; page++) {
    const entries = await readPage(world, log, page)
    if (isRefusal(entries)) return entries
    const fresh = entries.filter((entry) => entry.seq > place.seq)
    const reached = follow(place, fresh)
    if (reached === null)
      return refuse('its log does not hold together: an entry is missing or does not fit the one before')
    const stopped = await takeAll(world, kinds, peer.actor, fresh, signal)
    if (stopped) return stopped
    place = reached
    await moveTo(world, peer.actor, place, null)
    if (place.seq < page * pageSize) break
  }
  // It may have grown since its head was read, but it cannot be shorter, nor end elsewhere.
  if (place.seq < log.seq || (place.seq === log.seq && place.chain !== log.chain))
    return refuse('its log does not lead to what its head says')
  const unnamed = await unnamedCopies(world.db, peer.actor, started)
  const stopped = await inFours(unnamed, signal, (iri) => takeOne(world, kinds, { iri, owner: peer.actor }))
  return stopped ?? { read: place.seq - start.seq }
}

async function readHead(world: World, peer: PeerRow): Promise<Log | Refusal | { gone: true }> {
  if (peer.changes === null) return refuse('it keeps no log of changes')
  const answer = await fetchDocument(world, peer.changes)
  if ('failed' in answer) return refuse(`its log could not be read: ${answer.failed}`)
  if ('gone' in answer) {
    const actor = await fetchDocument(world, peer.actor)
    // A proxy whose server is down answers 404, whatever it is asked for; who has ended for good says 410.
    return 'gone' in actor && actor.gone === 410
      ? { gone: true }
      : refuse(`its log is not there: it answers ${answer.gone}`)
  }
  const { 'moot:epoch': epoch, 'moot:sequence': seq, 'moot:chain': chain, attributedTo } = answer.found
  if (
    attributedTo !== peer.actor ||
    typeof epoch !== 'string' ||
    typeof seq !== 'number' ||
    typeof chain !== 'string'
  )
    return refuse('its log has a head that cannot be read')
  if (!Number.isSafeInteger(seq) || seq < 0 || epoch.length > 200 || chain.length > 200)
    return refuse('its log has a head that cannot be read')
  return { epoch, seq, chain, url: peer.changes }
}

async function readPage(world: World, log: Log, page: number): Promise<ReadEntry[] | Refusal> {
  const url = new URL(log.url)
  url.searchParams.set('page', String(page))
  const answer = await fetchDocument(world, url.href)
  if (!('found' in answer))
    return refuse(
      `page ${page} of its log could not be read: ${'failed' in answer ? answer.failed : `it answers ${answer.gone}`}`,
    )
  return readLogPage(answer.found as JsonObject)
}

/** The last place where the peer's log and what we remember of it agree: where we are, the end of an earlier page, or the beginning. */
async function lastAgreement(world: World, peer: PeerRow, log: Log, here: Place): Promise<Place | Refusal> {
  const beginning = { seq: 0, chain: chainStart }
  if (here.seq === 0) return beginning
  if (here.seq <= log.seq) {
    const entries = await readPage(world, log, Math.ceil(here.seq / pageSize))
    if (isRefusal(entries)) return entries
    if (entries.find(({ seq }) => seq === here.seq)?.chain === here.chain) return here
  }
  for (let page = Math.floor(Math.min(here.seq, log.seq) / pageSize); page > 0; page--) {
    const known = await pageOf(world.db, peer.actor, page)
    if (!known) continue
    const entries = await readPage(world, log, page)
    if (isRefusal(entries)) return entries
    if (entries.at(-1)?.chain === known.chain) return { seq: page * pageSize, chain: known.chain }
  }
  return beginning
}

/** Where the log stands after these entries, or null where they do not follow from the place before. */
function follow(place: Place, entries: readonly ReadEntry[]): Place | null {
  let { seq, chain } = place
  for (const entry of entries) {
    chain = chainAfter(chain, entry)
    if (entry.seq !== ++seq || entry.chain !== chain) return null
  }
  return { seq, chain }
}

/** Takes in what a page names, each record once by its newest entry. Stops where an origin does not answer. */
function takeAll(
  world: World,
  kinds: Kinds,
  owner: string,
  entries: readonly ReadEntry[],
  signal?: AbortSignal,
): Promise<Refusal | null> {
  const newest = [...new Map(entries.map((entry) => [entry.iri, entry])).values()]
  return inFours(newest, signal, (entry) => takeNamed(world, kinds, owner, entry))
}

async function inFours<T>(
  things: readonly T[],
  signal: AbortSignal | undefined,
  take: (thing: T) => Promise<{ later: string } | null>,
): Promise<Refusal | null> {
  for (let start = 0; start < things.length; start += atOnce) {
    if (signal?.aborted) return refuse('the server is stopping')
    const verdicts = await Promise.all(things.slice(start, start + atOnce).map(take))
    const later = verdicts.find((verdict) => verdict !== null)
    if (later) return refuse(later.later)
  }
  return null
}

async function takeNamed(
  world: World,
  kinds: Kinds,
  owner: string,
  { iri, seq, digest, verb }: ReadEntry,
): Promise<{ later: string } | null> {
  const withdrawn = verb === 'moot:withdraw'
  const known = await recordByIri(world.db, iri)
  if (withdrawn && !known) return null
  const asNamed = withdrawn
    ? known?.state === 'withdrawn'
    : known?.state === 'live' && known.digest === digest
  if (!known || known.owner !== owner || !asNamed)
    return takeOne(world, kinds, { iri, owner, entry: { seq, digest, withdrawn } })
  await inTransaction(world.db, (tx) => markSeen(tx, known.id, instant(world.clock()), seq))
  return null
}

async function takeOne(world: World, kinds: Kinds, wanted: Wanted): Promise<{ later: string } | null> {
  const verdict = await takeIn(world, kinds, wanted)
  if ('later' in verdict) return verdict
  if (isRefusal(verdict)) world.log('info', 'record refused', { iri: wanted.iri, why: verdict.refused })
  return null
}

/** Moves the cursor; `back` names the last page to keep when it moves backwards, and then what came after is in doubt. */
async function moveTo(
  world: World,
  actor: string,
  { seq, chain }: Place,
  back: number | null,
): Promise<void> {
  await inTransaction(world.db, async (tx) => {
    await changePeer(tx, actor, { cursor: seq, chain })
    if (back !== null) {
      await forgetPagesAfter(tx, actor, back)
      await unnameAfter(tx, actor, seq)
    } else if (seq > 0 && seq % pageSize === 0) await keepPage(tx, actor, seq / pageSize, chain)
  })
}
