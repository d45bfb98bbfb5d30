import { sql } from 'kysely'
import type { Db } from '../../src/db/index.ts'

/**
 * Every text that stands in any table of a database, each as `table.column: text`. Sealed columns are as good as random; what
 * an index keeps as bytes has its words in it all the same.
 */
export async function everyText(db: Db): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await db.introspection.getTables()) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db)
    for (const row of rows)
      for (const [column, value] of Object.entries(row))
        if (typeof value === 'string' || Buffer.isBuffer(value)) found.push(`${name}.${column}: ${value}`)
  }
  return found
}
