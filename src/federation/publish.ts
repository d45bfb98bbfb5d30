import type { Tx } from '../db/index.ts'
import { digestOf, type JsonObject } from '../lib/json.ts'
import { type Instant, instant, readInstant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { withContext } from './context.ts'
import { keyToSign } from './keys.ts'
import { prove } from './proof.ts'
import { serverActor } from './store/actors.ts'
import { logChange } from './store/changes.ts'
import { recordNews } from './store/outbox.ts'
import { insertRecord, insertRevision, moveRecord } from './store/records.ts'

/** A document of ours with its context and proof, and the bytes in which it is served from now on. */
export type Sealed = { readonly document: JsonObject; readonly bytes: string; readonly digest: string }

/** What the registry knows of a public record of ours. */
export type PublicRecord = {
  readonly id: string
  readonly iri: string
  /** Our word for what it is, as `issue`. */
  readonly kind: string
  /** IRI of the hub's actor. */
  readonly owner: string
  readonly hub_id: string
  readonly revision: number
  readonly published: Instant
  readonly updated: Instant
  readonly licence: string
}

/**
 * Puts context and proof on a document of ours. It looks up a key, so it comes before the transaction. The proof is never
 * dated before the wording, even where our clock was put back meanwhile.
 */
export async function sign(world: World, actorId: string, document: JsonObject): Promise<Sealed> {
  const { id, key } = await keyToSign(world, actorId, 'ed25519')
  const [now, updated] = [instant(world.clock()), readInstant(document.updated)]
  const made = updated !== null && updated > now ? updated : now
  const proved = prove(withContext(document), key, id, made)
  return { document: proved, bytes: JSON.stringify(proved), digest: digestOf(proved) }
}

/** Makes a record public, in the caller's transaction: the registry, its first wording, the log of changes, the outbox. */
export async function publishIn(tx: Tx, record: PublicRecord, sealed: Sealed): Promise<void> {
  await insertRecord(tx, {
    ...record,
    origin: new URL(record.iri).origin,
    state: 'live',
    digest: sealed.digest,
    document: sealed.bytes,
    reason: null,
    seen: null,
    origin_seq: null,
  })
  await keepWording(tx, record, sealed)
  await tell(tx, record, sealed, 'publish')
}

/**
 * Replaces the wording of a public record by the next one.
 * @throws where the registry does not stand at the revision before: the caller's own conditional update has failed then
 */
export async function amendIn(tx: Tx, record: PublicRecord, sealed: Sealed): Promise<void> {
  await move(tx, record, sealed, 'live', null)
  await keepWording(tx, record, sealed)
  await tell(tx, record, sealed, 'amend')
}

/** Ends a public record: what is served from now on is its Tombstone. Its wordings stay in the hub, but are not served. */
export async function withdrawIn(
  tx: Tx,
  record: PublicRecord,
  tombstone: Sealed,
  reason: string | null,
): Promise<void> {
  await move(tx, record, tombstone, 'withdrawn', reason)
  await tell(tx, record, tombstone, 'withdraw')
}

/** Has the server's own actor announce a record to who follows the server, or take that back: other calendars find it by that. */
export async function announceIn(
  tx: Tx,
  { id, hub_id, updated }: PublicRecord,
  news: 'record.announced' | 'record.unannounced',
): Promise<void> {
  const server = await serverActor(tx)
  if (server) await recordNews(tx, { hub_id, actor_id: server.id, news, subject: id, happened: updated })
}

async function move(
  tx: Tx,
  record: PublicRecord,
  sealed: Sealed,
  state: 'live' | 'withdrawn',
  reason: string | null,
) {
  const { revision, updated, licence } = record
  const moved = await moveRecord(tx, record.id, {
    revision,
    updated,
    licence,
    state,
    reason,
    digest: sealed.digest,
    document: sealed.bytes,
  })
  if (!moved) throw new Error(`record ${record.id} is not at revision ${revision - 1}`)
}

const keepWording = (tx: Tx, { id, hub_id, revision, updated }: PublicRecord, { bytes, digest }: Sealed) =>
  insertRevision(tx, {
    record_id: id,
    revision,
    hub_id,
    document: bytes,
    digest,
    published: updated,
    erased: null,
  })

async function tell(
  tx: Tx,
  record: PublicRecord,
  { digest }: Sealed,
  verb: 'publish' | 'amend' | 'withdraw',
) {
  const { id, hub_id, iri, kind, revision, updated } = record
  await logChange(tx, { actor_id: hub_id, hub_id, record_id: id, iri, kind, verb, revision, updated, digest })
  const news = (
    { publish: 'record.published', amend: 'record.amended', withdraw: 'record.withdrawn' } as const
  )[verb]
  await recordNews(tx, {
    hub_id,
    actor_id: hub_id,
    news,
    subject: id,
    detail: String(revision),
    happened: updated,
  })
}
