import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/**
 * Who is blocked and who is allowed, domains and single actors, in one table that keeps what was ended and by whom. The
 * blocks there are move in.
 */
export async function up(db: Kysely<unknown>, { serial, end }: Ddl): Promise<void> {
  const statements = [
    sql`create table policy (
      seq ${serial}, list text not null, subject text not null, hub_id text, reason text not null,
      by_person text, since text not null, ended text, ended_by text) ${end}`,
    sql`create unique index policy_in_force on policy (list, subject) where ended is null`,
    sql`insert into policy (list, subject, hub_id, reason, by_person, since)
      select 'block', domain, hub_id, reason, by_person, since from blocks order by since, domain`,
    sql`drop table blocks`,
  ]
  for (const statement of statements) await statement.execute(db)
}
