import { whyBlocked } from '../federation/policy.ts'
import { owedByAll } from '../federation/store/owed.ts'
import { peersFollowed } from '../federation/store/peers.ts'
import { countCopies } from '../federation/store/records.ts'
import { DAY, HOUR, MINUTE } from '../lib/time.ts'
import type { World } from '../world.ts'

/** A hub that one of ours follows, as an operator wants to see it. */
export type PeerView = {
  readonly actor: string
  readonly handle: string | null
  readonly name: string | null
  readonly state: 'asked' | 'accepted' | 'rejected' | 'ended' | 'gone' | 'blocked'
  /** Why we have nothing to do with it, in words, or null where we have. */
  readonly blocked: string | null
  /** Entries of its log that we have not read yet. */
  readonly lag: number
  readonly records: number
  /** How many records its log names that its server does not serve as it should, and what is wrong with one of them. */
  readonly owed: { readonly records: number; readonly why: string } | null
  readonly crawled: string | null
  readonly failing: string | null
  readonly error: string | null
  /** All of it in one sentence without its full stop. */
  readonly words: string
}

/** The hubs that ours follow or have followed, with how it stands in words. */
export async function peersInWords(world: World): Promise<PeerView[]> {
  const rows = await peersFollowed(world.db)
  const owed = await owedByAll(world.db)
  return Promise.all(
    rows.map(async (row) => {
      const blocked = await whyBlocked(world, row.actor)
      const state = blocked !== null ? 'blocked' : row.gone !== null ? 'gone' : row.state
      const facts = {
        actor: row.actor,
        handle: row.handle,
        name: row.name,
        state: state as PeerView['state'],
        blocked,
        lag: Math.max(0, row.head - row.cursor),
        records: await countCopies(world.db, row.actor),
        owed: owed.get(row.actor) ?? null,
        crawled: row.crawled,
        failing: row.failing,
        error: row.last_error,
      }
      return { ...facts, words: inWords(facts, world.clock()) }
    }),
  )
}

/** How it stands with a hub, in one sentence. `now` in ms since 1970. */
export function inWords(peer: Omit<PeerView, 'words'>, now: number): string {
  if (peer.blocked !== null) return `${peer.blocked.charAt(0).toUpperCase()}${peer.blocked.slice(1)} here`
  if (peer.state === 'gone') return 'It is gone for good; if it lives on elsewhere, follow it anew'
  if (peer.state === 'ended') return 'Not followed any more'
  if (peer.state === 'rejected') return 'It does not want to be followed'
  if (peer.state === 'asked') return 'Asked to follow it; it has not answered yet'
  const trouble = peer.failing
    ? `; it has not answered for ${spoken(now - Date.parse(peer.failing))}: ${peer.error}`
    : ''
  const missing = peer.owed
    ? `; ${peer.owed.records} of its records cannot be had, and ${peer.owed.records === 1 ? 'is' : 'are'} asked for again: ${peer.owed.why}`
    : ''
  if (peer.crawled === null)
    return `Reading its log for the first time, ${peer.lag} entries to go${trouble}${missing}`
  const age = `read ${spoken(now - Date.parse(peer.crawled))} ago`
  return peer.lag === 0
    ? `${trouble ? 'Had everything when last' : 'Up to date,'} ${age}${trouble}${missing}`
    : `${peer.lag} entries behind, last ${age}${trouble}${missing}`
}

function spoken(ms: number): string {
  const of = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`
  if (ms < MINUTE) return 'less than a minute'
  if (ms < HOUR) return of(Math.floor(ms / MINUTE), 'minute')
  if (ms < DAY) return of(Math.floor(ms / HOUR), 'hour')
  return of(Math.floor(ms / DAY), 'day')
}
