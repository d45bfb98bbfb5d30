import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type Config, readConfig } from '../../src/config.ts'
import type { DialectName } from '../../src/db/dialect.ts'
import { type OpenDb, openDb } from '../../src/db/index.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openPulse } from '../../src/db/pulse.ts'
import { openVault } from '../../src/db/secret.ts'
import { openClient } from '../../src/federation/client.ts'
import type { World } from '../../src/world.ts'

/** Both databases: every test of storage runs on each. */
export const dialects: readonly DialectName[] = ['sqlite', 'postgres']

/**
 * How a journey in the browser is walked: with scripts and without, on each database. Which of both goes with which is all the
 * same, since no script knows of databases: each way is walked once, and not each with each.
 */
export const journeys = [
  { dialect: 'sqlite', script: false },
  { dialect: 'postgres', script: true },
] as const

/** Where a database is, and how it goes away. */
export type Address = { readonly address: string; drop(): Promise<void> }

/** Where a new, empty database may be made, and how it goes away again. One that is `migrated` has this version's schema. */
export async function freshAddress(dialect: DialectName, migrated = false): Promise<Address> {
  if (dialect === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'folkmoot-test-'))
    const address = join(folder, 'folkmoot.sqlite')
    if (migrated) copyFileSync(inject('migrated').sqlite, address)
    return {
      address,
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    }
  }
  const server = inject('postgres')
  const name = `t_${randomBytes(6).toString('hex')}`
  await administer(
    server,
    `create database ${name}${migrated ? ` template ${inject('migrated').postgres}` : ''}`,
  )
  const address = new URL(server)
  address.pathname = `/${name}`
  return {
    address: address.href,
    drop: () => administer(server, `drop database if exists ${name} with (force)`),
  }
}

/** A migrated database of its own for one test; or the one at an address. */
export async function freshDb(
  dialect: DialectName,
  at?: Address,
): Promise<OpenDb & { at: Address; drop(): Promise<void> }> {
  const where = at ?? (await freshAddress(dialect, true))
  const open = openDb(where.address)
  // Nothing here survives the run, so the disk need not be waited for.
  open.sqlite?.handle.pragma('synchronous = OFF')
  await migrate(open)
  return {
    ...open,
    at: where,
    drop: async () => {
      await open.close()
      await where.drop()
    },
  }
}

/** A world on a fresh database or the one `at` an address, with a clock that stands still until it is set. */
export async function testWorld(
  dialect: DialectName,
  about: { now?: number; env?: Record<string, string>; at?: Address } = {},
) {
  const open = await freshDb(dialect, about.at)
  const clock = { now: about.now ?? Date.parse('2026-11-01T10:00:00Z') }
  const logged: [level: string, what: string, about: Record<string, unknown>][] = []
  const config: Config = readConfig({ FOLKMOOT_ORIGIN: 'http://localhost:4000', ...about.env })
  const world: World = {
    config,
    db: open.db,
    vault: openVault('a secret for tests that nobody else knows'),
    clock: () => clock.now,
    log: (level, what, more = {}) => void logged.push([level, what, more]),
    pulse: openPulse(open),
    client: openClient(config),
  }
  const close = async () => {
    await world.client.close()
    await open.drop()
  }
  return { world, clock, logged, open, close }
}

/** Tells a PostgreSQL server something that concerns a whole database. */
export async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
