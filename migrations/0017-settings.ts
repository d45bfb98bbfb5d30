import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** What a hub says on pages of its own beside what it says of itself everywhere: its rules, its word on privacy, who answers for that. */
export async function up(db: Kysely<unknown>, { int }: Ddl): Promise<void> {
  const steps = [
    sql`alter table hubs add column rules text not null default ''`,
    sql`alter table hubs add column privacy text not null default ''`,
    sql`alter table hubs add column controller text`,
    sql`alter table hubs add column followers_hidden ${int} not null default 0`,
    sql`alter table actors add column followers_hidden ${int} not null default 0`,
  ]
  for (const step of steps) await step.execute(db)
}
