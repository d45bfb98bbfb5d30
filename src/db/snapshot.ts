import type Sqlite from 'better-sqlite3'
import type pg from 'pg'
import { openSecondHandle } from './dialect.ts'
import type { OpenDb } from './index.ts'
import { madeAnew } from './search.ts'

/** What a column of ours holds: texts and numbers, nothing else, on either database. */
export type Cell = string | number | null

/** A table as it stands in a database. */
export type Table = {
  readonly name: string
  readonly columns: readonly string[]
  /** The columns by which its rows are told apart. */
  readonly key: readonly string[]
  /** Of a key that rises by itself, the last number given out, even where that row is gone; null where no key does. */
  readonly last: number | null
}

/** A whole database as it was at one moment, whatever is written meanwhile. */
export type Snapshot = {
  /** The migrations it has seen, oldest first. */
  readonly steps: readonly string[]
  /** Every table that holds something of ours, by name. */
  readonly tables: readonly Table[]
  /** The rows of a table by their key, some at a time. Read one table to its end before the next. */
  rows(table: Table): AsyncIterable<readonly Cell[][]>
}

/** Rows that are held at once: a row may have a mebibyte. */
const batch = 100

/** What a database that is filled anew gets from elsewhere: from the migrator what is its own, and from all the rest the index of words. */
const leftOut = new Set(['kysely_migration', 'kysely_migration_lock', ...madeAnew])

/** Whether a table stands in a snapshot. What is of one day at most (`…_today`) does not: a backup would keep it for longer. */
const isKept = (name: string): boolean => !leftOut.has(name) && !name.endsWith('_today')

/**
 * Reads a whole database as it is now, while others go on writing: in one transaction that only reads, on a connection of
 * its own. Nothing waits for it and it waits for nobody.
 */
export const atOneMoment = <T>(open: OpenDb, work: (snapshot: Snapshot) => Promise<T>): Promise<T> =>
  open.sqlite ? inFile(open.sqlite.file, work) : onServer(open.postgres!.pool, work)

async function inFile<T>(file: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const handle = openSecondHandle(file)
  try {
    handle.exec('begin')
    return await work({
      steps: stepsInFile(handle),
      tables: tablesInFile(handle),
      rows: (table) => rowsInFile(handle, table),
    })
  } finally {
    handle.close()
  }
}

const stepsInFile = (handle: Sqlite.Database): string[] =>
  handle.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get() === undefined
    ? []
    : handle.prepare('select name from kysely_migration order by name').pluck().all().map(String)

/** Tables only: what a search index keeps beside its own is made anew from the rest. */
function tablesInFile(handle: Sqlite.Database): Table[] {
  const tables = handle
    .prepare(
      `select name, coalesce((select sql from sqlite_master where name = list.name), '') as made
       from pragma_table_list list where type = 'table' and schema = 'main' and name not like 'sqlite\\_%' escape '\\'
       order by name`,
    )
    .all() as { name: string; made: string }[]
  return tables
    .filter(({ name }) => isKept(name))
    .map(({ name, made }) => {
      const columns = handle.prepare('select name, pk from pragma_table_info(?)').all(name) as {
        name: string
        pk: number
      }[]
      const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
      return {
        name,
        columns: columns.map((column) => column.name),
        key: key.map((column) => column.name),
        last: /\bautoincrement\b/i.test(made) ? lastInFile(handle, name) : null,
      }
    })
}

const lastInFile = (handle: Sqlite.Database, table: string): number =>
  Number(handle.prepare('select seq from sqlite_sequence where name = ?').pluck().get(table) ?? 0)

async function* rowsInFile(handle: Sqlite.Database, { name, columns, key }: Table) {
  const order = (key.length > 0 ? key : columns).map(quoted)
  const select = `select ${columns.map(quoted)} from ${quoted(name)} order by ${order}`
  let some: Cell[][] = []
  for (const row of handle.prepare(select).raw().iterate() as IterableIterator<Cell[]>) {
    some.push(row)
    if (some.length < batch) continue
    yield some
    some = []
  }
  if (some.length > 0) yield some
}

async function onServer<T>(pool: pg.Pool, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const steps = await stepsOnServer(client)
    const tables = await tablesOnServer(client)
    const done = await work({ steps, tables, rows: (table) => rowsOnServer(client, table) })
    await client.query('rollback')
    client.release()
    return done
  } catch (error) {
    // In whatever state it is: nobody gets this connection again.
    client.release(true)
    throw error
  }
}

async function stepsOnServer(client: pg.PoolClient): Promise<string[]> {
  const { rows: there } = await client.query("select to_regclass('kysely_migration') as found")
  if (there[0].found === null) return []
  const { rows } = await client.query('select name from kysely_migration')
  return rows.map(({ name }) => String(name)).sort()
}

async function tablesOnServer(client: pg.PoolClient): Promise<Table[]> {
  const { rows } = await client.query(
    `select c.relname as name,
       (select json_agg(a.attname order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       (select json_agg(a.attname order by array_position(i.indkey::smallint[], a.attnum))
         from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
         where i.indrelid = c.oid and i.indisprimary) as key,
       (select a.attname from pg_attribute a
         where a.attrelid = c.oid and a.attidentity <> '' and not a.attisdropped) as rises
     from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'`,
  )
  const tables: Table[] = []
  for (const { name, columns, key, rises } of rows as (Omit<Table, 'last'> & { rises: string | null })[])
    if (isKept(name))
      tables.push({
        name,
        columns,
        key: key ?? [],
        last: rises === null ? null : await lastOnServer(client, name, rises),
      })
  return tables.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function lastOnServer(client: pg.PoolClient, table: string, column: string): Promise<number> {
  const { rows: named } = await client.query('select pg_get_serial_sequence($1, $2) as name', [
    quoted(table),
    column,
  ])
  const { rows } = await client.query(
    `select case when is_called then last_value else 0 end as last from ${named[0].name}`,
  )
  return Number(rows[0].last)
}

/** By a cursor: the rows come as they are asked for, and not all at once. */
async function* rowsOnServer(client: pg.PoolClient, { name, columns, key }: Table) {
  const { rows: texts } = await client.query({
    text: `select attname from pg_attribute where attrelid = $1::regclass and atttypid = 'text'::regtype`,
    values: [quoted(name)],
    rowMode: 'array',
  })
  const text = new Set(texts.flat())
  // In the order of bytes, as in a file: the same rows make the same lines on both databases.
  const order = (key.length > 0 ? key : columns).map(
    (column) => `${quoted(column)}${text.has(column) ? ' collate "C"' : ''}`,
  )
  await client.query(
    `declare every no scroll cursor for select ${columns.map(quoted)} from ${quoted(name)} order by ${order}`,
  )
  for (;;) {
    const { rows } = await client.query({ text: `fetch ${batch} from every`, rowMode: 'array' })
    if (rows.length > 0) yield rows as Cell[][]
    if (rows.length < batch) break
  }
  await client.query('close every')
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
