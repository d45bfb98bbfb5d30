import type { JsonObject } from '../lib/json.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import type { World } from '../world.ts'
import { fetchDocument } from './fetch.ts'
import { pageSize, type ReadEntry, readLogPage } from './log-of-changes.ts'
import { chainAfter, chainStart } from './store/changes.ts'
import { type PeerRow, pageOf } from './store/peers.ts'

/** The head of another hub's log of changes, as it serves it now. */
export type PeerLog = {
  readonly epoch: string
  readonly seq: number
  readonly chain: string
  readonly url: string
}

/** A place in a log: after how many entries, and the chain there. */
export type Place = { readonly seq: number; readonly chain: string }

/** Where every log begins. */
export const beginning: Place = { seq: 0, chain: chainStart }

/** The longest log that is read, in entries: a hub that published a hundred times a day would need thirty years. */
const longestLog = 1_000_000

/** Asks for the head of a peer's log. */
export async function readHead(
  world: World,
  peer: Pick<PeerRow, 'actor' | 'changes'>,
): Promise<PeerLog | Refusal | { gone: true }> {
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
  if (seq > longestLog) return refuse(`its log has more than ${longestLog} entries`)
  return { epoch, seq, chain, url: peer.changes }
}

/** Asks for a page of a peer's log. */
export async function readPage(world: World, log: PeerLog, page: number): Promise<ReadEntry[] | Refusal> {
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
export async function lastAgreement(
  world: World,
  peer: PeerRow,
  log: PeerLog,
  here: Place,
): Promise<Place | Refusal> {
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

/** Where a log stands after these entries, or null where they do not follow from the place before. */
export function follow(place: Place, entries: readonly ReadEntry[]): Place | null {
  let { seq, chain } = place
  for (const entry of entries) {
    chain = chainAfter(chain, entry)
    if (entry.seq !== ++seq || entry.chain !== chain) return null
  }
  return { seq, chain }
}
