import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** How people get in: their address and language, sessions, passkeys, and passes that open once. Secrets stand here as digests only. */
export async function up(db: Kysely<unknown>, { int, end }: Ddl): Promise<void> {
  const steps = [
    sql`alter table people add column address text`,
    sql`alter table people add column address_folded text`,
    sql`alter table people add column language text`,
    sql`create unique index people_address on people (hub_id, address_folded)`,
    sql`create index people_by_address on people (address_folded)`,
    sql`create table sessions (
      id text primary key, digest text not null unique, person_id text not null references people (id),
      hub_id text not null, device text not null, began text not null, seen text not null, told text, ended text) ${end}`,
    sql`create index sessions_person on sessions (person_id)`,
    sql`create table passkeys (
      id text primary key, person_id text not null references people (id), hub_id text not null, credential text not null unique,
      public_key text not null, counter ${int} not null, transports text not null, name text not null, made text not null,
      used text, ended text) ${end}`,
    sql`create index passkeys_person on passkeys (person_id)`,
    sql`create table passes (
      id text primary key, hub_id text, kind text not null, person_id text references people (id), name text, role text,
      made_by text, link text unique, code text, tries ${int} not null, made text not null, expires text not null,
      used text, used_by text, ended text) ${end}`,
    sql`create index passes_code on passes (code)`,
    sql`create index passes_hub on passes (hub_id, kind)`,
    sql`create index passes_expires on passes (expires)`,
    sql`create table acts (
      id text primary key, hub_id text not null, person_id text, verb text not null, about text, note text, at text not null) ${end}`,
    sql`create index acts_hub on acts (hub_id, id)`,
  ]
  for (const step of steps) await step.execute(db)
}
