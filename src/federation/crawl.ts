import { inTransaction } from '../db/index.ts'
import { plainLine, shorten } from '../lib/plain.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { after, HOUR, type Instant, instant, MINUTE } from '../lib/time.ts'
import type { World } from '../world.ts'
import { forgetActor } from './follows.ts'
import { openIntake, paused, type Turn } from './intake.ts'
import type { RecordKind } from './kinds.ts'
import { pageSize } from './log-of-changes.ts'
import { beginning, follow, lastAgreement, type Place, readHead, readPage } from './peer-log.ts'
import { isBlocked } from './policy.ts'
import { meetActor } from './remote.ts'
import { patienceWith, renewFollowings } from './renew.ts'
import { followingsOf } from './store/follows.ts'
import { forgetOwedAfter } from './store/owed.ts'
import { changePeer, claimCrawl, forgetPagesAfter, keepPage, nextCrawl, type PeerRow } from './store/peers.ts'
import { unnameAfter, unnamedCopies } from './store/records.ts'

/** How often a log is read while its server answers. Letters make it quick; this makes it sure. */
const interval = 15 * MINUTE
/** How long a reading may take before another worker may begin it anew. */
const lease = 10 * MINUTE
/** How long one log is read at a time: then the others that are due get their turn, and no lease runs out. */
const longestTurn = MINUTE
/** How many logs a process reads at a time: one that is long or slow must not hold up the others. */
const readers = 4

/** How many pages of a log are read at a time. */
const longestWay = 50

type Kinds = readonly RecordKind<never>[]

/** Reads the logs of the peers that are due, a few at a time, until none is. @returns how many it read */
export async function crawlDue(
  world: World,
  kinds: Kinds,
  signal?: AbortSignal,
  most = longestTurn,
): Promise<number> {
  if (!world.config.federation) return 0
  let read = 0
  const reader = async () => {
    while (!signal?.aborted) {
      const now = instant(world.clock())
      const peer = await claimCrawl(world.db, now, after(now, lease))
      if (!peer) {
        // Another reader may have been quicker at this one while others are due.
        const next = await nextCrawl(world.db)
        if (next === null || next > now) return
        continue
      }
      const end = performance.now() + most
      await crawl(world, kinds, peer, {
        stopping: () => signal?.aborted ?? false,
        over: () => performance.now() > end,
      })
      read++
    }
  }
  await Promise.all(Array.from({ length: readers }, reader))
  return read
}

/**
 * Reads a peer's log from where we left off to its end, and takes in what it names. It goes on where it stopped, whatever
 * stopped it. Where the log has taken another way than we remember (its server was restored from a backup), the last
 * page on which both agree is found, everything after is read again, and what the log no longer knows is looked up.
 */
async function crawl(world: World, kinds: Kinds, peer: PeerRow, turn: Turn): Promise<void> {
  const followings = await followingsOf(world.db, peer.actor)
  if (followings.length === 0 || peer.gone !== null || (await isBlocked(world, peer.actor)))
    return endReading(world, peer.actor)
  if (!followings.some(({ state }) => state === 'accepted')) {
    await renewFollowings(world, followings)
    const patience = Math.min(...followings.map(patienceWith))
    return void (await changePeer(world.db, peer.actor, { crawl_due: inAWhile(world, patience) }))
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

/** Nobody here follows the peer any more, or may: its log is not read again, and it owes us nothing. */
async function endReading(world: World, actor: string): Promise<void> {
  await forgetOwedAfter(world.db, actor, 0)
  await changePeer(world.db, actor, { crawl_due: null })
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
  const here: Place = { seq: peer.cursor, chain: peer.chain ?? beginning.chain }
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

  const intake = await openIntake(world, kinds, peer.actor, turn)
  let place = start
  const first = Math.floor(start.seq / pageSize) + 1
  for (let page = first; place.seq < log.seq; page++) {
    const entries = await readPage(world, log, page)
    if (isRefusal(entries)) return entries
    const fresh = entries.filter((entry) => entry.seq > place.seq)
    const reached = follow(place, fresh)
    if (reached === null)
      return refuse('its log does not hold together: an entry is missing or does not fit the one before')
    const stopped = await intake.named(fresh)
    if (stopped) return stopped
    place = reached
    await moveTo(world, peer.actor, place, null)
    if (place.seq < page * pageSize) break
    if (place.seq < log.seq && (turn.over() || page - first >= longestWay)) return paused
  }
  // It may have grown since its head was read, but it cannot be shorter, nor end elsewhere.
  if (place.seq < log.seq || (place.seq === log.seq && place.chain !== log.chain))
    return refuse('its log does not lead to what its head says')
  const unnamed = await unnamedCopies(world.db, peer.actor, started)
  const stopped = (await intake.owed()) ?? (await intake.unnamed(unnamed))
  // What there was no time for comes first at the next reading: else whoever names ever more would be asked for ever.
  const later = stopped !== null && 'paused' in stopped && !turn.stopping()
  return later ? { read: place.seq - start.seq } : (stopped ?? { read: place.seq - start.seq })
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
      await forgetOwedAfter(tx, actor, seq)
    } else if (seq > 0 && seq % pageSize === 0) await keepPage(tx, actor, seq / pageSize, chain)
  })
}
