import { copyFileSync, existsSync } from 'node:fs'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from '../../migrations/index.ts'
import { type DialectName, ddl } from './dialect.ts'
import type { Db, OpenDb, Tx } from './index.ts'

/** A database that this version must not touch, said in a plain sentence. */
export class NewerSchema extends Error {}

/**
 * Brings the database to this version's schema: all migrations that are missing, in one transaction, nothing where one fails.
 * Before it changes a SQLite file it puts a copy beside it.
 * @returns the names of the migrations it ran
 * @throws NewerSchema where a newer Folkmoot has written the database
 */
export async function migrate(open: OpenDb, list: typeof migrations = migrations): Promise<string[]> {
  const done = await stepsDone(open.db)
  const unknown = done.filter((name) => !(name in list))
  if (unknown.length > 0)
    throw new NewerSchema(
      `This database was last used by a newer Folkmoot (it knows the step “${unknown.at(-1)}”, which this version does not). ` +
        'Start that version again, or put back the copy that was made before it.',
    )
  const missing = Object.keys(list).filter((name) => !done.includes(name))
  if (missing.length === 0) return []
  if (done.length > 0 && open.sqlite) copyFile(open.sqlite, missing[0]!)
  return run(open.db, open.dialect, list)
}

/** Runs the missing of some migrations in a transaction of the caller’s: for one who fills a database and wants all or nothing. */
export const migrateIn = (tx: Tx, dialect: DialectName, list: typeof migrations): Promise<string[]> =>
  run(tx, dialect, list)

async function run(db: Db | Tx, dialect: DialectName, list: typeof migrations): Promise<string[]> {
  const words = ddl(dialect)
  const provider = {
    getMigrations: async () =>
      Object.fromEntries(
        Object.entries(list).map(([name, { up }]) => [
          name,
          { up: (db: Parameters<typeof up>[0]) => up(db, words) },
        ]),
      ),
  }
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}

/** The names of the migrations a database has seen, oldest first; none where it is new. */
export async function stepsDone(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map((row) => row.name)
}

/** Keeps the file as it was before a migration, once; the write-ahead log is folded in first so that one file is everything. */
function copyFile({ handle, file }: NonNullable<OpenDb['sqlite']>, before: string): void {
  const copy = `${file}.before-${before}`
  if (existsSync(copy)) return
  handle.pragma('wal_checkpoint(TRUNCATE)')
  copyFileSync(file, copy)
}
