import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** Who follows a hub or an issue by mail, what they agreed to, and by which clocks their mail goes; and which mails were refused for good. */
export async function up(db: Kysely<unknown>, { int, end }: Ddl): Promise<void> {
  const steps = [
    sql`alter table mails add column refused ${int} not null default 0`,
    sql`create table digest_follows (
      id text primary key, hub_id text not null, issue text, kinds text not null, cadence text not null,
      language text not null, mark text not null, sealed text not null, link text not null unique, wording text not null,
      asked text not null, answered text, confirmed text, slot text, told text not null, next text, mail_id text,
      taken_back text, refused ${int} not null, paused text) ${end}`,
    sql`create index digest_follows_due on digest_follows (hub_id, cadence, slot)`,
    sql`create index digest_follows_mark on digest_follows (mark, hub_id)`,
    sql`create index digest_follows_mail on digest_follows (mail_id) where mail_id is not null`,
    sql`create index digest_follows_asked on digest_follows (hub_id, asked) where confirmed is null`,
    sql`create unique index digest_follows_once on digest_follows (mark, hub_id, coalesce(issue, ''))
      where confirmed is not null`,
    sql`create table digest_consents (
      id text primary key, hub_id text not null, follow_id text, purpose text not null, wording text not null,
      language text not null, given text not null, withdrawn text) ${end}`,
    sql`create index digest_consents_follow on digest_consents (follow_id)`,
    sql`create index digest_consents_hub on digest_consents (hub_id, withdrawn)`,
  ]
  for (const step of steps) await step.execute(db)
}
