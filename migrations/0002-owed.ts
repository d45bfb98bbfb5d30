import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** Records that another's log names and that cannot be had yet; and how often a hub has been asked whether it may be followed. */
export async function up(db: Kysely<unknown>, { int, end }: Ddl): Promise<void> {
  const statements = [
    sql`create table owed (
      actor text not null, iri text not null, seq ${int} not null, digest text not null, verb text not null,
      tries ${int} not null, due text not null, why text not null, primary key (actor, iri)) ${end}`,
    sql`alter table followings add column asks ${int} not null default 1`,
  ]
  for (const statement of statements) await statement.execute(db)
}
