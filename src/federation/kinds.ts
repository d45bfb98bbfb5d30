import type { Tx } from '../db/index.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Refusal } from '../lib/refusal.ts'
import type { Instant } from '../lib/time.ts'

/** A copy of another server's record, checked by the post office, on its way into the slice that knows its kind. */
export type Copy<Model> = {
  /** Our id for it (UUIDv7), the same in the registry and in the slice. */
  readonly id: string
  readonly iri: string
  /** IRI of the actor who owns it. */
  readonly owner: string
  readonly revision: number
  readonly published: Instant
  readonly updated: Instant
  readonly licence: string | null
  readonly model: Model
  /** Whether the registry had nothing at its address before. */
  readonly fresh: boolean
}

/**
 * One kind of public record, as its slice offers it to the post office. The post office knows who may say what, when a
 * copy is newer and what an origin serves; the slice knows what the thing means.
 */
export type RecordKind<Model = unknown> = {
  /** Our word, as in the registry: `issue`. */
  readonly kind: string
  /** The value of moot:kind: `moot:Issue`. */
  readonly term: string
  /** The ActivityStreams type: `Article`. */
  readonly type: string
  /** Where ours live: `/issues/` and an id after it. */
  readonly path: string
  /** Reads a document in normal form (compact, our own context) into a plain model. Pure. */
  read(document: JsonObject): Model | Refusal
  /** Writes a copy over what stood there before. */
  keep(tx: Tx, copy: Copy<Model>): Promise<void>
  /** Its owner has withdrawn it, or it is not to be had any more: keep no text. Does nothing where there is no copy. */
  drop(tx: Tx, id: string, at: Instant, reason: string | null): Promise<void>
}

/** The term on the wire for one of our words: `issue` becomes `moot:Issue`. */
export const termOf = (word: string): string => `moot:${word.charAt(0).toUpperCase()}${word.slice(1)}`
