import type { Db, Tx } from '../db/index.ts'
import type { Named } from './model-named.ts'
import type { MembersTables } from './table.ts'

type Row = MembersTables['people_shown']

/** Who is named on the page of a hub, those who have been for longest first: only who is of it still, and agrees still. */
export const namedOf = (db: Db, hub: string): Promise<Named[]> =>
  standing(db)
    .where('people_shown.hub_id', '=', hub)
    .orderBy('since')
    .orderBy('people_shown.person_id')
    .execute()

/** What stands there of one person, or undefined where nothing does. */
export const namedPerson = (db: Db, person: string): Promise<Named | undefined> =>
  standing(db).where('people_shown.person_id', '=', person).executeTakeFirst()

const standing = (db: Db) =>
  db
    .selectFrom('people_shown')
    .innerJoin('people', 'people.id', 'people_shown.person_id')
    .innerJoin('consents', 'consents.id', 'people_shown.consent_id')
    .select(['people_shown.name', 'does', 'says', 'people_shown.language', 'since'])
    .where('people.ended', 'is', null)
    .where('consents.withdrawn', 'is', null)

/** By which consent somebody is named. */
export const consentOfNamed = async (db: Db, person: string): Promise<string | undefined> =>
  (
    await db
      .selectFrom('people_shown')
      .select('consent_id')
      .where('person_id', '=', person)
      .executeTakeFirst()
  )?.consent_id

/** Puts somebody on the page, in the place of what stood there of them. */
export const nameIn = (tx: Tx, row: Row) => {
  const { name, does, says, language, consent_id } = row
  return tx
    .insertInto('people_shown')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('person_id').doUpdateSet({ name, does, says, language, consent_id }),
    )
    .execute()
}

/** Says anew what stands of somebody by the same consent; false where they are named no more. */
export const renameIn = async (
  tx: Tx,
  person: string,
  said: Pick<Row, 'name' | 'does' | 'says' | 'language'>,
): Promise<boolean> =>
  (await tx
    .updateTable('people_shown')
    .set(said)
    .where('person_id', '=', person)
    .returning('person_id')
    .executeTakeFirst()) !== undefined

/** Takes somebody off the page. */
export const unnameIn = (tx: Tx, person: string) =>
  tx.deleteFrom('people_shown').where('person_id', '=', person).execute()

/** Takes off the page whoever stands there by a consent. */
export const unnameByIn = (tx: Tx, consent: string) =>
  tx.deleteFrom('people_shown').where('consent_id', '=', consent).execute()
