import { randomBytes } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { inject } from 'vitest'
import type { DialectName } from '../../src/db/dialect.ts'
import { type Address, administer, freshAddress } from './db.ts'

/** A copy of a whole database, as a nightly backup makes it. Nobody may have it open while it is copied. */
export async function copyOf(dialect: DialectName, address: string): Promise<Address> {
  if (dialect === 'sqlite') {
    const copy = await freshAddress('sqlite')
    const database = new Sqlite(address)
    database.prepare('vacuum into ?').run(copy.address)
    database.close()
    return copy
  }
  const server = inject('postgres')
  await untilLeft(server, new URL(address).pathname.slice(1))
  const name = `c_${randomBytes(6).toString('hex')}`
  await administer(server, `create database ${name} template ${new URL(address).pathname.slice(1)}`)
  const copy = new URL(server)
  copy.pathname = `/${name}`
  return {
    address: copy.href,
    drop: () => administer(server, `drop database if exists ${name} with (force)`),
  }
}

/** PostgreSQL copies no database that anybody is connected to, and connections take a moment to end. */
async function untilLeft(server: string, database: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  const connected = async () =>
    (await client.query('select 1 from pg_stat_activity where datname = $1', [database])).rowCount !== 0
  while (await connected()) await new Promise((resolve) => setTimeout(resolve, 20))
  await client.end()
}
