import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/**
 * The first schema. Text ids are UUIDv7, instants are ISO text in UTC with milliseconds, json is opaque text.
 * `hub_id` stands on every row that is owned or private; where it is null the row is the server's or a copy of another's.
 */
export async function up(db: Kysely<unknown>, { int, real, serial, end }: Ddl): Promise<void> {
  const statements = [
    // ---- the server
    sql`create table settings (key text primary key, value text not null) ${end}`,

    // ---- federation: who speaks from here, and with which keys
    sql`create table actors (
      id text primary key, kind text not null, hub_id text, handle text not null unique,
      document text, created text not null, changed text not null, closed text) ${end}`,
    sql`create table keys (
      id text primary key, actor_id text not null references actors (id), hub_id text, name text not null,
      algorithm text not null, public text not null, sealed text not null, created text not null, retired text,
      unique (actor_id, name)) ${end}`,

    // ---- federation: the registry of records, their revisions and the log of changes
    sql`create table records (
      api_id ${serial}, id text not null unique, iri text not null unique, kind text not null,
      owner text not null, origin text not null, hub_id text, revision ${int} not null,
      published text not null, updated text not null, state text not null, licence text,
      digest text not null, document text, reason text, seen text, origin_seq ${int}) ${end}`,
    sql`create index records_owner on records (owner, updated, id)`,
    sql`create index records_kind on records (kind, state, updated, id)`,
    sql`create index records_unnamed on records (owner) where origin_seq is null and hub_id is null`,
    sql`create table revisions (
      record_id text not null references records (id), revision ${int} not null, hub_id text,
      document text not null, digest text not null, published text not null, erased text,
      primary key (record_id, revision)) ${end}`,
    sql`create table change_logs (
      actor_id text primary key references actors (id), hub_id text, epoch text not null,
      seq ${int} not null, chain text not null) ${end}`,
    sql`create table changes (
      actor_id text not null references actors (id), seq ${int} not null, hub_id text, record_id text not null,
      iri text not null, kind text not null, verb text not null, revision ${int} not null, updated text not null,
      digest text not null, chain text not null, primary key (actor_id, seq)) ${end}`,

    // ---- federation: what happened and must be told, letters, and the work that waits
    sql`create table outbox (
      id text primary key, hub_id text, actor_id text not null, news text not null, subject text not null,
      detail text, happened text not null, told text) ${end}`,
    sql`create index outbox_untold on outbox (id) where told is null`,
    sql`create table letters (id text primary key, actor_id text not null, sealed text not null, made text not null) ${end}`,
    sql`create table queue (
      seq ${serial}, queue text not null, sealed text not null, ordering_key text, due text not null,
      attempts ${int} not null, leased_by text, leased_until text, made text not null, why text) ${end}`,
    sql`create index queue_due on queue (queue, due, seq)`,
    sql`create index queue_key on queue (queue, ordering_key, seq) where ordering_key is not null`,
    sql`create table dead_letters (
      seq ${int} primary key, queue text not null, sealed text not null, ordering_key text,
      attempts ${int} not null, why text not null, made text not null, died text not null) ${end}`,
    sql`create table kv (key text primary key, value text not null, expires text) ${end}`,
    sql`create index kv_expires on kv (expires) where expires is not null`,
    sql`create table received (activity text primary key, actor text not null, at text not null) ${end}`,
    sql`create index received_at on received (at)`,

    // ---- federation: the others, how far we have read them, who follows whom
    sql`create table peers (
      actor text primary key, origin text not null, handle text, name text, type text not null,
      inbox text not null, shared_inbox text, keys text not null, document text not null, changes text,
      fetched text not null, gone text,
      epoch text, cursor ${int} not null, chain text, head ${int} not null,
      crawl_due text, crawled text, failing text, failures ${int} not null, last_error text) ${end}`,
    sql`create index peers_origin on peers (origin)`,
    sql`create index peers_crawl on peers (crawl_due) where crawl_due is not null`,
    sql`create table peer_pages (
      actor text not null references peers (actor), page ${int} not null, chain text not null,
      primary key (actor, page)) ${end}`,
    sql`create table followings (
      hub_id text not null, actor text not null, activity text not null unique, state text not null,
      asked text not null, answered text, ended text, primary key (hub_id, actor)) ${end}`,
    sql`create table followers (
      hub_id text not null, actor text not null, activity text not null, inbox text not null, shared_inbox text,
      state text not null, since text not null, ended text, why text, primary key (hub_id, actor)) ${end}`,
    sql`create table hosts (
      address text primary key, failing text, failures ${int} not null, last_error text, last_ok text) ${end}`,
    sql`create table blocks (
      domain text primary key, hub_id text, reason text not null, by_person text, since text not null) ${end}`,

    // ---- hubs
    sql`create table hubs (
      id text primary key references actors (id), handle text not null unique, name text not null, summary text not null,
      level text not null, theme text, place text, lat ${real}, lon ${real}, languages text not null, licence text not null,
      contact text, created text not null, changed text not null, closed text) ${end}`,
    sql`create table hub_areas (
      hub_id text not null references hubs (id), area text not null, primary key (hub_id, area)) ${end}`,

    // ---- members: never leaves
    sql`create table people (
      id text primary key, hub_id text not null references hubs (id), name text not null, name_folded text not null,
      created text not null, ended text, unique (hub_id, name_folded)) ${end}`,
    sql`create table roles (
      id text primary key, person_id text not null references people (id), hub_id text, role text not null,
      since text not null, ended text) ${end}`,
    sql`create index roles_person on roles (person_id)`,

    // ---- issues: ours (hub_id set) and copies of others' (hub_id null)
    sql`create table issues (
      id text primary key, hub_id text, iri text not null unique, owner text not null, state text not null,
      language text not null, titles text not null, summaries text not null, contents text not null, html text not null,
      level text not null, place text, lat ${real}, lon ${real}, deciders text not null, basis text not null,
      evidence text not null, source text, links text not null, licence text not null, revision ${int} not null,
      created text not null, published text, updated text not null, withdrawn text, reason text, folded text not null) ${end}`,
    sql`create index issues_list on issues (updated, id, owner, state, level) where published is not null and withdrawn is null`,
    sql`create index issues_hub on issues (hub_id, updated, id)`,
    sql`create index issues_owner on issues (owner, updated, id)`,
    sql`create table issue_themes (
      issue_id text not null references issues (id), theme text not null, primary key (issue_id, theme)) ${end}`,
    sql`create index issue_themes_theme on issue_themes (theme, issue_id)`,
    sql`create table issue_areas (
      issue_id text not null references issues (id), area text not null, primary key (issue_id, area)) ${end}`,
    sql`create index issue_areas_area on issue_areas (area, issue_id)`,
    sql`create table issue_history (
      id text primary key, hub_id text not null, issue_id text not null references issues (id),
      person_id text not null, verb text not null, revision ${int} not null, note text, at text not null) ${end}`,
    sql`create index issue_history_issue on issue_history (issue_id, id)`,
    sql`create table issue_sources (
      hub_id text not null, source text not null, issue_id text not null references issues (id),
      primary key (hub_id, source)) ${end}`,
  ]
  for (const statement of statements) await statement.execute(db)
}
