import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** What lets somebody in may be mailed: to which address, sealed, and the digest of a link that stands in that mail alone. */
export async function up(db: Kysely<unknown>, _: Ddl): Promise<void> {
  const steps = [
    sql`alter table passes add column address text`,
    sql`alter table passes add column mailed text`,
    sql`create unique index passes_mailed on passes (mailed)`,
  ]
  for (const step of steps) await step.execute(db)
}
