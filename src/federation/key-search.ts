import type { JsonObject } from '../lib/json.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import type { Instant } from '../lib/time.ts'
import { sameOrigin } from '../lib/url.ts'
import type { World } from '../world.ts'
import type { Fetched } from './fetch.ts'
import { ownActorId } from './iri.ts'
import { asPeer, type DatedKey, historyIn, type PeerKey, readActor } from './remote.ts'
import { keysOfActor } from './store/keys.ts'
import { peerByActor } from './store/peers.ts'

/** The key that a proof was made with. `listed`: its owner lists it now as its own. */
export type KnownKey = DatedKey & { readonly listed: boolean }

/** The keys of an actor, and where they were learnt: at its origin just now, from our own database, or from a file. */
export type OwnerKeys = {
  readonly learnt: 'origin' | 'here' | 'file' | null
  /** When our own database learnt them; null elsewhere. */
  readonly fetched: Instant | null
  readonly name: string | null
  readonly changes: string | null
  readonly keys: readonly KnownKey[]
  /** What is missing, and why, where it is. */
  readonly why: string | null
}

/** Finds the keys of an actor: in what somebody handed in, else at its origin with their history, else in our own database. */
export async function ownerKeys(
  world: World,
  actor: string,
  ask: (address: string) => Promise<Fetched>,
  file: JsonObject | null,
): Promise<OwnerKeys> {
  if (file !== null) return fromFile(file, actor)
  const answer = await ask(actor)
  const why = 'failed' in answer ? answer.failed : 'gone' in answer ? `it answers ${answer.gone}` : null
  if (!('found' in answer)) return fromHere(world, actor, why)
  const read = readActor(answer.found, actor)
  if (isRefusal(read)) return fromHere(world, actor, read.refused)
  const address = answer.found['moot:keys']
  const history =
    typeof address === 'string' && sameOrigin(address, actor) ? await ask(address) : { failed: 'none' }
  const dated = 'found' in history ? historyIn(history.found, actor) : []
  return {
    ...{ learnt: 'origin', fetched: null, name: read.name ?? read.handle, changes: read.changes },
    keys: merged(read.keys, dated),
    why: 'found' in history ? null : 'its key history could not be had',
  }
}

/** The key of a proof, where its owner has it and it was in use at that time; else why not. */
export function keyBehind(owner: OwnerKeys, id: string, signed: Instant): KnownKey | Refusal {
  const key = owner.keys.find((one) => one.id === id)
  if (!key) {
    const missing = owner.why === null ? '' : `, and not all of them could be had: ${owner.why}`
    return owner.keys.length === 0
      ? refuse(`the keys of its owner could not be had${owner.why === null ? '' : `: ${owner.why}`}`)
      : refuse(`it was signed with the key ${id}, which is none of its owner’s${missing}`)
  }
  // Proofs are dated in whole seconds.
  if (key.from !== null && signed.slice(0, 19) < key.from.slice(0, 19))
    return refuse(`it is dated before its key came into use, which was ${key.from}`)
  if (key.until !== null && signed > key.until)
    return refuse(`it is dated after its key was retired, which was ${key.until}`)
  return key
}

/** An actor’s document or its key history, as somebody kept it. */
function fromFile(file: JsonObject, actor: string): OwnerKeys {
  const [now, dated] = [file.id === actor ? readActor(file, actor) : null, historyIn(file, actor)]
  const read = now === null || isRefusal(now) ? null : now
  const keys = merged(read?.keys ?? [], dated)
  const why = keys.length === 0 ? `the file of keys holds none of ${actor}` : null
  return {
    ...{ learnt: 'file', fetched: null, name: read?.name ?? null, changes: read?.changes ?? null },
    ...{ keys, why },
  }
}

async function fromHere(world: World, actor: string, why: string | null): Promise<OwnerKeys> {
  const own = ownActorId(world, actor)
  if (own !== null) {
    const keys = (await keysOfActor(world.db, own))
      .filter(({ algorithm }) => algorithm === 'ed25519')
      .map(({ name, public: text, created, retired }) => ({
        ...{ id: `${actor}#${name}`, algorithm: 'ed25519' as const, public: text },
        ...{ from: created, until: retired, listed: retired === null },
      }))
    return { learnt: 'here', fetched: null, name: null, changes: `${actor}/changes`, keys, why }
  }
  const row = await peerByActor(world.db, actor)
  if (!row) return { learnt: null, fetched: null, name: null, changes: null, keys: [], why }
  const peer = asPeer(row)
  return {
    ...{ learnt: 'here', fetched: peer.fetched, name: peer.name ?? peer.handle, changes: peer.changes },
    ...{ keys: merged(peer.keys, []), why },
  }
}

/** The keys an actor lists, with the dates its history gives them, and those that stand in its history alone. */
function merged(listed: readonly PeerKey[], history: readonly DatedKey[]): KnownKey[] {
  const now = listed
    .filter(({ algorithm }) => algorithm === 'ed25519')
    .map(({ id, public: text }) => ({
      ...{ id, algorithm: 'ed25519' as const, public: text, from: null, until: null },
      ...history.find((key) => key.id === id && key.public === text),
      listed: true,
    }))
  const before = history.filter(({ id }) => !now.some((key) => key.id === id))
  return [...now, ...before.map((key) => ({ ...key, listed: false }))]
}
