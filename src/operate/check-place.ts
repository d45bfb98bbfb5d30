import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { migrations } from '../../migrations/index.ts'
import type { Config } from '../config.ts'
import { healthOf, sizeOf } from '../db/health.ts'
import { stepsDone } from '../db/migrate.ts'
import { keptSecret, openVault, secretFile } from '../db/secret.ts'
import { setting } from '../federation/store/settings.ts'
import { DAY } from '../lib/time.ts'
import { addressOf, fits, sealOf } from '../open.ts'
import { backupKey } from './backup.ts'
import { broken, type Check, type Found, good, look, type Patient } from './finding.ts'
import { sizeInWords, timeInWords } from './words.ts'

/** Room on the disk below which something is soon going to fail, and below which somebody should look, in bytes. */
const [tooLittle, little] = [200e6, 1e9]

/** The data folder: whether it is there, who may write, and whose its files are. */
export const folder: Check = {
  about: 'Data folder',
  look: async ({ config }) => lookAtFolder(config),
}

function lookAtFolder(config: Config): Found[] {
  const data = resolve(config.data)
  try {
    accessSync(data, constants.W_OK | constants.X_OK)
  } catch {
    return [
      broken(
        `This user may not write in ${data}.`,
        'Run the doctor as the user that the server runs as, or give that user the folder: chown -R folkmoot: FOLDER.',
      ),
    ]
  }
  const files = [addressOf(config), `${addressOf(config)}-wal`, `${addressOf(config)}-shm`].filter(
    (file) => config.databaseUrl === null && existsSync(file),
  )
  const secret = secretFile(config)
  if (config.secret === null && existsSync(secret)) files.push(secret)
  const owner = statSync(data).uid
  const strange = files.filter((file) => statSync(file).uid !== owner)
  if (strange.length > 0)
    return [
      broken(
        `${strange.join(' and ')} ${strange.length === 1 ? 'belongs' : 'belong'} to another user than the folder, so that the server may not be able to write there.`,
        `Give ${strange.length === 1 ? 'it' : 'them'} to the user of the server (chown --reference=${data} ${strange.join(' ')}), and run commands as that user.`,
      ),
    ]
  return [good(`${data} can be written to.`)]
}

/** How much room there is for the data, and for a copy of them, as a migration makes one. */
export const disk: Check = {
  about: 'Disk',
  async look({ config, open }) {
    const { bavail, bsize } = await statfs(config.data)
    const free = bavail * bsize
    const bytes = open.sqlite ? await sizeOf(open) : 0
    const says = `There are ${sizeInWords(free)} free where the data are`
    const todo =
      'Make room: old logs, old backups, packages that nobody needs (apt clean, docker image prune).'
    if (free < tooLittle) return [broken(`${says}: it will soon fail.`, todo)]
    if (free < Math.max(little, 2 * bytes))
      return [
        look(`${says}, and a new version may want to copy the ${sizeInWords(bytes)} of the database.`, todo),
      ]
    return [good(`${says}.`)]
  },
}

/** The database: whether it is in order, and whether its schema is this version’s. */
export const database: Check = {
  about: 'Database',
  async look({ open }) {
    const { name, wrong } = await healthOf(open)
    const found = wrong.map(({ says, todo }) => broken(says, todo))
    const missing = Object.keys(migrations).length - (await stepsDone(open.db)).length
    if (missing > 0)
      found.push(
        look(
          `Its schema is ${missing} ${missing === 1 ? 'step' : 'steps'} older than this version.`,
          'Make a backup, and start the server: it takes them then.',
        ),
      )
    return found.length > 0
      ? found
      : [good(`${name}, ${sizeInWords(await sizeOf(open))}; it is in order and has this version’s schema.`)]
  },
}

/** The secret: whether it is the right one, and whether only its owner can read it. */
export const secret: Check = {
  about: 'Secret',
  async look({ config, open }) {
    const kept = readable(config)
    if (typeof kept === 'object' && kept !== null) return [kept]
    const seal = await sealOf(open.db)
    const at = config.secret ? 'FOLKMOOT_SECRET' : secretFile(config)
    if (kept === null)
      return [
        seal === null
          ? look('There is none yet.', 'It is made when the server is first started.')
          : broken(
              `There is none in ${at}, and what is sealed cannot be opened.`,
              'Put it back: from another copy, or out of an encrypted backup.',
            ),
      ]
    if (!fits(openVault(kept), seal))
      return [
        broken(
          `The one in ${at} is not the one that the keys were sealed with.`,
          'Put the right one back, from another copy or out of an encrypted backup; without it the server does not start.',
        ),
      ]
    if (!config.secret && (statSync(at).mode & 0o077) !== 0)
      return [look(`Others on this machine may read ${at}.`, `Take that away: chmod 600 ${at}`)]
    return [good('It opens what is sealed with it.')]
  },
}

/** The secret as it is kept, or what is to be said where it cannot be read. */
function readable(config: Config): string | null | Found {
  try {
    return keptSecret(config)
  } catch (error) {
    return broken(
      (error as Error).message,
      'Put it in its place, and give it to the user of the server; or call the doctor as that user.',
    )
  }
}

/** How old the last backup is that this server knows of. */
export const backups: Check = {
  about: 'Backup',
  async look({ world }) {
    const made = await setting(world.db, backupKey)
    const todo =
      'Make one now (folkmoot backup --encrypt) and let one be made every night: see docs/operating.md.'
    if (made === undefined) return [look('None was ever made of this database.', todo)]
    const age = world.clock() - Date.parse(made)
    return [
      age > 2 * DAY
        ? look(`The last one is ${timeInWords(age)} old.`, `Find out why there was none since. ${todo}`)
        : good(`The last one is ${timeInWords(age)} old.`),
    ]
  },
}

/** Where a server leaves its data, for sentences before anything is open. */
export const placeOf = ({ config }: Pick<Patient, 'config'>): string =>
  config.databaseUrl ? new URL(config.databaseUrl).host : join(resolve(config.data), 'folkmoot.sqlite')
