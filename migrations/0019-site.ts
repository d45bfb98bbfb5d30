import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/**
 * What the public pages count, and whom they name. What ends in `_today` is of one day and goes with it: it stands in no backup.
 * `counts` is 0 of a press from before the count was set back.
 */
export async function up(db: Kysely<unknown>, { int, end }: Ddl): Promise<void> {
  const steps = [
    sql`create table issue_presses (
      issue_id text primary key, hub_id text not null, pressed ${int} not null, since text not null) ${end}`,
    sql`create table presses_today (
      digest text primary key, hub_id text not null, issue_id text not null, counts ${int} not null,
      until text not null) ${end}`,
    sql`create index presses_today_hub on presses_today (hub_id, until)`,
    sql`create index presses_today_issue on presses_today (issue_id)`,
    sql`create table press_key_today (until text primary key, sealed text not null) ${end}`,
    sql`alter table hubs add column presses_off ${int} not null default 0`,
    sql`create table people_shown (
      person_id text primary key, hub_id text not null, consent_id text not null, name text not null,
      does text not null, says text not null, language text not null, since text not null) ${end}`,
    sql`create index people_shown_hub on people_shown (hub_id, since)`,
    sql`create table contact_notes (
      id text primary key, hub_id text not null, words text not null, changed text not null, changed_by text) ${end}`,
    sql`create index contact_notes_hub on contact_notes (hub_id, changed)`,
  ]
  for (const step of steps) await step.execute(db)
}
