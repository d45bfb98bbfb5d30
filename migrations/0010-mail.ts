import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** Mail to people, one row for each: sealed until it is sent, and then only that it was. */
export async function up(db: Kysely<unknown>, { int, end }: Ddl): Promise<void> {
  const statements = [
    sql`create table mails (
      id text primary key, hub_id text, person_id text, kind text not null, sealed text, made text not null,
      begun text not null, ends text, tries ${int} not null, sent text, given_up text, why text) ${end}`,
    sql`create index mails_waiting on mails (begun) where sent is null and given_up is null`,
    sql`create index mails_given_up on mails (given_up) where given_up is not null`,
    sql`create index mails_sent on mails (sent) where sent is not null`,
    sql`create index mails_person on mails (person_id) where person_id is not null`,
  ]
  for (const statement of statements) await statement.execute(db)
}
