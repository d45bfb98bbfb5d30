import { createRequire } from 'node:module'
import type Sqlite from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresDialect,
  type RawBuilder,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  sql,
} from 'kysely'
import { LRUCache } from 'lru-cache'
import type pg from 'pg'

/** A server has one of the two drivers to load, and loads only that. */
const load = createRequire(import.meta.url)

/** The two databases; no other folder knows their names. */
export type DialectName = 'sqlite' | 'postgres'

/** SQLite rolls a migration back as well as PostgreSQL does; Kysely's adapter assumes it cannot. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true
  }
}

/**
 * Takes the writer's place when a transaction begins. One that only reads at first could not become a writer later if
 * another process (a command beside the server) has written meanwhile: SQLite fails it at once, without waiting.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #isInTransaction: () => boolean
  constructor(config: SqliteDialectConfig, isInTransaction: () => boolean) {
    super(config)
    this.#isInTransaction = isInTransaction
  }
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // SQLite ends one by itself where the disk is full; what is to be heard then is that, and not that there is none.
    if (this.#isInTransaction()) await super.rollbackTransaction(connection)
  }
}

class FolkmootSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig
  readonly #isInTransaction: () => boolean
  constructor(config: SqliteDialectConfig, isInTransaction: () => boolean) {
    super(config)
    this.#config = config
    this.#isInTransaction = isInTransaction
  }
  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#config, this.#isInTransaction)
  }
  override createAdapter() {
    return new TransactionalSqliteAdapter()
  }
}

/** Statements are few and asked for over and over; preparing one takes longer than running it. */
function preparingOnce(
  handle: Sqlite.Database,
): NonNullable<Exclude<SqliteDialectConfig['database'], (...a: never[]) => unknown>> {
  const prepared = new LRUCache<string, Sqlite.Statement>({ max: 500 })
  return {
    close: () => handle.close(),
    prepare(text: string) {
      const held = prepared.get(text) ?? handle.prepare(text)
      prepared.set(text, held)
      return held as never
    },
  }
}

/** Opens a SQLite file as Folkmoot keeps it: WAL, foreign keys on, waiting for another writer, every commit on the disk. */
export function openSqlite(file: string): { dialect: Dialect; handle: Sqlite.Database } {
  const Database = load('better-sqlite3') as typeof Sqlite
  const handle = new Database(file)
  handle.pragma('journal_mode = WAL')
  handle.pragma('foreign_keys = ON')
  handle.pragma('busy_timeout = 5000')
  // In WAL mode NORMAL may lose the last commits in a power cut; what we answered 202 to must not be among them.
  handle.pragma('synchronous = FULL')
  const dialect = new FolkmootSqliteDialect({ database: preparingOnce(handle) }, () => handle.inTransaction)
  return { dialect, handle }
}

/** Opens a SQLite file once more, to read it beside whoever has it open; what is read in one transaction is of one moment. */
export function openSecondHandle(file: string): Sqlite.Database {
  const Database = load('better-sqlite3') as typeof Sqlite
  return new Database(file, { fileMustExist: true, timeout: 5000 })
}

/** Makes one file of a SQLite database and its write-ahead log; throws where anybody else has it open. */
export function foldIn(file: string): void {
  const Database = load('better-sqlite3') as typeof Sqlite
  const handle = new Database(file, { fileMustExist: true, timeout: 500 })
  try {
    handle.pragma('journal_mode = DELETE')
  } finally {
    handle.close()
  }
}

/** Opens a pool of PostgreSQL connections; whole numbers come back as numbers, as they do from SQLite. */
export function openPostgres(url: string): { dialect: Dialect; pool: pg.Pool } {
  const { Pool, types } = load('pg') as typeof pg
  types.setTypeParser(types.builtins.INT8, Number)
  const pool = new Pool({ connectionString: url, max: 16 })
  // An idle connection that the server closes must not end the process; the next query opens another.
  pool.on('error', () => {})
  return { dialect: new PostgresDialect({ pool }), pool }
}

/** The words of DDL in which the databases differ, handed to each migration. */
export type Ddl = {
  /** Whole number of 64 bits. */
  int: RawBuilder<unknown>
  /** Floating point of 64 bits. */
  real: RawBuilder<unknown>
  /** Primary key that rises by itself and never comes again. */
  serial: RawBuilder<unknown>
  /** What stands at the end of `create table`: SQLite then checks types as PostgreSQL does. */
  end: RawBuilder<unknown>
  /** The statements that make the index of words of `search_records`: see search.ts. */
  words: readonly RawBuilder<unknown>[]
}

/** The words of DDL for a database. */
export const ddl = (name: DialectName): Ddl =>
  name === 'sqlite'
    ? {
        int: sql`integer`,
        real: sql`real`,
        serial: sql`integer primary key autoincrement`,
        end: sql`strict`,
        words: [
          sql`create virtual table search_words using fts5(
            words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')`,
        ],
      }
    : {
        int: sql`bigint`,
        real: sql`double precision`,
        serial: sql`bigint generated by default as identity primary key`,
        end: sql``,
        words: [
          sql`alter table search_records add column words tsvector not null`,
          sql`create index search_records_words on search_records using gin (words)`,
        ],
      }
