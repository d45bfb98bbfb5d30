import type { Db, Tx } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'
import type { FederationTables } from '../table.ts'

/** A public record in the registry, as stored. */
export type RecordRow = Omit<FederationTables['records'], 'api_id'>

/** Enters a public record of ours, new in the registry. */
export const insertRecord = (tx: Tx, row: RecordRow) => tx.insertInto('records').values(row).execute()

/** Moves a record of ours to its next revision, or to its end. Changes nothing where it is not at the revision before. */
export const moveRecord = (
  tx: Tx,
  id: string,
  to: Pick<RecordRow, 'revision' | 'updated' | 'state' | 'digest' | 'document' | 'licence' | 'reason'>,
) =>
  tx
    .updateTable('records')
    .set(to)
    .where('id', '=', id)
    .where('state', '=', 'live')
    .where('revision', '=', to.revision - 1)
    .returning('id')
    .executeTakeFirst()

/** Keeps one wording of a record of ours for good. */
export const insertRevision = (tx: Tx, row: FederationTables['revisions']) =>
  tx.insertInto('revisions').values(row).execute()

/** One wording of a record of ours. */
export const revisionOf = (db: Db, recordId: string, revision: number) =>
  db
    .selectFrom('revisions')
    .selectAll()
    .where('record_id', '=', recordId)
    .where('revision', '=', revision)
    .executeTakeFirst()

/** Every wording of some records of ours that has not been erased, with its text. */
export const wordingsOf = (db: Db, recordIds: readonly string[]) =>
  db
    .selectFrom('revisions')
    .select(['record_id', 'revision', 'document'])
    .where('record_id', 'in', recordIds)
    .where('erased', 'is', null)
    .orderBy('record_id')
    .orderBy('revision')
    .execute()

/** Keeps nothing of some wordings of a record of ours but their digests. */
export const eraseRevisions = (tx: Tx, recordId: string, revisions: readonly number[], erased: Instant) =>
  tx
    .updateTable('revisions')
    .set({ document: '', erased })
    .where('record_id', '=', recordId)
    .where('revision', 'in', revisions)
    .where('erased', 'is', null)
    .execute()

/** Every wording of a record of ours, oldest first, without its text. */
export const revisionsOf = (db: Db, recordId: string) =>
  db
    .selectFrom('revisions')
    .select(['revision', 'published', 'digest', 'erased'])
    .where('record_id', '=', recordId)
    .orderBy('revision')
    .execute()

/** A public record, ours or a copy, by our id for it. */
export const recordById = (db: Db, id: string) =>
  db.selectFrom('records').selectAll().where('id', '=', id).executeTakeFirst()

/** A public record, ours or a copy, by its address. */
export const recordByIri = (db: Db, iri: string) =>
  db.selectFrom('records').selectAll().where('iri', '=', iri).executeTakeFirst()

/** Which wordings of some records are public now, by their addresses: of what was withdrawn none. */
export async function revisionsNow(db: Db, iris: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('records')
    .select(['iri', 'revision'])
    .where('iri', 'in', iris)
    .where('state', '=', 'live')
    .execute()
  return new Map(rows.map(({ iri, revision }) => [iri, revision]))
}

/** Addresses of copies that their owner's log has not named as they are, and that were last seen before an instant, the longest ago first. */
export const unnamedCopies = async (db: Db, owner: string, before: Instant): Promise<string[]> =>
  (
    await db
      .selectFrom('records')
      .select('iri')
      .where('owner', '=', owner)
      .where('hub_id', 'is', null)
      .where('origin_seq', 'is', null)
      .where('seen', '<', before)
      .orderBy('seen')
      .orderBy('id')
      .execute()
  ).map(({ iri }) => iri)

/** What a log named after a number, it has not named any more: it has taken another way there. */
export const unnameAfter = (tx: Tx, owner: string, seq: number) =>
  tx
    .updateTable('records')
    .set({ origin_seq: null })
    .where('owner', '=', owner)
    .where('hub_id', 'is', null)
    .where('origin_seq', '>', seq)
    .execute()

/** Writes a copy of another's record over what stood there. Never touches a record of ours, nor one of another owner. */
export async function keepCopy(tx: Tx, row: RecordRow): Promise<string | null> {
  const { id: _, iri: __, owner: ___, hub_id: ____, origin_seq, ...news } = row
  const kept = await tx
    .insertInto('records')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('iri')
        .doUpdateSet((eb) => ({
          ...news,
          // A letter that brings once more what the log has named changes nothing about that.
          origin_seq:
            origin_seq ??
            eb
              .case()
              .when(eb.and([eb('records.digest', '=', row.digest), eb('records.state', '=', 'live')]))
              .then(eb.ref('records.origin_seq'))
              .else(null)
              .end(),
        }))
        .where('records.owner', '=', row.owner)
        .where('records.hub_id', 'is', null)
        .where('records.kind', '=', row.kind)
        // Of two fetches at once the later may have been answered first: an older wording, and one of what has ended
        // meanwhile, wins only over what was fetched before it was asked for.
        .where((eb) =>
          eb.or([
            eb.and([eb('records.state', '=', 'live'), eb('records.updated', '<=', row.updated)]),
            eb('records.seen', '<', row.seen),
          ]),
        ),
    )
    .returning('id')
    .executeTakeFirst()
  return kept?.id ?? null
}

/** Ends a copy whose owner has withdrawn it; its row stays, so that nothing old brings it back. False where it was seen later than that. */
export const endCopy = async (
  tx: Tx,
  id: string,
  end: { reason: string | null; seen: Instant; origin_seq: number | null },
): Promise<boolean> =>
  (await tx
    .updateTable('records')
    .set({ ...end, state: 'withdrawn', document: null })
    .where('id', '=', id)
    .where('hub_id', 'is', null)
    .where('seen', '<=', end.seen)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Notes that a copy was seen unchanged at its origin, and where in its owner's log it stands. */
export const markSeen = (tx: Tx, id: string, seen: Instant, originSeq: number | null) =>
  tx
    .updateTable('records')
    .set(originSeq === null ? { seen } : { seen, origin_seq: originSeq })
    .where('id', '=', id)
    .where('hub_id', 'is', null)
    .execute()

/** When these copies were last seen at their origins, by our id for each. */
export async function seenAmong(db: Db, ids: readonly string[]): Promise<Map<string, Instant>> {
  const rows = await db
    .selectFrom('records')
    .select(['id', 'seen'])
    .where('id', 'in', ids)
    .where('seen', 'is not', null)
    .execute()
  return new Map(rows.map(({ id, seen }) => [id, seen!]))
}

/** Forgets a copy whose origin does not know it any more (it lost it in a restore). Its owner never withdrew it. */
export const forgetCopy = (tx: Tx, id: string) =>
  tx.deleteFrom('records').where('id', '=', id).where('hub_id', 'is', null).execute()

/** Whose records we hold copies of, withdrawn ones too. */
export const ownersOfCopies = async (db: Db): Promise<string[]> =>
  (
    await db
      .selectFrom('records')
      .select('owner')
      .distinct()
      .where('hub_id', 'is', null)
      .orderBy('owner')
      .execute()
  ).map(({ owner }) => owner)

/** Some copies of an actor's records, withdrawn ones too. */
export const someCopies = (db: Db, owner: string, limit: number) =>
  db
    .selectFrom('records')
    .select(['id', 'kind'])
    .where('owner', '=', owner)
    .where('hub_id', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute()

/** How many copies of an actor's live records we hold. */
export async function countCopies(db: Db, owner: string): Promise<number> {
  const row = await db
    .selectFrom('records')
    .select((eb) => eb.fn.countAll<number>().as('copies'))
    .where('owner', '=', owner)
    .where('state', '=', 'live')
    .executeTakeFirstOrThrow()
  return Number(row.copies)
}
