import { digestText, hashOf, isJsonObject, type Json, type JsonObject } from '../lib/json.ts'
import { isRefusal, refuse } from '../lib/refusal.ts'
import { type Instant, readInstant } from '../lib/time.ts'
import { sameOrigin } from '../lib/url.ts'
import type { World } from '../world.ts'
import { type Fetched, fetchDocument, isReadable } from './fetch.ts'
import { type KnownKey, keyBehind, type OwnerKeys, ownerKeys } from './key-search.ts'
import { findInLog } from './log-search.ts'
import { provedBy, readProof } from './proof.ts'
import { recordByIri } from './store/records.ts'

/** What a document says of itself; nothing of it is believed until it is proved. */
export type Claims = {
  readonly id: string
  readonly owner: string
  /** `moot:Issue`, or its ActivityStreams type where it has no kind of ours. */
  readonly kind: string
  readonly withdrawn: boolean
  readonly revision: number | null
  readonly published: Instant | null
  readonly updated: Instant | null
  readonly digest: string
}

/** What the origin of a record serves now, beside a document that somebody has. */
export type OriginNow =
  | { readonly says: 'this' | 'nothing' }
  | { readonly says: 'other'; readonly revision: number | null; readonly updated: Instant | null }
  | { readonly says: 'withdrawn'; readonly reason: string | null }
  | { readonly says: 'unknown'; readonly why: string }

/** What the log of changes of a record’s hub says of a document. */
export type InLog =
  | {
      readonly names: 'this' | 'not this'
      readonly entry: number | null
      readonly newest: number | null
      readonly length: number
      readonly since: number
    }
  | { readonly names: 'unknown'; readonly why: string }

/** All that can be said of a document: whether it is proved, or why not; by which key; and how it stands with its origin. */
export type Weighed = {
  readonly proved: boolean
  readonly why: string | null
  readonly claims: Claims | null
  /** When it was signed, by the signer’s own word. */
  readonly signed: Instant | null
  readonly key: KnownKey | null
  readonly owner: { readonly name: string | null; readonly learnt: OwnerKeys['learnt'] } | null
  readonly origin: OriginNow | null
  readonly log: InLog | null
  /** Our own copy of the record: whether it is this very document, and when it was last seen at its origin. */
  readonly copy: { readonly same: boolean; readonly seen: Instant | null } | null
}

/** How a document is weighed: without asking anybody (`offline`), and with the keys of its owner as somebody kept them. */
export type Means = { readonly offline: boolean; readonly keys: JsonObject | null }

/** Says what of a document is proved, how it stands with its origin and its hub’s log, and what could not be found out. Keeps nothing. */
export async function weigh(world: World, document: Json, means: Means): Promise<Weighed> {
  const ask = async (address: string): Promise<Fetched> =>
    means.offline
      ? { failed: 'nobody was asked, as was wished', answered: false }
      : fetchDocument(world, address)
  const claims = readClaims(document)
  if ('refused' in claims) return notProved(claims.refused)
  const owner = await ownerKeys(world, claims.owner, ask, means.keys)
  const judged = judge(document as JsonObject, claims, owner)
  const [origin, log, copy] = [
    await originNow(ask, claims),
    await inLog(world, claims, owner.changes, means.offline),
    await recordByIri(world.db, claims.id),
  ]
  return {
    ...judged,
    claims,
    owner: { name: owner.name, learnt: owner.learnt },
    origin,
    log,
    copy: copy && copy.hub_id === null ? { same: copy.digest === claims.digest, seen: copy.seen } : null,
  }
}

const notProved = (why: string): Weighed => ({
  ...{ proved: false, why, claims: null, signed: null, key: null, owner: null },
  ...{ origin: null, log: null, copy: null },
})

function readClaims(document: Json): Claims | { refused: string } {
  if (!isJsonObject(document)) return refuse('it is no JSON object')
  if (!isReadable(document)) return refuse('it is too deep or too large, or holds what is no text')
  const { id, attributedTo, type, object } = document
  if (attributedTo === undefined && document.actor !== undefined) {
    const about = isJsonObject(object) ? object.id : object
    return refuse(`it is a letter and no record; ask about what it is about: ${String(about)}`)
  }
  if (typeof id !== 'string' || typeof attributedTo !== 'string' || typeof type !== 'string')
    return refuse('it does not say with one word each what it is, whose it is, and at which address')
  if (!sameOrigin(id, attributedTo))
    return refuse(`it says it is by ${attributedTo}, who is on another server than ${id}`)
  const digest = orNull(() => digestText(hashOf(document)))
  if (digest === null) return refuse('it has no canonical form')
  const kind = document['moot:kind']
  const revision = document['moot:revision']
  return {
    id,
    owner: attributedTo,
    kind: typeof kind === 'string' ? kind : type,
    withdrawn: type === 'Tombstone',
    revision: typeof revision === 'number' ? revision : null,
    published: readInstant(document.published),
    updated: readInstant(document.updated ?? document.published),
    digest,
  }
}

/** Whether the proof holds, by one of its owner’s keys, at a time when that key was in use. */
function judge(
  document: JsonObject,
  { updated }: Claims,
  owner: OwnerKeys,
): Pick<Weighed, 'proved' | 'why' | 'signed' | 'key'> {
  const no = (why: string, more: Partial<Weighed> = {}) => ({
    ...{ proved: false, why, signed: null, key: null },
    ...more,
  })
  const proof = readProof(document)
  if (isRefusal(proof)) return no(proof.refused)
  const signed = proof.created
  if (updated !== null && updated.slice(0, 19) > signed.slice(0, 19))
    return no('its proof is older than its wording', { signed })
  const key = keyBehind(owner, proof.verificationMethod, signed)
  if ('refused' in key) return no(key.refused, { signed })
  return provedBy(document, proof, key.public)
    ? { proved: true, why: null, signed, key }
    : no('its proof does not hold: it was signed by another key, or a word of it has been changed since', {
        ...{ signed, key },
      })
}

async function originNow(
  ask: (address: string) => Promise<Fetched>,
  { id, digest }: Claims,
): Promise<OriginNow> {
  const answer = await ask(id)
  if ('failed' in answer) return { says: 'unknown', why: answer.failed }
  const now = 'gone' in answer ? answer.tombstone : answer.found
  const same = now !== null && orNull(() => digestText(hashOf(now))) === digest
  if (same) return { says: 'this' }
  if ('gone' in answer && answer.gone === 404) return { says: 'nothing' }
  if ('gone' in answer || answer.found.type === 'Tombstone') {
    const reason = now?.['moot:reason']
    return { says: 'withdrawn', reason: typeof reason === 'string' ? reason : null }
  }
  const revision = answer.found['moot:revision']
  return {
    says: 'other',
    revision: typeof revision === 'number' ? revision : null,
    updated: readInstant(answer.found.updated ?? answer.found.published),
  }
}

async function inLog(
  world: World,
  { id, owner, digest }: Claims,
  changes: string | null,
  offline: boolean,
): Promise<InLog> {
  if (offline) return { names: 'unknown', why: 'nobody was asked, as was wished' }
  if (changes === null)
    return { names: 'unknown', why: 'its owner could not be asked for its log, or keeps none' }
  const search = await findInLog(world, { actor: owner, changes }, id, digest)
  if (isRefusal(search)) return { names: 'unknown', why: search.refused }
  const { named, newest, length, since } = search
  const entry = named?.seq ?? null
  return { names: named ? 'this' : 'not this', entry, newest: newest?.seq ?? null, length, since }
}

function orNull<T>(make: () => T): T | null {
  try {
    return make()
  } catch {
    return null
  }
}
