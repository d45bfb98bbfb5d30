import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** Outcomes, which issues they answer, and actions: ours (hub_id set) and copies of others' (hub_id null). */
export async function up(db: Kysely<unknown>, { int, real, end }: Ddl): Promise<void> {
  const alike = sql`
      id text primary key, hub_id text, iri text not null unique, owner text not null, state text not null,
      language text not null, titles text not null, summaries text not null, contents text not null, html text not null,
      level text not null, place text, lat ${real}, lon ${real}, licence text not null, revision ${int} not null,
      created text not null, published text, updated text not null, withdrawn text, reason text, folded text not null`
  const open = sql`where published is not null and withdrawn is null`
  const statements = [
    sql`create table outcomes (${alike}, assembly text, facts text not null) ${end}`,
    sql`create index outcomes_list on outcomes (updated, id, owner, state, level) ${open}`,
    sql`create index outcomes_hub on outcomes (hub_id, updated, id)`,
    sql`create index outcomes_owner on outcomes (owner, updated, id)`,
    sql`create index outcomes_assembly on outcomes (assembly, updated, id)`,
    sql`create table outcome_issues (
      outcome_id text not null, issue text not null, primary key (outcome_id, issue)) ${end}`,
    sql`create index outcome_issues_issue on outcome_issues (issue, outcome_id)`,
    sql`create table actions (${alike}, outcome text, issue text, due text, facts text not null) ${end}`,
    sql`create index actions_list on actions (updated, id, owner, state, level) ${open}`,
    sql`create index actions_due on actions (coalesce(due, '9999-12-31'), id) ${open}`,
    sql`create index actions_hub on actions (hub_id, updated, id)`,
    sql`create index actions_owner on actions (owner, updated, id)`,
    sql`create index actions_outcome on actions (outcome, updated, id)`,
    sql`create index actions_issue on actions (issue, updated, id)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
