import { createPublicKey, webcrypto } from 'node:crypto'
import type { CryptographicKey } from '@fedify/fedify/vocab'
import { LRUCache } from 'lru-cache'
import { isJsonObject } from '../lib/json.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { DAY, MINUTE, SECOND } from '../lib/time.ts'
import { originOf, sameOrigin } from '../lib/url.ts'
import type { World } from '../world.ts'
import { fromTheDoor, type WayOut } from './door.ts'
import { fetchDocument } from './fetch.ts'
import { openKv } from './kv.ts'
import { loadFedify } from './later.ts'
import { meetActor, type Peer, type PeerKey } from './remote.ts'

/** Who signed a letter: the actor who owns the key, and lists it as its own. */
export type Signer = { readonly actor: string; readonly peer: Peer }

/** That who signed it cannot be looked up now: why, and after how many seconds the letter may come again. */
export type NotNow = NonNullable<ReturnType<WayOut['heldUp']>>

/** A letter as it was signed: to which address, under which headers, and the bytes of its body. */
export type SignedLetter = { readonly url: string; readonly headers: Headers; readonly body: Uint8Array }

/** Keys of others ready to verify with; importing one costs more than using it. */
const imported = new LRUCache<string, CryptographicKey>({ max: 2000, ttl: 60 * MINUTE })

/** How old what we know of an actor must be before a letter that does not fit it makes us ask again. */
const askAgainAfter = 10 * SECOND

/**
 * Who signed a letter, by draft-cavage or RFC 9421, both checked by Fedify over our own addresses: a letter signed for
 * another host does not pass here. The key's owner must list the key in its own document. Proofs and Linked Data
 * signatures inside the body say nothing about who sent it, and are not asked.
 */
export async function signerOf(
  { client, ...inside }: World,
  letter: SignedLetter,
): Promise<Signer | Refusal | { gone: string } | NotNow> {
  const door = fromTheDoor(client)
  const signer = await lookForSigner({ ...inside, client: door.client }, letter)
  return 'refused' in signer ? (door.heldUp() ?? signer) : signer
}

async function lookForSigner(
  world: World,
  letter: SignedLetter,
): Promise<Signer | Refusal | { gone: string }> {
  const keyId = keyIdOf(letter.headers)
  if (keyId === null) return refuse('it is not signed')
  let why = ''
  for (const fresh of [false, true]) {
    const owner = await ownerOf(world, keyId, fresh)
    if ('refused' in owner || !('actor' in owner)) return owner
    const known = keyMeant(owner, keyId)
    if (known && (await signatureHolds(world, letter, known.public)))
      return { actor: owner.actor, peer: owner }
    why = known
      ? `its signature by ${keyId} does not hold`
      : `${owner.actor} does not list the key ${keyId} as its own`
    // The key may have been renewed a moment ago; but nobody may make us ask its owner at every bad letter.
    if (Date.parse(owner.fetched) > world.clock() - askAgainAfter) break
  }
  return refuse(why)
}

/** The key of an actor that a signature names: by its id, or by the actor's own address where it has one only (gathio). */
function keyMeant({ actor, keys }: Peer, keyId: string): PeerKey | undefined {
  const rsa = keys.filter((key) => key.algorithm === 'rsa')
  return rsa.find((key) => key.id === keyId) ?? (keyId === actor && rsa.length === 1 ? rsa[0] : undefined)
}

/** Whether a signature holds, with this key (PEM) and within an hour of now, and is of all it must be of. Nothing is fetched. */
export async function signatureHolds(
  world: Pick<World, 'clock'>,
  letter: SignedLetter,
  pem: string,
): Promise<boolean> {
  if (!coversEnough(letter.headers) || hasExpired(letter.headers, world.clock())) return false
  const key = await importKey(pem)
  if (key === null) return false
  const { preloadedContexts, verifyRequestDetailed } = await loadFedify()
  const result = await verifyRequestDetailed(asRequest(letter), {
    keyCache: { get: async () => key, set: async () => {} },
    documentLoader: async () => {
      throw new Error('the key is at hand; nothing is to be fetched')
    },
    contextLoader: async (address) => {
      const document = (preloadedContexts as Record<string, unknown>)[address]
      if (document === undefined) throw new Error(`unknown context ${address}`)
      return { contextUrl: null, documentUrl: address, document }
    },
    timeWindow: { hours: 1 },
    currentTime: Temporal.Instant.fromEpochMilliseconds(world.clock()),
    // It throws at a date that is none and at a signature that is no base64.
  }).catch(() => ({ verified: false }))
  return result.verified
}

/**
 * What Fedify asks of a request whose body has been read. A real one would be copied, body, stream and all, which takes
 * longer than to check the signature.
 */
function asRequest({ url, headers, body }: SignedLetter): Request {
  const request = {
    ...{ method: 'POST', url, headers, body: null, bodyUsed: false },
    clone: () => request,
    arrayBuffer: async () => new Uint8Array(body).buffer,
  }
  return request as unknown as Request
}

/**
 * Whether a signature is of this letter, to this server and this inbox, and now. Fedify checks what a signature covers, but
 * not that it covers all of this: one that leaves out the host could be sent on to us by whoever received it, and one of
 * RFC 9421 that leaves out the digest would hold for any body. Only one signature, written plainly, so that what we read
 * here and what is verified cannot be two things.
 */
function coversEnough(headers: Headers): boolean {
  const input = headers.get('signature-input')
  if (input === null) {
    const signature = headers.get('signature') ?? ''
    // Fedify cuts it at every comma, in quotes or not.
    if (!/^\s*[a-z]+=(?:"[^",]*"|\d+)\s*(?:,\s*[a-z]+=(?:"[^",]*"|\d+)\s*)*$/i.test(signature)) return false
    const lists = [...signature.matchAll(/\bheaders="([^"]*)"/gi)]
    const names = lists.length === 1 ? lists[0]![1]!.split(' ') : []
    return ['(request-target)', 'host', 'date', 'digest'].every((name) => names.includes(name))
  }
  const one = /^\s*[\w-]+=\(((?:\s*"[^"]+")*)\s*\)(?:;[a-z]+=(?:"[^"]*"|\d+))*\s*$/.exec(input)
  const names = [...(one?.[1] ?? '').matchAll(/"([^"]+)"/g)].map((match) => match[1])
  const covers = (...needed: string[]) => needed.every((name) => names.includes(name))
  return covers('@method', 'content-digest') && (covers('@target-uri') || covers('@authority', '@path'))
}

/** Whether a signature of RFC 9421 says of itself that it is over. Fedify reads that of the other dialect only. */
function hasExpired(headers: Headers, now: number): boolean {
  const expires = /;expires=(\d+)/.exec(headers.get('signature-input') ?? '')?.[1]
  return expires !== undefined && Number(expires) * 1000 < now
}

/** The actor a key belongs to: by its address without the fragment, or by what stands at the key's own address (GoToSocial). */
async function ownerOf(
  world: World,
  keyId: string,
  fresh: boolean,
): Promise<Peer | Refusal | { gone: string }> {
  if (originOf(keyId) === null) return refuse('its signature names no key that can be looked up')
  const address = keyId.split('#')[0]!
  if (keyId.includes('#')) return meetActor(world, address, fresh)
  const kv = openKv(world)
  const known = fresh ? undefined : await kv.get<string>(['key-owner', address])
  if (known !== undefined) return meetActor(world, known, false)
  const stub = await fetchDocument(world, address)
  if ('gone' in stub) return { gone: address }
  if ('failed' in stub) return refuse(`the key ${keyId} could not be read: ${stub.failed}`)
  const nested = isJsonObject(stub.found.publicKey) ? stub.found.publicKey.owner : undefined
  const owner = stub.found.owner ?? nested
  if (typeof owner !== 'string' || !sameOrigin(owner, keyId))
    return refuse(`the key ${keyId} names no owner on its own server`)
  await kv.set(['key-owner', address], owner, { ms: DAY })
  return meetActor(world, owner, fresh)
}

/** The key a request says it was signed with, or null where it is not signed. */
export function keyIdOf(headers: Headers): string | null {
  const read = /keyid="([^"]{1,2048})"/i
  return (
    read.exec(headers.get('signature-input') ?? '')?.[1] ??
    read.exec(headers.get('signature') ?? '')?.[1] ??
    null
  )
}

/** Reads a public key. Whose it is was found out before: here it only has to be one. */
async function importKey(pem: string): Promise<CryptographicKey | null> {
  const held = imported.get(pem)
  if (held) return held
  try {
    const spki = createPublicKey(pem).export({ format: 'der', type: 'spki' })
    const publicKey = await webcrypto.subtle.importKey(
      'spki',
      new Uint8Array(spki),
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
      true,
      ['verify'],
    )
    const { CryptographicKey } = await loadFedify()
    const key = new CryptographicKey({ publicKey: publicKey as CryptoKey })
    imported.set(pem, key)
    return key
  } catch {
    return null
  }
}
