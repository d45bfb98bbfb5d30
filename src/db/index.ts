import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type Sqlite from 'better-sqlite3'
import {
  HandleEmptyInListsPlugin,
  Kysely,
  type KyselyPlugin,
  replaceWithNoncontingentExpression,
  type Transaction,
} from 'kysely'
import type pg from 'pg'
import { type DialectName, openPostgres, openSqlite } from './dialect.ts'
import type { Schema } from './schema.ts'
import { shareCommits } from './together.ts'

/** The database outside a transaction. */
export type Db = Kysely<Schema>
/** The database inside a transaction: whoever holds one may write, and awaits nothing else. */
export type Tx = Transaction<Schema>
export type { Schema }

/** An open database. Only src/db looks behind `db`. */
export type OpenDb = {
  db: Db
  dialect: DialectName
  /** SQLite's own handle and file, or null. */
  sqlite: { handle: Sqlite.Database; file: string } | null
  /** PostgreSQL's own pool and address, or null. */
  postgres: { pool: pg.Pool; url: string } | null
  close(): Promise<void>
}

/**
 * Opens a database by its address: `postgres://…`, or the path of a SQLite file, which is made where there is none.
 * Neither checks nor migrates it: see migrate.ts.
 */
export function openDb(address: string, more: KyselyPlugin[] = []): OpenDb {
  if (/^postgres(ql)?:/.test(address)) {
    const { dialect, pool } = openPostgres(address)
    // PostgreSQL refuses `in ()`; SQLite answers it with no rows. This makes both answer with no rows.
    const plugins = [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression }), ...more]
    const db = new Kysely<Schema>({ dialect, plugins })
    return {
      db,
      dialect: 'postgres',
      sqlite: null,
      postgres: { pool, url: address },
      close: () => db.destroy(),
    }
  }
  mkdirSync(dirname(address), { recursive: true })
  const { dialect, handle } = openSqlite(address)
  const db = new Kysely<Schema>({ dialect, plugins: more })
  shareCommits(db)
  return {
    db,
    dialect: 'sqlite',
    sqlite: { handle, file: address },
    postgres: null,
    close: () => db.destroy(),
  }
}

/** Runs statements in one transaction, all or nothing. Await only the database in it: SQLite has a single writer, and it would wait with you. */
export const inTransaction = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction().execute(work)
