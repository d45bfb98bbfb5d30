import { type Kysely, sql } from 'kysely'
import type { Ddl } from './index.ts'

/** What public records, ours and copies, are found by: the words of titles and summaries in the row, all others in an index of the database’s own. */
export async function up(db: Kysely<unknown>, { serial, end, words }: Ddl): Promise<void> {
  const statements = [
    sql`create table search_records (
      seq ${serial}, record_id text not null unique, kind text not null, owner text not null, updated text not null,
      languages text not null, title text not null, summary text not null, digest text not null) ${end}`,
    sql`create index search_records_languages on search_records (languages)`,
    ...words,
  ]
  for (const statement of statements) await statement.execute(db)
}
