import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { fromMultibase, toMultibase } from '../lib/base58.ts'
import { canonical, hashOf, isJsonObject, type JsonObject } from '../lib/json.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { type Instant, readInstant } from '../lib/time.ts'

/** A proof as it stands in a document: FEP-8b32 with the suite eddsa-jcs-2022. */
export type Proof = {
  readonly verificationMethod: string
  readonly created: Instant
  readonly value: Uint8Array
  readonly options: JsonObject
}

/**
 * Puts a FEP-8b32 proof on a document that has its context. By JCS and Ed25519 directly: through JSON-LD classes the
 * same bytes take ten times as long.
 * @param created is written in whole seconds, which every reader prints back alike
 */
export function prove(document: JsonObject, key: KeyObject, keyId: string, created: Instant): JsonObject {
  const { proof: _, ...unsigned } = document
  const options: JsonObject = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    verificationMethod: keyId,
    proofPurpose: 'assertionMethod',
    created: `${created.slice(0, 19)}Z`,
  }
  const value = sign(null, toSign(unsigned, options, hashOf(unsigned)), key)
  return { ...unsigned, proof: { ...options, proofValue: toMultibase(value) } }
}

/** Reads the one proof of a document, or says what is wrong with it. Says nothing about whether it is valid. */
export function readProof(document: JsonObject): Proof | Refusal {
  const proof = document.proof
  if (proof === undefined) return refuse('it carries no proof')
  if (!isJsonObject(proof)) return refuse('it carries more than one proof, or one that cannot be read')
  const { proofValue, ...options } = proof
  const created = readInstant(options.created)
  if (options.type !== 'DataIntegrityProof' || options.cryptosuite !== 'eddsa-jcs-2022')
    return refuse('its proof is of a kind we do not know (eddsa-jcs-2022 is read)')
  if (options.proofPurpose !== 'assertionMethod') return refuse('its proof was made for another purpose')
  if (typeof options.verificationMethod !== 'string' || typeof proofValue !== 'string' || created === null)
    return refuse('its proof names no key, no value or no time')
  try {
    const value = fromMultibase(proofValue)
    return { verificationMethod: options.verificationMethod, created, value, options: options as JsonObject }
  } catch {
    return refuse('the value of its proof cannot be read')
  }
}

/** Whether a document's proof was made over exactly this document (by its hash, see hashOf) by the owner of this key (public, as multibase). */
export function provedBy(
  document: JsonObject,
  proof: Proof,
  publicMultibase: string,
  hash = hashOf(document),
): boolean {
  try {
    return verify(null, toSign(document, proof.options, hash), publicKeyOf(publicMultibase), proof.value)
  } catch {
    return false
  }
}

/** What is signed: the digest of the proof's options, then the digest of the document (VC Data Integrity EdDSA, §3.3). */
function toSign(document: JsonObject, options: JsonObject, hash: Buffer): Buffer {
  const context = document['@context']
  const config = context === undefined ? options : { '@context': context, ...options }
  return Buffer.concat([createHash('sha256').update(canonical(config)).digest(), hash])
}

/** The head of an Ed25519 public key in SPKI, before its 32 bytes (RFC 8410). */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')

/** Public keys read before: reading one costs half as much as checking with it. */
const held = new LRUCache<string, KeyObject>({ max: 2000 })

/** The key behind a Multikey text such as `z6Mk…` (Ed25519 only). @throws where it is none */
export function publicKeyOf(multibase: string): KeyObject {
  const key = held.get(multibase) ?? readPublicKey(multibase)
  held.set(multibase, key)
  return key
}

function readPublicKey(multibase: string): KeyObject {
  const bytes = fromMultibase(multibase)
  if (bytes.length !== 34 || bytes[0] !== 0xed || bytes[1] !== 0x01)
    throw new TypeError('not an Ed25519 Multikey')
  return createPublicKey({ key: Buffer.concat([spkiHead, bytes.subarray(2)]), format: 'der', type: 'spki' })
}

/** An Ed25519 public key as Multikey text. */
export function multibaseOf(key: KeyObject): string {
  const raw = key.export({ format: 'der', type: 'spki' }).subarray(spkiHead.length)
  return toMultibase(Buffer.concat([Buffer.from([0xed, 0x01]), raw]))
}
