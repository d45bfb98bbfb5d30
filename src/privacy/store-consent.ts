import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import { type Consent, type Purpose, usualPurposes } from './model-consent.ts'
import type { PrivacyTables } from './table.ts'

/** A wording as it is kept. */
export type WordingRow = PrivacyTables['consent_wordings']

/** What a hub asks consent for, and what it asked for once. */
export async function purposesOf(db: Db, hub: string): Promise<Purpose[]> {
  const rows = await db
    .selectFrom('consent_purposes')
    .selectAll()
    .where('hub_id', '=', hub)
    .orderBy('made')
    .orderBy('id')
    .execute()
  const usual = usualPurposes.map((key) => ({
    ...{ key, name: null },
    asked: !rows.some((row) => row.key === key && row.ended !== null),
  }))
  const own = rows
    .filter(({ name }) => name !== null)
    .map(({ key, name, ended }) => ({ key, name, asked: ended === null }))
  return [...usual, ...own]
}

/** Adds a purpose to a hub’s; false where it is there already. */
export const insertPurpose = async (tx: Tx, row: PrivacyTables['consent_purposes']): Promise<boolean> =>
  (await tx
    .insertInto('consent_purposes')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

/** From an instant on a purpose is asked for no more, or again (null). */
export const endPurposeIn = (tx: Tx, hub: string, key: string, ended: Instant | null) =>
  tx
    .updateTable('consent_purposes')
    .set({ ended })
    .where('hub_id', '=', hub)
    .where('key', '=', key)
    .returning('id')
    .executeTakeFirst()

/** Every wording of a hub’s purposes, the latest of each first. */
export const wordingsOf = (db: Db, hub: string): Promise<WordingRow[]> =>
  db
    .selectFrom('consent_wordings')
    .selectAll()
    .where('hub_id', '=', hub)
    .orderBy('purpose')
    .orderBy('version', 'desc')
    .execute()

/** The wording in which a hub asks for something now. */
export const wordingNow = (db: Db, hub: string, purpose: string): Promise<WordingRow | undefined> =>
  db
    .selectFrom('consent_wordings')
    .selectAll()
    .where('hub_id', '=', hub)
    .where('purpose', '=', purpose)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Keeps a wording for good; false where that version is there already. */
export const insertWording = async (tx: Tx, row: WordingRow): Promise<boolean> =>
  (await tx
    .insertInto('consent_wordings')
    .values(row)
    .onConflict((conflict) => conflict.columns(['hub_id', 'purpose', 'version']).doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Keeps a consent; false where it is there already, since a form was sent twice. */
export const insertConsent = async (tx: Tx, row: PrivacyTables['consents']): Promise<boolean> =>
  (await tx
    .insertInto('consents')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

/** All that somebody ever agreed to in a hub, the latest first. */
export const consentsOf = (db: Db, hub: string, person: string): Promise<Consent[]> =>
  db
    .selectFrom('consents')
    .innerJoin('consent_wordings', 'consent_wordings.id', 'consents.wording_id')
    .select([
      ...(['consents.id', 'consents.purpose', 'version', 'language', 'text', 'channel', 'given'] as const),
      ...(['noted', 'noted_by', 'withdrawn', 'withdrawn_by'] as const),
    ])
    .where('consents.hub_id', '=', hub)
    .where('consents.person_id', '=', person)
    .orderBy('consents.id', 'desc')
    .execute()

/** Whether somebody agrees to something now. */
export const hasConsent = async (db: Db, person: string, purpose: string): Promise<boolean> =>
  (await db
    .selectFrom('consents')
    .select('id')
    .where('person_id', '=', person)
    .where('purpose', '=', purpose)
    .where('withdrawn', 'is', null)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** Notes that a consent was withdrawn; undefined where there is none that stands. */
export const withdrawIn = (tx: Tx, person: string, id: string, withdrawn: Instant, by: string) =>
  tx
    .updateTable('consents')
    .set({ withdrawn, withdrawn_by: by })
    .where('id', '=', id)
    .where('person_id', '=', person)
    .where('withdrawn', 'is', null)
    .returning('purpose')
    .executeTakeFirst()

/** Whose consents they were is known no more: that so many agreed to which wording stays. */
export const forgetConsentsOf = (tx: Tx, person: string) =>
  tx.updateTable('consents').set({ person_id: null }).where('person_id', '=', person).execute()

/** Moves what the people of a hub agreed to, and how long it keeps what, to its new id. For an adoption only. */
export async function moveConsentsIn(tx: Tx, from: string, to: string): Promise<void> {
  for (const table of ['consents', 'consent_wordings', 'consent_purposes', 'retention'] as const)
    await tx.updateTable(table).set({ hub_id: to }).where('hub_id', '=', from).execute()
}
