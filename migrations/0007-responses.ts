import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** What people elsewhere do with our records: like them, boost them, reply to them. */
export async function up(db: Kysely<unknown>, { end }: Ddl): Promise<void> {
  const statements = [
    sql`create table reactions (
      record_id text not null, hub_id text not null, what text not null, actor text not null, activity text not null,
      at text not null, primary key (record_id, what, actor)) ${end}`,
    sql`create index reactions_actor on reactions (actor)`,
    sql`create table replies (
      iri text primary key, record_id text not null, hub_id text not null, actor text not null, html text not null,
      language text, published text not null, updated text not null, state text not null, judged text,
      received text not null) ${end}`,
    sql`create index replies_record on replies (record_id, state, published)`,
    sql`create index replies_hub on replies (hub_id, state, received)`,
    sql`create index replies_actor on replies (actor)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
