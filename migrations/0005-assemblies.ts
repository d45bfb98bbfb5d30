import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** Assemblies: ours (hub_id set) and copies of others' (hub_id null), and which issues they take up. */
export async function up(db: Kysely<unknown>, { int, real, end }: Ddl): Promise<void> {
  const statements = [
    sql`create table assemblies (
      id text primary key, hub_id text, iri text not null unique, owner text not null, state text not null,
      language text not null, titles text not null, summaries text not null, contents text not null, html text not null,
      level text not null, place text, lat ${real}, lon ${real}, licence text not null, revision ${int} not null,
      created text not null, published text, updated text not null, withdrawn text, reason text, folded text not null,
      begins text, ends text, facts text not null) ${end}`,
    sql`create index assemblies_calendar on assemblies (begins, id) where published is not null and withdrawn is null`,
    sql`create index assemblies_withdrawn on assemblies (withdrawn, id) where withdrawn is not null`,
    sql`create index assemblies_hub on assemblies (hub_id, updated, id)`,
    sql`create index assemblies_owner on assemblies (owner, updated, id)`,
    sql`create table assembly_issues (
      assembly_id text not null, issue text not null, primary key (assembly_id, issue)) ${end}`,
    sql`create index assembly_issues_issue on assembly_issues (issue, assembly_id)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
