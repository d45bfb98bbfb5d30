import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** The invitation that a hub sends some days before an assembly, and which revision of it the invitation repeats. */
export async function up(db: Kysely<unknown>, { int, end }: Ddl): Promise<void> {
  await sql`create table assembly_invitations (
    assembly_id text primary key, hub_id text not null, id text not null unique, revision ${int} not null,
    says ${int} not null, published text not null, updated text not null, ended text) ${end}`.execute(db)
}
