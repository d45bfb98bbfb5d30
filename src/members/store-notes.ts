import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { ContactNote } from './model-note.ts'
import type { MembersTables } from './table.ts'

/** What is noted about somebody of a hub. */
export const noteOf = (db: Db, hub: string, person: string): Promise<ContactNote | undefined> =>
  db
    .selectFrom('contact_notes')
    .select(['words', 'changed', 'changed_by'])
    .where('hub_id', '=', hub)
    .where('id', '=', person)
    .executeTakeFirst()

/** Keeps a note over the one that was `seen` (when it had last been changed, null where there was none); false where another stands there. */
export async function keepNoteIn(
  tx: Tx,
  row: MembersTables['contact_notes'],
  seen: Instant | null,
): Promise<boolean> {
  if (seen === null)
    return (
      (await tx
        .insertInto('contact_notes')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst()) !== undefined
    )
  const { words, changed, changed_by } = row
  const kept = await tx
    .updateTable('contact_notes')
    .set({ words, changed, changed_by })
    .where('id', '=', row.id)
    .where('changed', '=', seen)
    .returning('id')
    .executeTakeFirst()
  return kept !== undefined
}

/** Removes the note that was seen; false where another stands there by now. */
export const dropNoteIn = async (tx: Tx, person: string, seen: Instant): Promise<boolean> =>
  (await tx
    .deleteFrom('contact_notes')
    .where('id', '=', person)
    .where('changed', '=', seen)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Forgets what is noted about somebody, and that it was they who noted something about others. */
export async function forgetNotes(tx: Tx, person: string): Promise<void> {
  await tx.deleteFrom('contact_notes').where('id', '=', person).execute()
  await tx.updateTable('contact_notes').set({ changed_by: null }).where('changed_by', '=', person).execute()
}
