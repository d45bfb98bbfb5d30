import { isOurs } from '../federation/iri.ts'
import { whyBlocked } from '../federation/policy.ts'
import { type WhyNot, whyNotKeys } from '../federation/rules.ts'
import { followedBy } from '../federation/store/follows.ts'
import { owedByAll } from '../federation/store/owed.ts'
import { peersFollowed } from '../federation/store/peers.ts'
import { countCopies } from '../federation/store/records.ts'
import { DAY, HOUR, MINUTE } from '../lib/time.ts'
import { type Words, wordsFor } from '../lib/words.ts'
import type { World } from '../world.ts'
import { handleOf } from './model.ts'
import { allHubs } from './store.ts'

/** A hub that one of ours follows, as an operator wants to see it. */
export type PeerView = {
  readonly actor: string
  readonly handle: string | null
  readonly name: string | null
  readonly state: 'asked' | 'accepted' | 'rejected' | 'ended' | 'gone' | 'blocked'
  /** Why we have nothing to do with it, in words, or null where we have. */
  readonly blocked: WhyNot | null
  /** Entries of its log that we have not read yet. */
  readonly lag: number
  readonly records: number
  /** How many records its log names that its server does not serve as it should, and what is wrong with one of them. */
  readonly owed: { readonly records: number; readonly why: string } | null
  readonly crawled: string | null
  readonly failing: string | null
  readonly error: string | null
  /** Whether somebody should look at it. */
  readonly trouble: boolean
  /** All of it in sentences. */
  readonly words: string
}

type Facts = Omit<PeerView, 'words' | 'trouble'>

/** The hubs of other servers that ours follow or have followed, or one of ours does, with how it stands in words. */
export async function peersInWords(world: World, words: Words = wordsFor('en'), hub?: string) {
  const rows = await peersFollowed(world.db, hub)
  const owed = await owedByAll(world.db)
  return Promise.all(
    rows.map(async (row): Promise<PeerView> => {
      const blocked = await whyBlocked(world, row.actor)
      const state = blocked !== null ? 'blocked' : row.gone !== null ? 'gone' : row.state
      const facts: Facts = {
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
      return {
        ...facts,
        trouble: isTrouble(facts),
        words: inSentences(words, facts, world.clock()).join(' '),
      }
    }),
  )
}

/** A hub of this server that one of ours follows: nothing of it has to be fetched. */
export type Neighbour = { readonly actor: string; readonly name: string; readonly handle: string }

/** The hubs of this server that one of them follows. */
export async function neighboursFollowed(world: World, hub: string): Promise<Neighbour[]> {
  const actors = (await followedBy(world.db, hub)).filter((actor) => isOurs(world, actor))
  return (await allHubs(world))
    .filter(({ actor }) => actors.includes(actor))
    .map((each) => ({ actor: each.actor, name: each.name, handle: handleOf(world, each) }))
}

const isTrouble = ({ state, failing, owed }: Facts): boolean =>
  state === 'gone' || state === 'rejected' || (state === 'accepted' && (failing !== null || owed !== null))

/** How it stands with a hub. `now` in ms since 1970. */
function inSentences(words: Words, peer: Facts, now: number): string[] {
  const { t } = words
  if (peer.blocked !== null) return [t('peer.blocked', { why: t(whyNotKeys[peer.blocked]) })]
  if (peer.state !== 'accepted') return [t(`peer.${peer.state as 'gone'}`)]
  const since = (at: string) => spanOf(words, now - Date.parse(at))
  const count = peer.lag
  const read =
    peer.crawled === null
      ? t('peer.first', { count })
      : count > 0
        ? t('peer.lagging', { count, since: since(peer.crawled) })
        : t(peer.failing ? 'peer.had-all' : 'peer.up-to-date', { since: since(peer.crawled) })
  return [
    read,
    ...(peer.failing ? [t('peer.silent', { since: since(peer.failing), why: peer.error ?? '' })] : []),
    ...(peer.owed ? [t('peer.owed', { count: peer.owed.records, why: peer.owed.why })] : []),
  ]
}

/** A length of time (ms) as people say it, in its largest whole unit. */
export function spanOf({ t }: Words, ms: number): string {
  if (ms < MINUTE) return t('span.moment')
  if (ms < HOUR) return t('span.minutes', { count: Math.floor(ms / MINUTE) })
  if (ms < DAY) return t('span.hours', { count: Math.floor(ms / HOUR) })
  return t('span.days', { count: Math.floor(ms / DAY) })
}
