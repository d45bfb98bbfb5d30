import { inTransaction } from '../db/index.ts'
import type { JsonObject } from '../lib/json.ts'
import { plainLine, shorten } from '../lib/plain.ts'
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
/** How long one log is read at a time: then the others that are due get their turn, and no lease runs out. */
const longestTurn = MINUTE
/** Records of one server that are fetched at a time: quick enough, and polite. */
const atOnce = 4

type Kinds = readonly RecordKind<never>[]
type Log = { epoch: string; seq: number; chain: string; url: string }
type Place = { seq: number; chain: string }
/** How long a reading may go on: it ends early where the server stops, or where others wait. */
type Turn = { stopping(): boolean; over(): boolean }
/** A reading that has not come to the end of the log, and goes on another time. */
const paused = { paused: true } as const

/** Reads the logs of the peers that are due, one after the other. @returns how many it read */
export async function crawlDue(
  world: World,
  kinds: Kinds,
  signal?: AbortSignal,
  most = longestTurn,
): Promise<number> {
  if (!world.config.federation) return 0
  let read = 0
  for (;;) {
    const now = instant(world.clock())
    if (signal?.aborted) return read
    const peer = await claimCrawl(world.db, now, after(now, lease))
    if (!peer) return read
    const end = performance.now() + most
    await crawl(world, kinds, peer, {
      stopping: () => signal?.aborted ?? false,
      over: () => performance.now() > end,
    })
    read++
  }
}

/**
 * Reads a peer's log from where we left off to its end, and takes in what it names. It goes on where it stopped, whatever
 * stopped it. Where the log has taken another way than we remember (its server was restored from a backup), the last
 * page on which both agree is found, everything after is read again, and what the log no longer knows is looked up.
 */
async function crawl(world: World, kinds: Kinds, peer: PeerRow, turn: Turn): Promise<void> {
  const followings = await followingsOf(world.db, peer.actor)
  if (followings.length === 0 || peer.gone !== null || (await isBlocked(world, peer.actor)))
    return void (await changePeer(world.db, peer.actor, { crawl_due: null }))
  if (!followings.some(({ state }) => state === 'accepted')) {
    await renewFollowings(world, followings)
    return void (await changePeer(world.db, peer.actor, { crawl_due: inAWhile(world, answerWithin) }))
  }
  const outcome = await readToEnd(world, kinds, peer, turn).catch((error: Error) => refuse(error.message))
  const now = instant(world.clock())
  if (isRefusal(outcome)) return failed(world, peer, outcome.refused, now)
  if ('gone' in outcome) return forgetActor(world, peer.actor, 'it is gone')
  const well = { failing: null, failures: 0, last_error: null }
  if ('paused' in outcome) return void (await changePeer(world.db, peer.actor, { ...well, crawl_due: now }))
  await changePeer(world.db, peer.actor, { ...well, crawled: now, crawl_due: inAWhile(world, interval) })
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
    last_error: shorten(plainLine(why), 500),
    crawl_due: due,
  })
  world.log('info', 'log not read', { actor: peer.actor, why })
}

async function readToEnd(
  world: World,
  kinds: Kinds,
  peer: PeerRow,
  turn: Turn,
): Promise<Refusal | { gone: true } | typeof paused | { read: number }> {
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
    const stopped = await takeAll(world, kinds, peer.actor, fresh, turn)
    if (stopped) return stopped
    place = reached
    await moveTo(world, peer.actor, place, null)
    if (place.seq < page * pageSize) break
    if (place.seq < log.seq && turn.over()) return paused
  }
  // It may have grown since its head was read, but it cannot be shorter, nor end elsewhere.
  if (place.seq < log.seq || (place.seq === log.seq && place.chain !== log.chain))
    return refuse('its log does not lead to what its head says')
  const unnamed = await unnamedCopies(world.db, peer.actor, started)
  const stopped = await inFours(unnamed, turn, (iri) => takeOne(world, kinds, { iri, owner: peer.actor }))
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
  // Where two logs agree they agree on everything before, so the place is found in few steps, however long the logs are.
  let place = beginning
  let [low, high] = [0, Math.floor(Math.min(here.seq, log.seq) / pageSize)]
  while (low < high) {
    const page = Math.ceil((low + high) / 2)
    const known = await pageOf(world.db, peer.actor, page)
    const entries = known ? await readPage(world, log, page) : []
    if (isRefusal(entries)) return entries
    if (known && entries.at(-1)?.chain === known.chain) {
      place = { seq: page * pageSize, chain: known.chain }
      low = page
    } else high = page - 1
  }
  return place
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
async function takeAll(
  world: World,
  kinds: Kinds,
  owner: string,
  entries: readonly ReadEntry[],
  turn: Turn,
): Promise<Refusal | typeof paused | null> {
  const newest = [...new Map(entries.map((entry) => [entry.iri, entry])).values()]
  const held = await Promise.all(newest.map((entry) => holds(world, owner, entry)))
  const wanted = newest.filter((_, at) => !held[at])
  return inFours(wanted, turn, ({ iri, seq, digest, verb }) =>
    takeOne(world, kinds, { iri, owner, entry: { seq, digest, withdrawn: verb === 'moot:withdraw' } }),
  )
}

/** Whether we hold a record as its owner's log names it already; then that is noted. */
async function holds(world: World, owner: string, { iri, seq, digest, verb }: ReadEntry): Promise<boolean> {
  const withdrawn = verb === 'moot:withdraw'
  const known = await recordByIri(world.db, iri)
  if (!known) return withdrawn
  const asNamed = withdrawn ? known.state === 'withdrawn' : known.state === 'live' && known.digest === digest
  if (known.owner !== owner || !asNamed) return false
  await inTransaction(world.db, (tx) => markSeen(tx, known.id, instant(world.clock()), seq))
  return true
}

async function inFours<T>(
  things: readonly T[],
  turn: Turn,
  take: (thing: T) => Promise<{ later: string } | null>,
): Promise<Refusal | typeof paused | null> {
  for (let start = 0; start < things.length; start += atOnce) {
    // Even the shortest turn comes somewhat further.
    if (turn.stopping() || (start > 0 && turn.over())) return paused
    const verdicts = await Promise.all(things.slice(start, start + atOnce).map(take))
    const later = verdicts.find((verdict) => verdict !== null)
    if (later) return refuse(later.later)
  }
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
