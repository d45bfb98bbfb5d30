import { inTransaction } from '../db/index.ts'
import type { JsonObject } from '../lib/json.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { after, DAY, HOUR, type Instant, instant, MINUTE } from '../lib/time.ts'
import { sameOrigin } from '../lib/url.ts'
import type { World } from '../world.ts'
import { takeIn } from './copies.ts'
import { fetchDocument } from './fetch.ts'
import { askToFollowActor, forgetActor } from './follows.ts'
import type { RecordKind } from './kinds.ts'
import { pageSize, type ReadEntry, readLogPage } from './log-of-changes.ts'
import { isBlocked } from './policy.ts'
import { chainAfter, chainStart } from './store/changes.ts'
import { followingsOf } from './store/follows.ts'
import { changePeer, claimCrawl, forgetPagesAfter, keepPage, type PeerRow, pageOf } from './store/peers.ts'
import { copiesAfter, markSeen, recordByIri } from './store/records.ts'

/** How often a log is read while its server answers. Letters make it quick; this makes it sure. */
const interval = 15 * MINUTE
/** How long a reading may take before another worker may begin it anew. */
const lease = 10 * MINUTE
/** Records of one server that are fetched at a time: quick enough, and polite. */
const atOnce = 4
/** A follow is asked for anew when a log has not been read for this long: its server may have let us go meanwhile. */
const renewAfter = 7 * DAY

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
  const outcome = await readToEnd(world, kinds, peer, signal).catch((error: Error) => refuse(error.message))
  const now = instant(world.clock())
  if (isRefusal(outcome)) return failed(world, peer, outcome.refused, now)
  if ('gone' in outcome) return forgetActor(world, peer.actor, 'it is gone')
  await changePeer(world.db, peer.actor, {
    crawled: now,
    crawl_due: after(now, spread(interval)),
    failing: null,
    failures: 0,
    last_error: null,
  })
  if (peer.crawled !== null && Date.parse(now) - Date.parse(peer.crawled) > renewAfter)
    for (const { hub_id } of followings) await askToFollowActor(world, hub_id, peer.actor)
}

/** A moment somewhat later or sooner, so that a thousand followers do not come at once. */
const spread = (ms: number): number => Math.round(ms * (0.9 + Math.random() * 0.2))

async function failed(world: World, peer: PeerRow, why: string, now: Instant): Promise<void> {
  const failures = peer.failures + 1
  const due = after(now, spread(Math.min(MINUTE * 2 ** Math.min(failures - 1, 9), 6 * HOUR)))
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
  const log = await readHead(world, peer)
  if ('refused' in log || 'gone' in log) return log
  await changePeer(world.db, peer.actor, { head: log.seq, epoch: log.epoch })
  const here: Place = { seq: peer.cursor, chain: peer.chain ?? chainStart }
  if (here.seq === log.seq && here.chain === log.chain) return { read: 0 }
  const start = await lastAgreement(world, peer, log, here)
  if (isRefusal(start)) return start
  if (start.seq < here.seq) {
    world.log('warning', 'a log has taken another way', {
      actor: peer.actor,
      from: start.seq,
      known: here.seq,
    })
    // Before the cursor moves back: whoever is stopped here finds the parting again, and looks all of this up again.
    const doubted = await lookUpAfter(world, kinds, peer.actor, start)
    if (doubted) return doubted
    await moveTo(world, peer.actor, start, Math.floor(start.seq / pageSize))
  }

  let place = start
  for (let page = Math.floor(start.seq / pageSize) + 1; (page - 1) * pageSize < log.seq; page++) {
    if (signal?.aborted) return refuse('the server is stopping')
    const entries = await readPage(world, log, page)
    if (isRefusal(entries)) return entries
    const fresh = entries.filter((entry) => entry.seq > place.seq)
    const reached = follow(place, fresh)
    if (reached === null)
      return refuse('its log does not hold together: an entry is missing or does not fit the one before')
    const stopped = await takeAll(world, kinds, peer.actor, fresh)
    if (stopped) return stopped
    place = reached
    await moveTo(world, peer.actor, place, null)
    if (place.seq < page * pageSize) break
  }
  return { read: place.seq - start.seq }
}

/** Looks up every copy that came after a place of the log where it has taken another way: it may be lost at its origin, or stand there as it was before. */
async function lookUpAfter(world: World, kinds: Kinds, owner: string, place: Place): Promise<Refusal | null> {
  for (const { iri } of await copiesAfter(world.db, owner, place.seq)) {
    const verdict = await takeIn(world, kinds, { iri, owner })
    if ('later' in verdict) return refuse(verdict.later)
  }
  return null
}

async function readHead(world: World, peer: PeerRow): Promise<Log | Refusal | { gone: true }> {
  if (peer.changes === null) return refuse('it keeps no log of changes')
  const answer = await fetchDocument(world, peer.changes)
  if ('failed' in answer) return refuse(`its log could not be read: ${answer.failed}`)
  if ('gone' in answer) {
    const actor = await fetchDocument(world, peer.actor)
    return 'gone' in actor ? { gone: true } : refuse('its log is not there')
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

/** Takes in what a page names, each record once by its newest entry, some at a time. Stops where an origin does not answer. */
async function takeAll(
  world: World,
  kinds: Kinds,
  owner: string,
  entries: readonly ReadEntry[],
): Promise<Refusal | null> {
  const newest = [...new Map(entries.map((entry) => [entry.iri, entry])).values()]
  for (let start = 0; start < newest.length; start += atOnce) {
    const verdicts = await Promise.all(
      newest.slice(start, start + atOnce).map((entry) => takeOne(world, kinds, owner, entry)),
    )
    const later = verdicts.find((verdict) => verdict !== null && 'later' in verdict)
    if (later && 'later' in later) return refuse(later.later)
  }
  return null
}

async function takeOne(
  world: World,
  kinds: Kinds,
  owner: string,
  entry: ReadEntry,
): Promise<{ later: string } | null> {
  if (!sameOrigin(entry.iri, owner)) {
    world.log('info', 'record refused', { iri: entry.iri, why: 'it is not on the server of its owner' })
    return null
  }
  const known = await recordByIri(world.db, entry.iri)
  const withdrawn = entry.verb === 'moot:withdraw'
  if (withdrawn && (!known || known.state === 'withdrawn')) return null
  if (!withdrawn && known?.state === 'live' && known.owner === owner && known.digest === entry.digest) {
    await inTransaction(world.db, (tx) => markSeen(tx, known.id, instant(world.clock()), entry.seq))
    return null
  }
  const verdict = await takeIn(world, kinds, { iri: entry.iri, owner, seq: entry.seq })
  if ('later' in verdict) return verdict
  if (isRefusal(verdict)) world.log('info', 'record refused', { iri: entry.iri, why: verdict.refused })
  return null
}

/** Moves the cursor; `back` names the last page to keep when it moves backwards. */
async function moveTo(
  world: World,
  actor: string,
  { seq, chain }: Place,
  back: number | null,
): Promise<void> {
  await inTransaction(world.db, async (tx) => {
    await changePeer(tx, actor, { cursor: seq, chain })
    if (back !== null) await forgetPagesAfter(tx, actor, back)
    else if (seq > 0 && seq % pageSize === 0) await keepPage(tx, actor, seq / pageSize, chain)
  })
}
