import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/**
 * Themes, areas and history are kept alike for every kind of record: those of issues move to tables that others share. They
 * lean on no other table, since what they are of stands in one of several.
 */
export async function up(db: Kysely<unknown>, { int, end }: Ddl): Promise<void> {
  const statements = [
    sql`create table record_themes (record_id text not null, theme text not null, primary key (record_id, theme)) ${end}`,
    sql`create index record_themes_theme on record_themes (theme, record_id)`,
    sql`insert into record_themes (record_id, theme) select issue_id, theme from issue_themes`,
    sql`drop table issue_themes`,
    sql`create table record_areas (record_id text not null, area text not null, primary key (record_id, area)) ${end}`,
    sql`create index record_areas_area on record_areas (area, record_id)`,
    sql`insert into record_areas (record_id, area) select issue_id, area from issue_areas`,
    sql`drop table issue_areas`,
    sql`create table record_history (
      id text primary key, hub_id text not null, kind text not null, record_id text not null, person_id text not null,
      verb text not null, revision ${int} not null, note text, at text not null) ${end}`,
    sql`create index record_history_record on record_history (record_id, id)`,
    sql`insert into record_history (id, hub_id, kind, record_id, person_id, verb, revision, note, at)
      select id, hub_id, 'issue', issue_id, person_id, verb, revision, note, at from issue_history`,
    sql`drop table issue_history`,
  ]
  for (const statement of statements) await statement.execute(db)
}
