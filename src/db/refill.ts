import { sql } from 'kysely'
import { migrations } from '../../migrations/index.ts'
import { inTransaction, type OpenDb, type Tx } from './index.ts'
import { migrateIn } from './migrate.ts'
import type { Cell, Table } from './snapshot.ts'

/** A database that is being filled. */
export type Filling = {
  readonly tx: Tx
  /** The columns of a table as this schema has it, or undefined where it has no such table. */
  columnsOf(table: string): readonly string[] | undefined
  /** Puts rows in, each with as many cells as there are columns. */
  put(table: Pick<Table, 'name' | 'columns'>, rows: readonly (readonly Cell[])[]): Promise<void>
  /** Lets a key that rises by itself go on after a number. */
  goOnAfter(table: string, last: number): Promise<void>
}

/** Values that one statement may have; both databases take more. */
const most = 10_000

/** Whether nothing stands in a database yet, of ours or of anybody's. */
export const isEmpty = async ({ db }: OpenDb): Promise<boolean> =>
  (await db.introspection.getTables({ withInternalKyselyTables: true })).length === 0

/**
 * Fills an empty database with what another held: makes the schema as far as that one had it (`steps`), lets `fill` put the
 * rows in, and takes the steps that came since. All of it is one transaction, on either database: what is not whole is not there.
 * `fill` may wait for what it reads, since nobody else has such a database yet.
 */
export const refill = (
  open: OpenDb,
  steps: readonly string[],
  fill: (filling: Filling) => Promise<void>,
  after: (tx: Tx) => Promise<unknown>,
): Promise<void> =>
  inTransaction(open.db, async (tx) => {
    const known = Object.fromEntries(Object.entries(migrations).filter(([name]) => steps.includes(name)))
    await migrateIn(tx, open.dialect, known)
    const settle = await letReferencesWait(tx, open)
    const columns = new Map<string, string[]>()
    for (const { name, columns: own } of await tx.introspection.getTables())
      columns.set(
        name,
        own.map((column) => column.name),
      )
    await fill({
      tx,
      columnsOf: (table) => columns.get(table),
      put: async ({ name, columns: own }, rows) => {
        const at = Math.max(1, Math.floor(most / own.length))
        for (let from = 0; from < rows.length; from += at) {
          const values = rows.slice(from, from + at)
          await sql`insert into ${sql.table(name)} (${sql.join(own.map((column) => sql.ref(column)))})
            values ${sql.join(values.map((row) => sql`(${sql.join(row)})`))}`.execute(tx)
        }
      },
      goOnAfter: (table, last) => goOnAfter(tx, open, table, last),
    })
    await settle()
    await migrateIn(tx, open.dialect, migrations)
    await after(tx)
  })

/**
 * A row may come before the one it points to: whether all is there is asked when all is there. Where they wait by the table's
 * own rule (PostgreSQL), that rule is put back.
 */
async function letReferencesWait(tx: Tx, open: OpenDb): Promise<() => Promise<void>> {
  if (open.sqlite) {
    await sql`pragma defer_foreign_keys = on`.execute(tx)
    return async () => {}
  }
  const { rows } = await sql<{ held: string; name: string }>`
    select conrelid::regclass::text as held, conname as name from pg_constraint
    where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(tx)
  const rule = async (words: string) => {
    for (const { held, name } of rows)
      await sql`alter table ${sql.raw(held)} alter constraint ${sql.id(name)} ${sql.raw(words)}`.execute(tx)
  }
  await rule('deferrable initially deferred')
  return async () => {
    await sql`set constraints all immediate`.execute(tx)
    await rule('not deferrable')
  }
}

async function goOnAfter(tx: Tx, open: OpenDb, table: string, last: number): Promise<void> {
  if (last < 1) return
  if (open.sqlite) {
    await sql`delete from sqlite_sequence where name = ${table}`.execute(tx)
    await sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`.execute(tx)
    return
  }
  const { rows } = await sql<{ column: string }>`
    select attname as column from pg_attribute
    where attrelid = ${table}::regclass and attidentity <> '' and not attisdropped`.execute(tx)
  for (const { column } of rows)
    await sql`select setval(pg_get_serial_sequence(${table}, ${column}), ${last})`.execute(tx)
}
