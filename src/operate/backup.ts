import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { unreachable } from '../db/errors.ts'
import { type OpenDb, openDb } from '../db/index.ts'
import { keptSecret, openVault, secretFile } from '../db/secret.ts'
import { atOneMoment } from '../db/snapshot.ts'
import { setSetting, setting } from '../federation/store/settings.ts'
import { Refused } from '../lib/granted.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { software } from '../lib/software.ts'
import { DAY, instant } from '../lib/time.ts'
import { addressOf, fits, plainly, sealOf } from '../open.ts'
import { writeArchive } from './archive.ts'
import { type Outside, writeWhole } from './envelope.ts'
import type { Lock } from './lock.ts'

/** Under this name the database remembers when its last backup was made. */
export const backupKey = 'backup-made'

/** Under this name it remembers when it was restored (`at`), and of which moment the backup was (`of`). */
export const restoredKey = 'restored'

/** What a backup is made of, and where it goes: into a file, or into a folder under a name of its own. */
export type BackupOrder = {
  readonly to: { readonly file: string } | { readonly folder: string; readonly keep: number | null }
  /** What it is encrypted with, or null where it is not: then the secret is not in it. */
  readonly lock: Lock | null
}

/** A backup that was made. */
export type Made = Outside & {
  readonly file: string
  readonly rows: number
  /** Where the secret is kept, which the backup has not; null where it has. */
  readonly secretAt: string | null
  /** Older backups that were thrown away. */
  readonly thrown: readonly string[]
}

/**
 * Makes a backup of a server, running or not: everything in its database as it is at one moment, in one file. It is never
 * migrated for that, so what an older version left is backed up as it is.
 */
export async function makeBackup(config: Config, order: BackupOrder, now: number): Promise<Made | Refusal> {
  try {
    const open = openAsItIs(config)
    try {
      return await write(config, open, order, now)
    } finally {
      await open.close()
    }
  } catch (error) {
    if (error instanceof Refused) return refuse(error.message)
    throw unreachable(error) === null ? error : plainly(error, config)
  }
}

/** Opens the database of a server that is there, and changes nothing. @throws Refused where there is none */
export function openAsItIs(config: Config): OpenDb {
  const address = addressOf(config)
  if (!config.databaseUrl && !existsSync(address))
    throw new Refused(
      `There is no database ${address}. Say with FOLKMOOT_DATA or DATABASE_URL where this server keeps its data.`,
    )
  return openDb(address)
}

async function write(
  config: Config,
  open: OpenDb,
  { to, lock }: BackupOrder,
  now: number,
): Promise<Made | Refusal> {
  const made = instant(now)
  const secret = lock ? secretOf(config) : null
  return atOneMoment(open, async (snapshot) => {
    if (!snapshot.tables.some(({ name }) => name === 'settings'))
      return refuse('There is nothing in this database yet that could be backed up.')
    const origin = await setting(open.db, 'origin')
    const seal = await sealOf(open.db)
    if (origin === undefined) return refuse('This server was never started, so there is nothing to back up.')
    if (secret !== null && !fits(openVault(secret), seal))
      return refuse('The secret of this server is not the one its keys were sealed with; mend that first.')
    const head = {
      ...({ folkmoot: 'backup', form: 1 } as const),
      ...{ software: software.version, origin, made, steps: snapshot.steps, seal, secret },
    }
    const file = 'file' in to ? to.file : join(to.folder, nameOf(origin, made, lock !== null))
    if ('folder' in to) await makeFolder(to.folder)
    let rows = 0
    const counted = {
      ...snapshot,
      rows: async function* (table: Parameters<typeof snapshot.rows>[0]) {
        for await (const some of snapshot.rows(table)) {
          rows += some.length
          yield some
        }
      },
    }
    const outside = await writeWhole(file, writeArchive(head, counted), lock)
    await setSetting(open.db, backupKey, made)
    const thrown =
      'folder' in to && to.keep !== null
        ? await throwAway(to.folder, origin, to.keep, now).catch((error: NodeJS.ErrnoException) => {
            throw new Refused(
              `${file} was made, but older ones in ${to.folder} cannot be thrown away (${error.code}).`,
            )
          })
        : []
    return { file, ...outside, rows, thrown, secretAt: secret === null ? whereSecretIs(config) : null }
  })
}

/** @throws Refused where it cannot be read */
function secretOf(config: Config): string | null {
  try {
    return keptSecret(config)
  } catch (error) {
    throw new Refused((error as Error).message)
  }
}

/** Where the secret of a server is kept, in words. */
export const whereSecretIs = (config: Config): string =>
  config.secret ? 'the setting FOLKMOOT_SECRET' : `the file ${secretFile(config)}`

const ending = /^\d{4}-\d\d-\d\dT\d{6}Z\.backup(\.age)?$/
const start = (origin: string): string => `folkmoot-${new URL(origin).host.replaceAll(':', '-')}-`

/** As `folkmoot-hub.example-2026-11-26T031500Z.backup.age`: in a list, the order of names is that of time. */
const nameOf = (origin: string, made: string, sealed: boolean): string =>
  `${start(origin)}${made.slice(0, 19).replaceAll(':', '')}Z.backup${sealed ? '.age' : ''}`

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new Refused(`The folder ${folder} cannot be made (${error.code}).`)
  })
}

/** Throws all but the newest backups of this server out of a folder, and what was begun there long ago and never ended. */
async function throwAway(folder: string, origin: string, keep: number, now: number): Promise<string[]> {
  const names = await readdir(folder)
  const own = (name: string) =>
    name.startsWith(start(origin)) && ending.test(name.slice(start(origin).length))
  const old = names.filter(own).sort().reverse().slice(keep)
  for (const name of old) await rm(join(folder, name), { force: true })
  for (const name of names.filter((each) => each.startsWith(`.${start(origin)}`) && each.endsWith('.part'))) {
    const info = await stat(join(folder, name)).catch(() => null)
    if (info && now - info.mtimeMs > DAY) await rm(join(folder, name), { force: true })
  }
  return old
}
