import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** What people agreed to, by which wording; how long a hub keeps what; and when somebody was erased. */
export async function up(db: Kysely<unknown>, { int, end }: Ddl): Promise<void> {
  const steps = [
    sql`alter table people add column erased text`,
    sql`create index people_ended on people (hub_id, ended)`,
    sql`create index acts_at on acts (hub_id, at)`,
    sql`create index acts_person on acts (person_id)`,
    sql`create index record_history_person on record_history (person_id)`,
    sql`create index revisions_hub on revisions (hub_id, record_id, revision)`,
    sql`create table consent_purposes (
      id text primary key, hub_id text not null, key text not null, name text, made text not null, ended text,
      unique (hub_id, key)) ${end}`,
    sql`create table consent_wordings (
      id text primary key, hub_id text not null, purpose text not null, version ${int} not null, language text not null,
      text text not null, made text not null, made_by text, unique (hub_id, purpose, version)) ${end}`,
    sql`create table consents (
      id text primary key, hub_id text not null, person_id text references people (id), purpose text not null,
      wording_id text not null references consent_wordings (id), channel text not null, given text not null,
      noted text not null, noted_by text, withdrawn text, withdrawn_by text) ${end}`,
    sql`create index consents_person on consents (person_id, purpose)`,
    sql`create index consents_hub on consents (hub_id, noted)`,
    sql`create table retention (
      hub_id text not null, holding text not null, days ${int} not null, since text not null, by_person text,
      primary key (hub_id, holding)) ${end}`,
  ]
  for (const step of steps) await step.execute(db)
}
