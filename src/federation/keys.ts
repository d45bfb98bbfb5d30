import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { LRUCache } from 'lru-cache'
import type { Tx } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import type { Instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { actorIri } from './iri.ts'
import { multibaseOf } from './proof.ts'
import { insertKey, signingKey } from './store/keys.ts'
import type { FederationTables } from './table.ts'

const generate = promisify(generateKeyPair)

/** Two new key pairs for an actor, the private halves sealed already; not stored yet. */
export type NewKeys = {
  readonly rsa: { public: string; sealed: string }
  readonly ed25519: { public: string; sealed: string }
}

/** A private key ready to sign, and the id others know its public half by. */
export type SigningKey = { readonly id: string; readonly key: KeyObject }

/**
 * Makes the key pairs of an actor: RSA of 2048 bits for HTTP signatures, as the whole network reads them (4096 would sign
 * six times slower), and Ed25519 for proofs. Takes some tenths of a second, so it is done before the transaction.
 */
export async function newKeys(world: World): Promise<NewKeys> {
  const rsa = await generate('rsa', { modulusLength: 2048 })
  const ed25519 = await generate('ed25519', {})
  const sealed = (key: KeyObject) => world.vault.seal(key.export({ format: 'pem', type: 'pkcs8' }).toString())
  return {
    rsa: {
      public: rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      sealed: sealed(rsa.privateKey),
    },
    ed25519: { public: multibaseOf(ed25519.publicKey), sealed: sealed(ed25519.privateKey) },
  }
}

/** Stores an actor's key pairs; `generation` counts from 1 and makes the names, so that no name is ever used twice. */
export async function keepKeys(
  tx: Tx,
  actorId: string,
  hubId: string | null,
  keys: NewKeys,
  created: Instant,
  generation = 1,
): Promise<void> {
  const suffix = generation === 1 ? '' : `-${generation}`
  const row = { actor_id: actorId, hub_id: hubId, created, retired: null }
  await insertKey(tx, { ...row, id: newId(), name: `main-key${suffix}`, algorithm: 'rsa', ...keys.rsa })
  await insertKey(tx, {
    ...row,
    id: newId(),
    name: `ed25519-key${suffix}`,
    algorithm: 'ed25519',
    ...keys.ed25519,
  })
}

/** Keys unsealed and imported, held in memory by their row: importing one costs more than signing with it. */
const held = new LRUCache<string, KeyObject>({ max: 2000 })

/**
 * The key an actor of ours signs with now. Which one is looked up each time, so that a retired key never signs again.
 * @throws where the actor has no such key
 */
export async function keyToSign(
  world: World,
  actorId: string,
  algorithm: FederationTables['keys']['algorithm'],
): Promise<SigningKey> {
  const row = await signingKey(world.db, actorId, algorithm)
  if (!row) throw new Error(`actor ${actorId} has no ${algorithm} key`)
  let key = held.get(row.id)
  if (!key) {
    key = createPrivateKey(world.vault.unseal(row.sealed))
    held.set(row.id, key)
  }
  return { id: `${actorIri(world, actorId)}#${row.name}`, key }
}
