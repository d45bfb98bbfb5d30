import { isDeepStrictEqual } from 'node:util'
import { inSharedTransaction } from '../db/together.ts'
import { newId } from '../lib/id.ts'
import { canonical, digestText, hashOf, isJsonObject, type JsonObject, listOf } from '../lib/json.ts'
import { inBrief, plainLine, shorten } from '../lib/plain.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { DAY, type Instant, instant, readInstant } from '../lib/time.ts'
import { sameOrigin } from '../lib/url.ts'
import type { World } from '../world.ts'
import { type Fetched, fetchDocument } from './fetch.ts'
import { isOurs } from './iri.ts'
import { type RecordKind, termOf } from './kinds.ts'
import { normalForm } from './normal.ts'
import { whyBlocked } from './policy.ts'
import { provedBy, readProof } from './proof.ts'
import { keyForProof, meetActor } from './remote.ts'
import { endCopy, forgetCopy, keepCopy, markSeen, type RecordRow, recordByIri } from './store/records.ts'

/** A record cannot be had now, and why. `answered`: its server did answer, only not with this record as it should be. */
export type Later = { readonly later: string; readonly answered: boolean }

/** What became of a record that we looked up at its origin. */
export type Verdict =
  | { readonly kept: string; readonly changed: boolean }
  | { readonly dropped: string | null }
  | Later
  | Refusal

/** What is looked up: a record, whose it must be, what a letter said it is, and the newest entry of its owner's log about it. */
export type Wanted = {
  readonly iri: string
  readonly owner: string
  readonly said?: JsonObject
  readonly entry?: { readonly seq: number; readonly digest: string; readonly withdrawn: boolean }
}

/**
 * Looks a record up where it lives and keeps a copy of what is there. A letter or a log is only a hint that something
 * changed: what is kept is always the canonical document, fetched, its proof checked, its owner and origin compared.
 * What an origin does not serve any more is dropped here too; what it serves wins over what we had, even where it is
 * older (it was restored from a backup).
 */
export async function takeIn(
  world: World,
  kinds: readonly RecordKind<never>[],
  wanted: Wanted,
): Promise<Verdict> {
  const { iri, owner } = wanted
  if (isOurs(world, iri)) return refuse(`${iri} is a record of this server`)
  if (!sameOrigin(iri, owner)) return refuse(`${iri} is not on the server of its owner ${owner}`)
  const blocked = await whyBlocked(world, owner)
  if (blocked !== null) return { later: `${iri} is not taken in from ${owner}: ${blocked}`, answered: false }
  const known = await recordByIri(world.db, iri)
  if (known && known.owner !== owner) return refuse(`${iri} belongs to ${known.owner}`)
  const started = instant(world.clock())
  const answer = await lookUp(world, wanted)
  if ('failed' in answer)
    return { later: `${iri} could not be read: ${answer.failed}`, answered: answer.answered }
  if ('gone' in answer) return drop(world, kinds, known, { ...answer, wanted, started })
  if (answer.found.type === 'Tombstone')
    return drop(world, kinds, known, { gone: 410, tombstone: answer.found, wanted, started })

  const hash = orNull(() => hashOf(answer.found))
  if (hash === null) return refuse(`${iri} has no canonical form`)
  const checked = await check(world, kinds, answer.found, hash, wanted)
  if ('refused' in checked || 'later' in checked) return checked
  const digest = digestText(hash)
  // A wording that the log has not come to yet is not the one that this entry names.
  const seq = wanted.entry?.digest === digest ? wanted.entry.seq : null
  if (known && known.state === 'live' && known.digest === digest) {
    await inSharedTransaction(world.db, (tx) => markSeen(tx, known.id, started, seq))
    return { kept: known.id, changed: false }
  }
  const { kind, facts, model } = checked
  const row: RecordRow = {
    id: known?.id ?? newId(),
    iri,
    kind: kind.kind,
    owner,
    origin: new URL(iri).origin,
    hub_id: null,
    ...facts,
    state: 'live',
    digest,
    document: JSON.stringify(answer.found),
    reason: null,
    seen: started,
    origin_seq: seq,
  }
  return inSharedTransaction(world.db, async (tx): Promise<Verdict> => {
    const id = await keepCopy(tx, row)
    if (id === null)
      return refuse(`a newer copy of ${iri} came in meanwhile, or it is of another owner or kind`)
    await kind.keep(tx, { id, iri, owner, ...facts, model, fresh: id === row.id && !known })
    return { kept: id, changed: true }
  })
}

/**
 * What an origin serves at an address. A proxy whose server is down finds nothing there, nor anywhere: that nothing is
 * there is believed only of a server that finds its owner at the same time.
 */
async function lookUp(world: World, { iri, owner }: Wanted): Promise<Fetched> {
  const answer = await fetchDocument(world, iri)
  if (!('gone' in answer) || answer.gone === 410) return answer
  const there = await fetchDocument(world, owner)
  if ('failed' in there || ('gone' in there && there.gone === 404))
    return { failed: 'it answers 404', answered: false }
  return fetchDocument(world, iri)
}

/** What the registry keeps of a document, as its owner wrote it. */
type Facts = { revision: number; published: Instant; updated: Instant; licence: string | null }
type Checked = { kind: RecordKind<never>; facts: Facts; model: never }

/** Whether a document is what it must be, by the one who must have written it; and what it says. */
async function check(
  world: World,
  kinds: readonly RecordKind<never>[],
  document: JsonObject,
  hash: Buffer,
  { iri, owner, said }: Wanted,
): Promise<Checked | Refusal | Later> {
  if (document.id !== iri) return refuse(`the document at ${iri} calls itself ${inBrief(document.id)}`)
  if (document.attributedTo !== owner)
    return refuse(`${iri} says it is by ${inBrief(document.attributedTo)}, not by ${owner}`)
  const kind = kinds.find(({ type, term }) => type === document.type && term === document['moot:kind'])
  if (!kind)
    return refuse(`${iri} is of a kind we do not keep (${inBrief(document['moot:kind'] ?? document.type)})`)
  if (said) {
    const differs = differsFrom(document, said)
    if (differs) return refuse(`${iri} differs at its origin: ${differs}`)
  }
  const unproved = await notProved(world, document, hash, owner)
  if (unproved) return unproved
  const normal = await normalForm(document).catch((error: Error) => refuse(`${iri}: ${error.message}`))
  if (isRefusal(normal)) return normal
  const facts = factsOf(normal, world.clock())
  if (isRefusal(facts)) return refuse(`${iri}: ${facts.refused}`)
  const model = kind.read(normal as JsonObject)
  if (isRefusal(model)) return refuse(`${iri}: ${model.refused}`)
  return { kind, facts, model }
}

/** Checks the proof against the owner's keys, asking the owner anew once where the key is unknown. */
async function notProved(
  world: World,
  document: JsonObject,
  hash: Buffer,
  owner: string,
): Promise<Refusal | Later | null> {
  const proof = readProof(document)
  if (isRefusal(proof)) return refuse(`${inBrief(document.id)}: ${proof.refused}`)
  // A key that was retired could be made to sign again with an old date; what it signs may not be newer than that date.
  const updated = readInstant(document.updated ?? document.published)
  if (updated !== null && wholeSecond(updated) > proof.created)
    return refuse(`the proof of ${inBrief(document.id)} is older than its wording`)
  for (const fresh of [false, true]) {
    const peer = await meetActor(world, owner, fresh)
    if (isRefusal(peer)) return { later: peer.refused, answered: false }
    if (!('actor' in peer)) return refuse(`${owner} is gone`)
    const key = await keyForProof(world, peer, proof.verificationMethod, proof.created)
    if (key && 'later' in key) return { ...key, answered: true }
    if (key)
      return provedBy(document, proof, key.public, hash)
        ? null
        : refuse(`the proof of ${inBrief(document.id)} does not hold`)
  }
  return refuse(`the proof of ${inBrief(document.id)} was made with a key that ${owner} does not have`)
}

/** Proofs are dated in whole seconds. */
const wholeSecond = (at: Instant): string => `${at.slice(0, 19)}.000Z`

/** How far ahead of ours another's clock may go. What claims to be of later than that would stand first in every list for as long. */
const ahead = DAY

function factsOf(document: JsonObject, now: number): Facts | Refusal {
  const published = readInstant(document.published)
  const updated = readInstant(document.updated ?? document.published)
  const revision = document['moot:revision']
  if (published === null || updated === null) return refuse('it does not say when it was published')
  if (updated < published) return refuse('it was changed before it was published')
  if (typeof revision !== 'number' || !Number.isSafeInteger(revision) || revision < 1)
    return refuse('it has no revision number')
  const licence = document['moot:licence']
  const notAhead = (at: Instant): Instant => (Date.parse(at) > now + ahead ? instant(now) : at)
  return {
    revision,
    published: notAhead(published),
    updated: notAhead(updated),
    licence: typeof licence === 'string' ? licence.slice(0, 2048) : null,
  }
}

/**
 * How what a letter carried differs from what its origin serves, or null where the origin serves the same or something
 * newer. An origin that knows nothing of what is said in its name has not said it.
 */
function differsFrom(document: JsonObject, said: JsonObject): string | null {
  const now = readInstant(document.updated ?? document.published)
  const then = readInstant(said.updated ?? said.published)
  if (then === null || now === null) return 'the letter does not say when it was changed'
  if (then > now) return 'the letter claims a later wording than there is'
  if (then < now) return null
  // Nearly always they are alike as they stand, and that is seen much sooner than their canonical forms are made.
  const [one, other] = [bare(said), bare(document)]
  return isDeepStrictEqual(one, other) || orNull(() => canonical(one)) === canonical(other)
    ? null
    : 'the letter has another wording'
}

/** What has half a character in it can be read as JSON, but has no canonical form. */
function orNull<T>(make: () => T): T | null {
  try {
    return make()
  } catch {
    return null
  }
}

/** A document without what may differ between standing alone and standing in a letter. */
function bare({ '@context': _, proof: __, ...rest }: JsonObject): JsonObject {
  return rest
}

/** An answer that there is nothing, to what was asked for at `started`. */
type Gone = {
  readonly gone: 404 | 410
  readonly tombstone: JsonObject | null
  readonly wanted: Wanted
  readonly started: Instant
}

/** Keeps no text of what its origin does not serve any more: withdrawn where it says so (410), forgotten where it knows nothing of it (404). */
async function drop(
  world: World,
  kinds: readonly RecordKind<never>[],
  known: Pick<RecordRow, 'id' | 'kind' | 'state'> | undefined,
  { gone, tombstone, wanted, started }: Gone,
): Promise<Verdict> {
  if (!known) return { dropped: null }
  const kind = kinds.find((one) => one.kind === known.kind)
  const said = tombstone?.['moot:reason']
  const reason = typeof said === 'string' ? shorten(plainLine(said), 500) : null
  const origin_seq = wanted.entry?.withdrawn ? wanted.entry.seq : null
  if (known.state === 'withdrawn' && gone === 410) {
    await inSharedTransaction(world.db, (tx) => markSeen(tx, known.id, started, origin_seq))
    return { dropped: null }
  }
  await inSharedTransaction(world.db, async (tx) => {
    if (!(await endCopy(tx, known.id, { reason, seen: started, origin_seq }))) return
    await kind?.drop(tx, known.id, started, reason)
    if (gone === 404) await forgetCopy(tx, known.id)
  })
  return { dropped: known.id }
}

/** Of the things a letter points at: their addresses, whatever form they have. */
export const idsOf = (value: JsonObject[string] | undefined): string[] =>
  listOf(value)
    .map((item) => (isJsonObject(item) ? item.id : item))
    .filter((id): id is string => typeof id === 'string')

/** The word a term of ours stands for in the registry, or null: `moot:Issue` is `issue`. */
export const wordOf = (kinds: readonly RecordKind<never>[], term: string): string | null =>
  kinds.find((kind) => termOf(kind.kind) === term)?.kind ?? null
