import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import type { World } from '../world.ts'
import { pageSize, type ReadEntry } from './log-of-changes.ts'
import { follow, readHead, readPage } from './peer-log.ts'

/** How many pages of a log are looked through, from its end: what is older has to be looked for by reading it all. */
const mostPages = 200

/** What a hub’s log says of a document: the entry that names it, the newest one about its record, and how much of the log was looked through. */
export type LogSearch = {
  readonly named: ReadEntry | null
  readonly newest: ReadEntry | null
  /** How many entries the log has, and from which on it was looked through. */
  readonly length: number
  readonly since: number
}

/**
 * Looks a document up in its owner’s log of changes, by its digest, from the end backwards; and checks that every entry
 * after it follows from it, up to what the log’s head says. A log that names a document so has not left it out.
 */
export async function findInLog(
  world: World,
  owner: { actor: string; changes: string | null },
  iri: string,
  digest: string,
): Promise<LogSearch | Refusal> {
  const head = await readHead(world, owner)
  if ('gone' in head) return refuse('its log is gone')
  if (isRefusal(head)) return head
  let newest: ReadEntry | null = null
  let after: ReadEntry | null = null
  const last = Math.ceil(head.seq / pageSize)
  for (let page = last; page > Math.max(0, last - mostPages); page--) {
    const read = await readPage(world, head, page)
    if (isRefusal(read)) return read
    // It may have grown since its head was read.
    const entries = read.filter(({ seq }) => seq <= head.seq)
    if (!holdsTogether(entries, page, after, head)) return refuse('its log does not hold together')
    newest ??= entries.findLast((entry) => entry.iri === iri) ?? null
    const named = entries.findLast((entry) => entry.iri === iri && entry.digest === digest)
    after = entries[0]!
    if (named) return { named, newest, length: head.seq, since: after.seq }
  }
  return { named: null, newest, length: head.seq, since: after?.seq ?? 1 }
}

/** Whether the entries of a page follow from each other, and what was read of the log after them follows from them. */
function holdsTogether(
  entries: readonly ReadEntry[],
  page: number,
  after: ReadEntry | null,
  head: { seq: number; chain: string },
): boolean {
  const [first, ...rest] = entries
  if (first?.seq !== (page - 1) * pageSize + 1) return false
  const end = follow(first, rest)
  if (end === null) return false
  return after === null ? end.seq === head.seq && end.chain === head.chain : follow(end, [after]) !== null
}
