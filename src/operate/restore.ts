import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { migrations } from '../../migrations/index.ts'
import type { Config } from '../config.ts'
import { meaningOf, unreachable } from '../db/errors.ts'
import { type OpenDb, openDb, type Tx } from '../db/index.ts'
import { type Filling, isEmpty, refill } from '../db/refill.ts'
import { madeKey, progressKey } from '../db/search.ts'
import { keptSecret, openVault, secretFile, writeSecret } from '../db/secret.ts'
import { keepStill, noteRestoreIn } from '../federation/restored.ts'
import { dropSetting, setSetting } from '../federation/store/settings.ts'
import { Refused } from '../lib/granted.ts'
import { newToken } from '../lib/id.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { isLoopbackHost } from '../lib/url.ts'
import { addressOf, fits } from '../open.ts'
import { type Head, type Piece, readArchive } from './archive.ts'
import { moveAside, mustBeAlone } from './aside.ts'
import { backupKey, restoredKey, whereSecretIs } from './backup.ts'
import { openTally } from './contents.ts'
import { keepName, readWhole } from './envelope.ts'
import type { Key } from './lock.ts'

/** What was restored. */
export type Restored = Pick<Head, 'origin' | 'made'> & {
  readonly hubs: readonly string[]
  readonly people: number
  readonly records: number
  readonly copies: number
  readonly rows: number
  /** Where the secret of the backup was put, or null where the one kept here is it. */
  readonly secretTo: string | null
  /** Where what stood here before was moved, or null where nothing did. */
  readonly aside: string | null
}

/**
 * Puts a backup into an empty place: everything or nothing. The server it makes keeps still until it is told otherwise, and
 * its logs of changes have a new epoch. `replace` first moves a database in a file aside, once the new one is whole.
 */
export async function restore(
  config: Config,
  file: string,
  { key, replace, now }: { key: Key | null; replace: boolean; now: number },
): Promise<Restored | Refusal> {
  try {
    const pieces = readArchive(readWhole(file, key), file)
    const first = (await pieces.next()).value as Piece
    if (!('head' in first)) throw new Error('a backup began without its head')
    const { head } = first
    checkHead(config, head, file)
    const secret = secretFor(config, head, file, replace)
    const place = config.databaseUrl ? onServer : inFile
    const done = await place(config, replace, secret, now, (open) => fill(open, head, pieces, now))
    const { origin, made } = head
    return { origin, made, ...done, secretTo: secret === null ? null : secretFile(config) }
  } catch (error) {
    if (error instanceof Refused) return refuse(error.message)
    const code = unreachable(error)
    if (code === null) throw error
    return refuse(`Nothing was restored: ${meaningOf(code) ?? 'the database cannot be had'} (${code}).`)
  }
}

/** @throws Refused where this version cannot read it, or the server would not start with it */
function checkHead(config: Config, { steps, software, origin }: Head, file: string): void {
  const known = Object.keys(migrations)
  const strange = steps.find((step, at) => step !== known[at])
  if (strange !== undefined)
    throw new Refused(
      `${file} was made by a newer Folkmoot (${software}: it knows the step “${strange}”, which this version does not). Restore it with that version.`,
    )
  if (config.originTold && config.origin !== origin && !isLoopbackHost(new URL(origin).hostname))
    throw new Refused(
      `${file} is of ${origin}, and a server’s address never changes, but FOLKMOOT_ORIGIN says ${config.origin}. Set FOLKMOOT_ORIGIN=${origin}.`,
    )
}

/** The secret that is to be put in its file, or null where the right one is kept here. @throws Refused where there is none that fits */
function secretFor(config: Config, head: Head, file: string, replace: boolean): string | null {
  const at = whereSecretIs(config)
  const inFile = config.secret === null
  const kept = !inFile || existsSync(secretFile(config)) ? keptSecret(config) : null
  if (kept !== null && fits(openVault(kept), head.seal)) return null
  // Nothing was ever sealed there, so that any secret will do.
  if (kept === null && head.seal === null) return head.secret
  if (head.secret === null)
    throw new Refused(
      kept === null
        ? `The secret is not in ${file}, and without it what is sealed there cannot be opened. Put the secret of that server into ${at}, and try again.`
        : `The secret in ${at} is not the one that ${file} needs. Put the secret of that server there, and try again.`,
    )
  if (!fits(openVault(head.secret), head.seal))
    throw new Refused(`The secret in ${file} does not open what is sealed there.`)
  if (kept === null || (replace && inFile && !config.secretFile)) return head.secret
  throw new Refused(
    `The secret in ${at} is another than the one in ${file}. ` +
      (inFile && !config.secretFile
        ? 'Move it away, or say --replace, and it is moved aside.'
        : 'Take it away.'),
  )
}

type Tally = Pick<Restored, 'hubs' | 'people' | 'records' | 'copies' | 'rows'>
type Place = (
  config: Config,
  replace: boolean,
  secret: string | null,
  now: number,
  fill: (open: OpenDb) => Promise<Tally>,
) => Promise<Tally & { aside: string | null }>

/** Fills a file beside, and gives it its name when it is whole. */
const inFile: Place = async (config, replace, secret, now, fillIt) => {
  const address = addressOf(config)
  if (existsSync(address) && !replace)
    throw new Refused(
      `There is a database already: ${address}. Restore into an empty data folder, or say --replace, and what is there is moved aside.`,
    )
  // Said before anything is filled, and asked once more before anything is moved.
  if (existsSync(address)) mustBeAlone(config)
  await mkdir(dirname(address), { recursive: true })
  const beside = `${address}.restoring-${newToken().slice(0, 8)}`
  try {
    const open = openDb(beside)
    const tally = await fillIt(open).finally(() => open.close())
    const aside = await moveAside(config, secret !== null, now)
    try {
      if (secret !== null) writeSecret(secretFile(config), secret)
      await rename(beside, address)
    } catch (error) {
      await aside?.undo()
      throw error
    }
    await keepName(dirname(address))
    return { ...tally, aside: aside?.folder ?? null }
  } finally {
    for (const end of ['', '-wal', '-shm']) await rm(beside + end, { force: true })
  }
}

/** Fills a database on a server, in one transaction. */
const onServer: Place = async (config, _replace, secret, now, fillIt) => {
  const open = openDb(addressOf(config))
  try {
    if (!(await isEmpty(open)))
      throw new Refused(
        `The database at ${new URL(config.databaseUrl!).host}${new URL(config.databaseUrl!).pathname} is not empty. ` +
          'Make a new one, as with: createdb folkmoot_restored. Name it in DATABASE_URL; the old one stays as it is.',
      )
    const aside = secret === null ? null : await moveAside(config, true, now)
    // The secret first: what is filled and cannot be opened would be in the way of another try.
    if (secret !== null) writeSecret(secretFile(config), secret)
    try {
      return { ...(await fillIt(open)), aside: aside?.folder ?? null }
    } catch (error) {
      if (secret !== null) await rm(secretFile(config), { force: true })
      await aside?.undo()
      throw error
    }
  } finally {
    await open.close()
  }
}

/** Puts every row where it belongs, and says what follows from a restore; commits only what came to its end. */
async function fill(open: OpenDb, head: Head, pieces: AsyncIterable<Piece>, now: number): Promise<Tally> {
  const tally = openTally()
  await refill(
    open,
    head.steps,
    async (filling) => {
      for await (const piece of pieces) {
        if ('part' in piece) await begin(filling, piece.part)
        if ('rows' in piece) {
          await filling.put(piece.of, piece.rows)
          tally.count(piece.of, piece.rows)
        }
      }
    },
    (tx) => noteWhatFollows(tx, head, now),
  )
  return tally.counts()
}

async function begin(
  filling: Filling,
  part: { name: string; columns: readonly string[]; last: number | null },
) {
  const own = filling.columnsOf(part.name)
  if (!own || own.length !== part.columns.length || !part.columns.every((column) => own.includes(column)))
    throw new Refused(`The table “${part.name}” in this backup is not as its version of Folkmoot makes it.`)
  if (part.last !== null) await filling.goOnAfter(part.name, part.last)
}

async function noteWhatFollows(tx: Tx, { made }: Head, now: number): Promise<void> {
  await keepStill(tx, true)
  await noteRestoreIn(tx, now)
  await dropSetting(tx, backupKey)
  // The index of words is in no backup: the server makes it anew once it runs.
  for (const key of [madeKey, progressKey]) await dropSetting(tx, key)
  await setSetting(tx, restoredKey, JSON.stringify({ at: instant(now), of: made }))
}
