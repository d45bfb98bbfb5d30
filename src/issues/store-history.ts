import type { Db, Tx } from '../db/index.ts'
import type { Issue } from './model.ts'
import { dropDraft } from './store.ts'
import type { IssuesTables } from './table.ts'

/** How many rows go into one statement: SQLite takes 32,766 values in one. */
const batch = 200

/** Which of these sources a hub has made issues from already, and which issue each. */
export async function issuesFromSources(
  db: Db,
  hub: string,
  sources: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (let start = 0; start < sources.length; start += batch) {
    const rows = await db
      .selectFrom('issue_sources')
      .select(['source', 'issue_id'])
      .where('hub_id', '=', hub)
      .where('source', 'in', sources.slice(start, start + batch))
      .execute()
    for (const row of rows) found.set(row.source, row.issue_id)
  }
  return found
}

/** Notes what each imported issue was made from. @throws a unique violation where another import was quicker */
export async function addSources(tx: Tx, rows: readonly IssuesTables['issue_sources'][]): Promise<void> {
  for (let start = 0; start < rows.length; start += batch)
    await tx
      .insertInto('issue_sources')
      .values(rows.slice(start, start + batch))
      .execute()
}

/**
 * Deletes a draft of a hub with its themes, its areas, its history and what it was imported from; false where somebody else
 * has changed it since it was read, and then nothing is deleted.
 */
export const deleteDraft = (tx: Tx, draft: Issue): Promise<boolean> =>
  dropDraft(tx, draft, () => tx.deleteFrom('issue_sources').where('issue_id', '=', draft.id).execute())
