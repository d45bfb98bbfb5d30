import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** Nobody holds a role twice at a time, whoever gives it at the same moment; and what was done with records is read by hub, newest first. */
export async function up(db: Kysely<unknown>, _: Ddl): Promise<void> {
  const steps = [
    sql`update roles set ended = since where ended is null and exists (
      select 1 from roles first where first.person_id = roles.person_id and first.role = roles.role
        and first.ended is null and first.id < roles.id)`,
    sql`create unique index roles_held on roles (person_id, role) where ended is null`,
    sql`create index record_history_hub on record_history (hub_id, id)`,
  ]
  for (const step of steps) await step.execute(db)
}
