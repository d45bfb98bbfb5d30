import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Config } from '../config.ts'
import { foldIn } from '../db/dialect.ts'
import { isPassing } from '../db/errors.ts'
import { secretFile } from '../db/secret.ts'
import { Refused } from '../lib/granted.ts'
import { instant } from '../lib/time.ts'
import { addressOf } from '../open.ts'

/** What was moved aside: into which folder, and how to put it back. */
export type Aside = { readonly folder: string; undo(): Promise<void> }

/**
 * Moves the database out of the data folder, and the secret where it is told to, into a folder beside them; null where
 * there was nothing to move.
 * @throws Refused where something still uses the database: a server would go on writing into what was moved
 */
export async function moveAside(config: Config, secretToo: boolean, now: number): Promise<Aside | null> {
  const files = config.databaseUrl ? [] : ['', '-wal', '-shm'].map((end) => addressOf(config) + end)
  if (files[0] && existsSync(files[0])) mustBeAlone(config)
  if (secretToo && config.secret === null) files.push(secretFile(config))
  const there = files.filter((file) => existsSync(file))
  if (there.length === 0) return null
  const folder = join(config.data, `before-restore-${instant(now).slice(0, 19).replaceAll(':', '')}Z`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const file of there) await rename(file, join(folder, basename(file)))
  const undo = async () => {
    for (const file of there) await rename(join(folder, basename(file)), file)
  }
  return { folder, undo }
}

/**
 * Folds the write-ahead log of the database in, which only somebody who is alone with it can. What is damaged stays as it is.
 * @throws Refused where something uses it
 */
export function mustBeAlone(config: Config): void {
  const file = addressOf(config)
  try {
    foldIn(file)
  } catch (error) {
    if (isPassing(error))
      throw new Refused(`Something still uses ${file}. Stop the server first; nothing was changed.`)
  }
}
