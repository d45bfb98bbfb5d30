import { inTransaction, type Tx } from '../db/index.ts'
import {
  amendIn,
  announceIn,
  type PublicRecord,
  publishIn,
  type Sealed,
  sign,
  withdrawIn,
} from '../federation/publish.ts'
import { newId } from '../lib/id.ts'
import type { JsonObject } from '../lib/json.ts'
import { plainLine } from '../lib/plain.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { type AnyRecord, isDraft, nextOf, noSuch, titleOf } from './model.ts'
import { addHistory } from './store-history.ts'

/** One record as it was read and as it is to be, with what is done (a verb) and a note for the hub's own history. */
export type Step<R extends AnyRecord> = {
  readonly before: R
  readonly after: R
  readonly verb: string
  readonly note: string | null
}

/** What a kind says of itself so that its records can be drafted, published, amended and withdrawn. */
export type Life<R extends AnyRecord> = {
  /** Our word for it, in the registry, in sentences and in the history: `issue`. */
  readonly kind: string
  /** A record as it is published, without context and proof. */
  write(record: R): JsonObject
  /** What stands in the place of a withdrawn one. */
  bury(record: R): JsonObject
  read(db: World['db'], hub: string, ids: readonly string[]): Promise<R[]>
  insert(tx: Tx, records: readonly R[]): Promise<void>
  change(tx: Tx, before: R, after: R): Promise<boolean>
  /** Deletes a draft; false where somebody else has changed it. */
  drop(tx: Tx, draft: R): Promise<boolean>
  /** Whether the server announces it too, so that other calendars find it. */
  readonly announced?: true
  /** What else a step writes in its transaction. */
  along?(tx: Tx, step: Step<R>): Promise<void>
}

/** The longest document that other servers are sure to take in, in bytes: they stop at a mebibyte. */
const longestDocument = 900_000

/** The answer to whoever was overtaken by somebody else. */
export const overtaken = (record: AnyRecord): Overtaking => ({
  ...refuseWith('records.no.overtaken', { title: titleOf(record) }),
  overtaken: true,
})

/** The refusal to whoever was overtaken: a page shows them what somebody else wrote meanwhile. */
export type Overtaking = Refusal & { readonly overtaken: true }

/** Whether an answer says that somebody else was quicker. */
export const isOvertaken = (answer: unknown): answer is Overtaking =>
  isRefusal(answer) && 'overtaken' in answer

/** Whether a record has changed since somebody last looked at it (at its `updated`); who does not say when has just read it. */
export const changedSince = ({ updated }: AnyRecord, seen: string | undefined): boolean =>
  seen !== undefined && updated !== seen

/** Somebody else has changed a record since it was read. */
class Overtaken extends Error {
  readonly record: AnyRecord
  constructor(record: AnyRecord) {
    super('overtaken')
    this.record = record
  }
}

/** Writes new drafts of a hub, all or none, with the line of their history. */
export async function draftIn<R extends AnyRecord>(
  tx: Tx,
  world: World,
  who: Who,
  life: Life<R>,
  about: { drafts: readonly R[]; note: string | null },
): Promise<void> {
  await life.insert(tx, about.drafts)
  await addHistory(
    tx,
    about.drafts.map((after) => lineOf(world, who, life, { after, verb: 'draft', note: about.note })),
  )
}

/**
 * Carries out changes of records of one kind and hub, all of them or none: signs what becomes public, then in one
 * transaction moves each on from the state it was read in, notes the person, and hands it to the post office.
 */
export async function carryOut<R extends AnyRecord>(
  world: World,
  who: Who,
  life: Life<R>,
  steps: readonly Step<R>[],
): Promise<R[] | Refusal> {
  const sealed = await Promise.all(steps.map((step) => seal(world, life, step)))
  const tooLong = steps.find((_, at) => Buffer.byteLength(sealed[at]?.bytes ?? '') > longestDocument)
  if (tooLong) return refuseWith('records.no.too-long', { title: titleOf(tooLong.after) })
  try {
    await inTransaction(world.db, async (tx) => {
      for (const [at, step] of steps.entries()) await carryOutOne(tx, life, step, sealed[at] ?? null)
      await addHistory(
        tx,
        steps.map((step) => lineOf(world, who, life, step)),
      )
    })
  } catch (fault) {
    if (fault instanceof Overtaken) return overtaken(fault.record)
    throw fault
  }
  world.pulse.beat('news', 'public')
  return steps.map((step) => step.after)
}

/** Reads a record of the hub, asks what is to become of it, and carries that out. */
export async function change<R extends AnyRecord>(
  world: World,
  who: Who,
  life: Life<R>,
  about: {
    id: string
    /** When whoever asks saw it last changed; where that is over they are told. */
    seen?: string | undefined
    step: (record: R) => Step<R> | Refusal | Promise<Step<R> | Refusal>
  },
): Promise<R | Refusal> {
  const [record] = await life.read(world.db, who.hub, [about.id])
  if (record && changedSince(record, about.seen)) return overtaken(record)
  const asked = record ? await about.step(record) : noSuch
  if (isRefusal(asked)) return asked
  const done = await carryOut(world, who, life, [asked])
  return isRefusal(done) ? done : done[0]!
}

/**
 * Throws a draft away, and gives back what it was. Nothing of it remains, not even who wrote it or who threw it away: it
 * never left the hub, so nobody can ask after it, and somebody may have typed what must not be kept, in a note of its
 * history too.
 */
export async function discard<R extends AnyRecord>(
  world: World,
  who: Who,
  life: Life<R>,
  about: { id: string; seen?: string | undefined; may: (who: Who, draft: R) => true | Refusal },
): Promise<R | Refusal> {
  const [draft] = await life.read(world.db, who.hub, [about.id])
  if (!draft) return noSuch
  if (changedSince(draft, about.seen)) return overtaken(draft)
  const may = about.may(who, draft)
  if (isRefusal(may)) return may
  const done = await inTransaction(world.db, (tx) => life.drop(tx, draft))
  return done ? draft : overtaken(draft)
}

/** What became of each of many drafts that were to be published. */
export type Publications<R> = {
  readonly published: R[]
  readonly refused: { readonly id: string; readonly why: string }[]
}

/** How many are published in one transaction: few enough that nobody waits long for the database. */
const batch = 50

/**
 * Publishes many drafts, some at a time; `publication` says what becomes of each. Stopped half-way, what was published stays,
 * and the rest can be published by doing it again.
 */
export async function publishMany<R extends AnyRecord>(
  world: World,
  who: Who,
  life: Life<R>,
  about: { ids: readonly string[]; publication: (record: R) => Step<R> | Refusal },
): Promise<Publications<R>> {
  const { ids, publication } = about
  const published: R[] = []
  const refused: { id: string; why: string }[] = []
  for (let start = 0; start < ids.length; start += batch) {
    const some = ids.slice(start, start + batch)
    const records = await life.read(world.db, who.hub, some)
    const steps: Step<R>[] = []
    for (const id of some) {
      const record = records.find((each) => each.id === id)
      const step = record ? publication(record) : noSuch
      if (isRefusal(step)) refused.push({ id, why: step.refused })
      else steps.push(step)
    }
    const done = await carryOut(world, who, life, steps)
    if (!isRefusal(done)) published.push(...done)
    // One of them was overtaken or is too long; the others need not wait for it.
    else
      for (const { before } of steps) {
        const one = await change(world, who, life, { id: before.id, step: publication })
        if (isRefusal(one)) refused.push({ id: before.id, why: one.refused })
        else published.push(one)
      }
  }
  return { published, refused }
}

/** A draft as it is when it has become public. */
export function publishedOf<R extends AnyRecord>(draft: R, state: R['state'], now: number): R {
  const after = nextOf<AnyRecord>(draft, { state, revision: 1 }, now)
  return { ...after, published: after.updated } as R
}

/** A public record as it is when it has been withdrawn, for a reason that is public. */
export function withdrawnOf<R extends AnyRecord>(record: R, reason: string, now: number): R | Refusal {
  const said = plainLine(reason)
  if (said === '' || said.length > 500) return refuseWith('records.no.reason')
  const after = nextOf<AnyRecord>(record, { state: 'withdrawn', reason: said }, now)
  return { ...after, withdrawn: after.updated } as R
}

const lineOf = <R extends AnyRecord>(
  world: World,
  who: Who,
  life: Life<R>,
  { after, verb, note }: Omit<Step<R>, 'before'>,
) => ({
  id: newId(),
  hub_id: who.hub,
  kind: life.kind,
  record_id: after.id,
  person_id: who.person,
  verb,
  revision: after.revision,
  note,
  at: instant(world.clock()),
})

/** The document that a record is from now on for the others, or null where it stays a draft. */
async function seal<R extends AnyRecord>(
  world: World,
  life: Life<R>,
  { after }: Step<R>,
): Promise<Sealed | null> {
  if (isDraft(after)) return null
  return sign(world, after.hub!, after.withdrawn === null ? life.write(after) : life.bury(after))
}

async function carryOutOne<R extends AnyRecord>(
  tx: Tx,
  life: Life<R>,
  step: Step<R>,
  sealed: Sealed | null,
): Promise<void> {
  const { before, after } = step
  if (!(await life.change(tx, before, after))) throw new Overtaken(before)
  await life.along?.(tx, step)
  if (sealed === null) return
  const record = publicRecordOf(life.kind, after)
  if (isDraft(before)) await publishIn(tx, record, sealed)
  else if (after.withdrawn === null) await amendIn(tx, record, sealed)
  else await withdrawIn(tx, record, sealed, after.reason)
  if (life.announced && isDraft(before)) await announceIn(tx, record, 'record.announced')
  if (life.announced && after.withdrawn !== null) await announceIn(tx, record, 'record.unannounced')
}

const publicRecordOf = (kind: string, record: AnyRecord): PublicRecord => ({
  id: record.id,
  iri: record.iri,
  kind,
  owner: record.owner,
  hub_id: record.hub!,
  revision: record.revision,
  published: record.published!,
  updated: record.updated,
  licence: record.licence,
})
