import type { Tx } from '../db/index.ts'
import type { Issue } from './model.ts'
import { deleteKeys } from './store-rows.ts'

/**
 * Deletes a draft of a hub with its themes, its areas, its history and what it was imported from; false where somebody else
 * has changed it since it was read, and then nothing is deleted.
 */
export async function deleteDraft(tx: Tx, draft: Issue): Promise<boolean> {
  // All of these lean on the row, so it goes last; held on to first, nobody changes it in between.
  const held = await tx
    .updateTable('issues')
    .set({ folded: '' })
    .where('id', '=', draft.id)
    .where('hub_id', '=', draft.hub)
    .where('revision', '=', draft.revision)
    .where('updated', '=', draft.updated)
    .where('state', '=', draft.state)
    .where('published', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!held) return false
  await deleteKeys(tx, draft.id)
  await tx.deleteFrom('issue_history').where('issue_id', '=', draft.id).execute()
  await tx.deleteFrom('issue_sources').where('issue_id', '=', draft.id).execute()
  await tx.deleteFrom('issues').where('id', '=', draft.id).execute()
  return true
}
