import { isJsonObject, type Json, type JsonObject, listOf } from '../lib/json.ts'
import { inBrief, plainLine, shorten } from '../lib/plain.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { DAY, type Instant, instant, readInstant } from '../lib/time.ts'
import { originOf, sameOrigin } from '../lib/url.ts'
import type { World } from '../world.ts'
import { fetchDocument } from './fetch.ts'
import { whyBlocked } from './policy.ts'
import { moveInboxes } from './store/follows.ts'
import { changePeer, keepIntroduction, type PeerRow, peerByActor } from './store/peers.ts'

/** A public key of another's actor. `public` is PEM (rsa) or multibase (ed25519). */
export type PeerKey = {
  readonly id: string
  readonly algorithm: 'rsa' | 'ed25519'
  readonly public: string
}

/** An actor of another server, as far as we know it. */
export type Peer = Omit<PeerRow, 'keys'> & { readonly keys: readonly PeerKey[] }

/** The types that ActivityPub has for actors. */
const actorTypes = new Set(['Organization', 'Group', 'Person', 'Service', 'Application'])

/** The largest document of a hub that is kept, in characters; of others only what stands in columns is. */
const largestActor = 64 * 1024
/** The longest public key that is read, in characters: an RSA key of 16,384 bits in PEM has about 2,900. */
const longestKey = 4096
/** How many keys of an actor are kept, of each sort. */
const mostKeys = 5

/** How long we go by what an actor said of itself before we ask it again. */
const freshFor = DAY

/**
 * An actor of another server: from what we know, or asked anew where that is a day old, where `fresh` says so, or where
 * we have not met it. An address that is gone for good is remembered as gone.
 */
export async function meetActor(
  world: World,
  iri: string,
  fresh = false,
): Promise<Peer | Refusal | { gone: string }> {
  const blocked = await whyBlocked(world, iri)
  if (blocked !== null) return refuse(`${iri} is not met: ${blocked}`)
  const known = await peerByActor(world.db, iri)
  const now = world.clock()
  if (known && !known.gone && !fresh && Date.parse(known.fetched) > now - freshFor) return asPeer(known)
  const answer = await fetchDocument(world, iri)
  if ('gone' in answer && (answer.gone === 410 || !known || known.gone)) {
    if (known) await changePeer(world.db, iri, { gone: known.gone ?? instant(now) })
    return { gone: iri }
  }
  // Who does not answer today is still who it was yesterday; and 404 is what a proxy says whose server is down.
  if (!('found' in answer))
    return known && !known.gone && !fresh
      ? asPeer(known)
      : refuse(`${iri} could not be read: ${'failed' in answer ? answer.failed : 'it answers 404'}`)
  const introduction = readActor(answer.found, iri)
  if ('refused' in introduction) return introduction
  await keepIntroduction(world.db, {
    ...introduction,
    keys: JSON.stringify(introduction.keys),
    fetched: instant(now),
  })
  // Who follows from there gets its letters where it wants them now.
  const { inbox, shared_inbox } = introduction
  if (known && (known.inbox !== inbox || known.shared_inbox !== shared_inbox))
    await moveInboxes(world.db, iri, { inbox, shared_inbox })
  return asPeer((await peerByActor(world.db, iri))!)
}

/** A peer with its keys read. */
export const asPeer = (row: PeerRow): Peer => ({ ...row, keys: JSON.parse(row.keys) as PeerKey[] })

/** Reads an actor document of any software: plainly, by the names they all write. */
export function readActor(document: JsonObject, iri: string) {
  const origin = originOf(iri)
  if (origin === null || document.id !== iri)
    return refuse(`${iri} is another's address: the document there calls itself ${inBrief(document.id)}`)
  if (typeof document.type !== 'string' || !actorTypes.has(document.type))
    return refuse(`${iri} is no actor but ${inBrief(document.type)}`)
  const { inbox } = document
  if (typeof inbox !== 'string' || !sameOrigin(inbox, iri))
    return refuse(`${iri} has no inbox on its own server`)
  const shared = isJsonObject(document.endpoints) ? document.endpoints.sharedInbox : undefined
  const changes = document['moot:changes']
  const handle = wordsOf(document.preferredUsername)
  const hub = typeof changes === 'string' && sameOrigin(changes, iri)
  const text = hub ? JSON.stringify(document) : '{}'
  if (text.length > largestActor) return refuse(`${iri} says more of itself than we can keep`)
  return {
    actor: iri,
    origin,
    handle: handle === null ? null : `${handle}@${new URL(iri).host}`,
    name: wordsOf(document.name),
    type: document.type,
    inbox,
    shared_inbox: typeof shared === 'string' && sameOrigin(shared, iri) ? shared : null,
    changes: hub ? changes : null,
    keys: keysIn(document, iri),
    document: text,
  }
}

/** A line of somebody else's, as it may be stored and shown; null where there is nothing in it. */
const wordsOf = (text: Json | undefined): string | null =>
  (typeof text === 'string' && shorten(plainLine(text), 200)) || null

/** The keys an actor document lists as its own: RSA for signatures, Ed25519 for proofs. A key that names another owner is not its own. */
function keysIn(document: JsonObject, owner: string): PeerKey[] {
  const keys: PeerKey[] = []
  for (const key of listOf(document.publicKey))
    if (
      isJsonObject(key) &&
      typeof key.id === 'string' &&
      typeof key.publicKeyPem === 'string' &&
      isPem(key.publicKeyPem) &&
      key.owner === owner &&
      sameOrigin(key.id, owner)
    )
      keys.push({ id: key.id, algorithm: 'rsa', public: key.publicKeyPem })
  const proving = listOf(document.assertionMethod).flatMap((key) => multikeyIn(key, owner) ?? [])
  return [...keys.slice(0, mostKeys), ...proving.slice(0, mostKeys)]
}

/** Whether a text can be a public key as PEM: nothing else is stored as one. */
const isPem = (text: string): boolean =>
  text.length <= longestKey &&
  /^\s*-----BEGIN [A-Z ]+-----[A-Za-z0-9+/=\s]+-----END [A-Z ]+-----\s*$/.test(text)

function multikeyIn(key: Json, owner: string): PeerKey | null {
  if (!isJsonObject(key) || typeof key.id !== 'string' || typeof key.publicKeyMultibase !== 'string')
    return null
  if (key.controller !== owner || !sameOrigin(key.id, owner)) return null
  // z6Mk begins every Ed25519 key, and each is of one length; other Multikeys may stand there too.
  if (!/^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/.test(key.publicKeyMultibase)) return null
  return { id: key.id, algorithm: 'ed25519', public: key.publicKeyMultibase }
}

/**
 * The key behind a proof: one the actor lists now, or one of its public key history that was in use when the proof was
 * made. Null where the actor never had it; `later` where that cannot be said now.
 */
export async function keyForProof(
  world: World,
  peer: Peer,
  keyId: string,
  created: string,
): Promise<PeerKey | { later: string } | null> {
  const current = peer.keys.find((key) => key.id === keyId && key.algorithm === 'ed25519')
  if (current) return current
  const history = (JSON.parse(peer.document) as JsonObject)['moot:keys']
  if (typeof history !== 'string' || !sameOrigin(history, peer.actor) || !sameOrigin(keyId, peer.actor))
    return null
  const answer = await fetchDocument(world, history)
  if ('failed' in answer) return { later: `${history} could not be read: ${answer.failed}` }
  if ('gone' in answer)
    return answer.gone === 410 ? null : { later: `${history} could not be read: it answers 404` }
  const key = historyIn(answer.found, peer.actor).find(({ id }) => id === keyId)
  return key && (key.until === null || created <= key.until) ? key : null
}

/** An Ed25519 key with the time in which it signed, as far as its owner says so. */
export type DatedKey = {
  readonly id: string
  readonly algorithm: 'ed25519'
  readonly public: string
  readonly from: Instant | null
  readonly until: Instant | null
}

/** The keys for proofs that an actor’s key history lists, each with its dates. */
export function historyIn(history: JsonObject, owner: string): DatedKey[] {
  return listOf(history.items ?? history.orderedItems).flatMap((item) => {
    const key = multikeyIn(item, owner)
    if (key === null || !isJsonObject(item)) return []
    const [from, until] = [readInstant(item['moot:validFrom']), readInstant(item['moot:validUntil'])]
    return [{ id: key.id, algorithm: 'ed25519' as const, public: key.public, from, until }]
  })
}
