import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** What strangers say is wrong, what they say to the hub, and what organisers decided. */
export async function up(db: Kysely<unknown>, { end }: Ddl): Promise<void> {
  const steps = [
    sql`create table reports (
      id text primary key, hub_id text not null, about text not null, actor text, activity text, reason text not null,
      words text not null, received text not null, decided text, unique (activity, about)) ${end}`,
    sql`create index reports_hub on reports (hub_id, decided, received)`,
    sql`create index reports_actor on reports (actor, decided)`,
    sql`create table feedback (
      id text primary key, hub_id text not null, words text not null, received text not null, done text) ${end}`,
    sql`create index feedback_hub on feedback (hub_id, done, received)`,
    sql`create table decisions (
      id text primary key, hub_id text not null, person_id text, decision text not null, about text not null,
      reason text not null, report_id text, at text not null) ${end}`,
    sql`create index decisions_hub on decisions (hub_id, id)`,
    sql`create index decisions_person on decisions (person_id)`,
  ]
  for (const step of steps) await step.execute(db)
}
