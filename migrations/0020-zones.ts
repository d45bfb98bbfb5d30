import { type Kysely, sql } from 'kysely'

/** The clocks a hub goes by, so that its desk says when something was done as people there would. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table hubs add column zone text not null default 'UTC'`.execute(db)
}
