import type { Db, Tx } from '../../db/index.ts'
import { canonical, sha256 } from '../../lib/json.ts'
import type { Instant } from '../../lib/time.ts'
import { termOf } from '../kinds.ts'
import type { FederationTables } from '../table.ts'

/** An entry of a log of ours, as stored. */
export type Change = FederationTables['changes']

/** What stands before the first entry of every log. */
export const chainStart = sha256('')

/** An entry as it goes into the chain and over the wire; what is not in here is not vouched for by the log. */
export type Entry = {
  readonly seq: number
  readonly iri: string
  /** Terms, as `moot:Issue` and `moot:amend`. */
  readonly kind: string
  readonly verb: string
  readonly revision: number
  readonly updated: string
  readonly digest: string
}

/** An entry of ours as it goes over the wire. */
export const entryOf = (change: Omit<Change, 'chain'>): Entry => ({
  ...change,
  kind: termOf(change.kind),
  verb: `moot:${change.verb}`,
})

/** The chain after an entry: a digest over it and everything before. */
export const chainAfter = (
  before: string,
  { seq, iri, kind, verb, revision, updated, digest }: Entry,
): string => sha256(`${before}\n${canonical([seq, iri, kind, verb, revision, updated, digest])}`)

/** Opens the log of an actor of ours, under a new epoch. */
export const openLog = (tx: Tx, actorId: string, hubId: string | null, epoch: string) =>
  tx
    .insertInto('change_logs')
    .values({ actor_id: actorId, hub_id: hubId, epoch, seq: 0, chain: chainStart })
    .execute()

/**
 * Adds an entry to an actor's log. Moving the head first holds its row until the commit, so numbers rise without a gap
 * and in the order in which the entries become visible.
 */
export async function logChange(tx: Tx, change: Omit<Change, 'seq' | 'chain'>): Promise<void> {
  const head = await tx
    .updateTable('change_logs')
    .set((eb) => ({ seq: eb('seq', '+', 1) }))
    .where('actor_id', '=', change.actor_id)
    .returning(['seq', 'chain'])
    .executeTakeFirstOrThrow()
  const chain = chainAfter(head.chain, entryOf({ ...change, seq: head.seq }))
  await tx
    .insertInto('changes')
    .values({ ...change, seq: head.seq, chain })
    .execute()
  await tx.updateTable('change_logs').set({ chain }).where('actor_id', '=', change.actor_id).execute()
}

/** Head of an actor's log: how far it reaches, and under which epoch. */
export const logHead = (db: Db, actorId: string) =>
  db.selectFrom('change_logs').selectAll().where('actor_id', '=', actorId).executeTakeFirst()

/** Entries of an actor's log from one number to another, both included, oldest first. */
export const changesBetween = (db: Db, actorId: string, first: number, last: number) =>
  db
    .selectFrom('changes')
    .selectAll()
    .where('actor_id', '=', actorId)
    .where('seq', '>=', first)
    .where('seq', '<=', last)
    .orderBy('seq')
    .execute()

/** A record of an actor of ours that changed in a stretch of its log and is still public: how often does not matter. */
export type Changed = {
  readonly kind: string
  readonly id: string
  readonly iri: string
  readonly revision: number
  readonly updated: Instant
  /** Whether it was first published in that stretch. */
  readonly fresh: boolean
}

/** What changed in an actor's log after one number and up to another, each record once, the latest change first. */
export async function changedBetween(
  db: Db,
  actorId: string,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<Changed[]> {
  const rows = await db
    .selectFrom('changes')
    .innerJoin('records', 'records.id', 'changes.record_id')
    .select(['records.kind', 'records.id', 'records.iri', 'records.revision', 'records.updated'])
    .select((eb) => [
      eb.fn.max('changes.seq').as('seq'),
      eb.fn.min(eb.case().when('changes.verb', '=', 'publish').then(0).else(1).end()).as('amended'),
    ])
    .where('changes.actor_id', '=', actorId)
    .where('changes.seq', '>', after)
    .where('changes.seq', '<=', upTo)
    .where('records.state', '=', 'live')
    .groupBy(['records.kind', 'records.id', 'records.iri', 'records.revision', 'records.updated'])
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ seq: _, amended, ...row }) => ({ ...row, fresh: Number(amended) === 0 }))
}

/** The newest publications of an actor that are still public, newest first, for its outbox. */
export const latestPublications = (db: Db, actorId: string, before: number, limit: number) =>
  db
    .selectFrom('changes')
    .innerJoin('records', 'records.id', 'changes.record_id')
    .innerJoin('revisions', (join) =>
      join
        .onRef('revisions.record_id', '=', 'changes.record_id')
        .onRef('revisions.revision', '=', 'records.revision'),
    )
    .select(['changes.seq', 'records.iri', 'records.published', 'revisions.document'])
    .where('changes.actor_id', '=', actorId)
    .where('changes.verb', '=', 'publish')
    .where('records.state', '=', 'live')
    .where('changes.seq', '<', before)
    .orderBy('changes.seq', 'desc')
    .limit(limit)
    .execute()

/** How many public records an actor of ours has. */
export async function countPublic(db: Db, hubId: string): Promise<number> {
  const row = await db
    .selectFrom('records')
    .select((eb) => eb.fn.countAll<number>().as('records'))
    .where('hub_id', '=', hubId)
    .where('state', '=', 'live')
    .executeTakeFirstOrThrow()
  return Number(row.records)
}

/** Gives every log of ours a new epoch, as after a restore: who follows then compares and reads again what differs. */
export const renewEpochs = (tx: Tx, epoch: string) => tx.updateTable('change_logs').set({ epoch }).execute()
