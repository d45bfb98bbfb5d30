import type { Db, Tx } from '../db/index.ts'
import type { IssuesTables } from './table.ts'

/** How many rows go into one statement: SQLite takes 32,766 values in one. */
const batch = 200

/** Notes who did what with issues of ours. */
export async function addHistory(tx: Tx, lines: readonly IssuesTables['issue_history'][]): Promise<void> {
  for (let start = 0; start < lines.length; start += batch)
    await tx
      .insertInto('issue_history')
      .values(lines.slice(start, start + batch))
      .execute()
}

/** Who did what with an issue of a hub, oldest first. */
export const historyOf = (db: Db, hub: string, id: string) =>
  db
    .selectFrom('issue_history')
    .selectAll()
    .where('hub_id', '=', hub)
    .where('issue_id', '=', id)
    .orderBy('id')
    .execute()

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
