import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, readConfig } from '../../src/config.ts'
import type { DialectName } from '../../src/db/dialect.ts'
import { openWorld } from '../../src/open.ts'
import type { World } from '../../src/world.ts'
import { freshAddress } from './db.ts'

/** Where a server keeps its data: a folder, and for PostgreSQL an empty database. */
export type Place = {
  readonly folder: string
  /** What its environment says of it; `more` goes over it. */
  env(more?: Record<string, string>): Record<string, string>
  config(more?: Record<string, string>): Config
  /** Opens its world, as a start of the server does, does something with it and closes it. */
  within<T>(work: (world: World) => Promise<T>, more?: Record<string, string>): Promise<T>
  drop(): Promise<void>
}

/** A new place in which nothing is yet. */
export async function freshPlace(dialect: DialectName, origin = 'http://localhost:3000'): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-place-'))
  const database = dialect === 'postgres' ? await freshAddress('postgres') : null
  const env = (more: Record<string, string> = {}) => ({
    FOLKMOOT_DATA: join(folder, 'data'),
    FOLKMOOT_ORIGIN: origin,
    ...(database ? { DATABASE_URL: database.address } : {}),
    ...more,
  })
  const config = (more?: Record<string, string>) => readConfig(env(more))
  return {
    folder,
    env,
    config,
    async within(work, more) {
      const { world, close } = await openWorld(config(more), () => {}, 'serve')
      try {
        return await work(world)
      } finally {
        await close()
      }
    },
    async drop() {
      await database?.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
