import type { Db } from '../db/index.ts'

/** Which of some assemblies (by address) a hub has an outcome of, drafts included, withdrawn ones not. */
export async function withOutcome(
  db: Db,
  hub: string,
  assemblies: readonly string[],
): Promise<Set<string | null>> {
  if (assemblies.length === 0) return new Set()
  const rows = await db
    .selectFrom('outcomes')
    .select('assembly')
    .where('hub_id', '=', hub)
    .where('assembly', 'in', assemblies)
    .where('withdrawn', 'is', null)
    .execute()
  return new Set(rows.map(({ assembly }) => assembly))
}
