import { join } from 'node:path'
import type { Config } from './config.ts'
import { meaningOf, unreachable } from './db/errors.ts'
import { type Db, type OpenDb, openDb } from './db/index.ts'
import { migrate, NewerSchema } from './db/migrate.ts'
import { openPulse } from './db/pulse.ts'
import { openVault, readSecret, type Vault } from './db/secret.ts'
import { isStill } from './federation/restored.ts'
import { anythingToForget } from './federation/store/adopt.ts'
import { claimSetting, setting } from './federation/store/settings.ts'
import { anyHub } from './hubs/store.ts'
import { isLoopbackHost } from './lib/url.ts'
import type { Client, Log, World } from './world.ts'

/** A start that must not be, for a reason said in one plain sentence. */
export class CannotStart extends Error {}

/** An open world, and what happened on the way to it. */
export type Opened = {
  readonly world: World
  readonly open: OpenDb
  /** Names of the migrations that were run. */
  readonly migrated: readonly string[]
  /** The trial's origin that this server had until now, or null where it kept its origin. */
  readonly movedFrom: string | null
  /** Whether it was told to keep still by more than its settings: after a restore, until somebody says otherwise. */
  readonly still: boolean
  close(): Promise<void>
}

/**
 * Opens the database, brings its schema up to date and builds the world. A server (`serve`) takes the origin it was told,
 * if it may; a command (`command`) takes the one the server has.
 * @throws CannotStart in one plain sentence
 */
export async function openWorld(config: Config, log: Log, as: 'serve' | 'command'): Promise<Opened> {
  let open: OpenDb | null = null
  try {
    open = openDb(addressOf(config))
    const migrated = await migrate(open)
    const stored = await storedOrigin(open, config)
    const still = await isStill(open.db)
    const told = as === 'serve' ? config : ofServer(config, stored)
    const known = { ...told, federation: told.federation && !still }
    const client = clientWhenNeeded(known)
    const world: World = {
      config: known,
      db: open.db,
      vault: openVault(readSecret(config)),
      clock: Date.now,
      log,
      pulse: openPulse(open),
      client,
    }
    await checkSecret(world)
    const movedFrom = as === 'serve' && (await takeOrigin(world, stored)) ? stored : null
    const { close } = open
    return { world, open, migrated, movedFrom, still, close: () => client.close().then(close) }
  } catch (error) {
    await open?.close().catch(() => {})
    if (error instanceof NewerSchema) throw new CannotStart(error.message)
    throw plainly(error, config)
  }
}

/** Where the database of a server is, as openDb takes it. */
export const addressOf = (config: Pick<Config, 'databaseUrl' | 'data'>): string =>
  config.databaseUrl ?? join(config.data, 'folkmoot.sqlite')

/** The origin this server has: the one it was first started with, or was moved to. */
async function storedOrigin({ db }: OpenDb, config: Config): Promise<string> {
  await claimSetting(db, 'origin', config.origin)
  return (await setting(db, 'origin'))!
}

/**
 * A command is often called without the settings of the server beside it, so it takes the server's origin. Only where it
 * was told a public one that is not the server's does it stop: somebody expects something that is not so.
 * @throws CannotStart
 */
function ofServer(config: Config, stored: string): Config {
  if (config.origin !== stored && !config.trial)
    throw new CannotStart(
      isLoopback(stored)
        ? `This server is still a trial at ${stored}. To move it to ${config.origin}, start it once with: folkmoot serve`
        : neverChanges(config.origin, stored),
    )
  const trial = isLoopback(stored)
  return { ...config, origin: stored, trial, privatePeers: trial }
}

/**
 * Moves the server to the origin it was told, where it has another: a trial may move, and so may a server without a hub,
 * of whom nobody can know. Another port alone moves a trial only while it has nothing to lose: a taken port is no reason
 * to give up what was published. True where it moved.
 * @throws CannotStart where it must not move
 */
async function takeOrigin(world: World, stored: string): Promise<boolean> {
  if (world.config.origin === stored) return false
  if (!isLoopback(stored) && (await anyHub(world.db)))
    throw new CannotStart(neverChanges(world.config.origin, stored))
  if (!world.config.originTold && (await anythingToForget(world.db)))
    throw new CannotStart(trialStays(world.config.origin, stored))
  const [{ adoptOrigin }, { slices }] = await Promise.all([import('./adopt.ts'), import('./slices.ts')])
  return adoptOrigin(world, slices, stored)
}

const neverChanges = (told: string, stored: string): string =>
  `This server is known to others as ${stored} and its address never changes, but FOLKMOOT_ORIGIN says ${told}. ` +
  `Set FOLKMOOT_ORIGIN=${stored}; to look at a copy of it without federating, set FOLKMOOT_FEDERATION=off as well.`

const trialStays = (told: string, stored: string): string =>
  `This trial is at ${stored}: start it with PORT=${new URL(stored).port || '80'}. ` +
  `At ${told} its issues would be drafts again and its followers gone; if it shall move there all the same, set FOLKMOOT_ORIGIN=${told}.`

/** @throws CannotStart where the secret is not the one that the keys in the database are sealed with */
async function checkSecret({ db, vault }: World): Promise<void> {
  await claimSetting(db, sealKey, vault.seal('folkmoot'))
  if (fits(vault, await sealOf(db))) return
  throw new CannotStart(
    'The secret of this server is not the one its keys were sealed with. Put back the file “secret” of the data folder, or FOLKMOOT_SECRET as it was.',
  )
}

const sealKey = 'secret-check'

/** A word sealed with the secret that a database belongs to, or null where it had none yet. */
export const sealOf = async (db: Db): Promise<string | null> => (await setting(db, sealKey)) ?? null

/** Whether a vault is of the secret that a word was sealed with; any is where there is no such word. */
export function fits(vault: Vault, seal: string | null): boolean {
  if (seal === null) return true
  try {
    vault.unseal(seal)
    return true
  } catch {
    return false
  }
}

/** Most commands reach no other server, and what reaches them takes long to load. */
function clientWhenNeeded(config: Config): Client {
  let opened: Promise<Client> | null = null
  const client = (): Promise<Client> => {
    opened ??= import('./federation/client.ts').then(({ openClient }) => openClient(config))
    return opened
  }
  return {
    get: async (...request) => (await client()).get(...request),
    post: async (...letter) => (await client()).post(...letter),
    close: async () => (await opened)?.close(),
  }
}

const isLoopback = (origin: string): boolean => isLoopbackHost(new URL(origin).hostname)

/** A database that cannot be had is the operator's matter and is said plainly, without the password in its address; any other error is given back. */
export function plainly(error: unknown, config: Config): unknown {
  const code = unreachable(error)
  if (code === null) return error
  const where = config.databaseUrl ? `at ${new URL(config.databaseUrl).host}` : `in ${config.data}`
  const why = meaningOf(code)
  return new CannotStart(`The database ${where} cannot be opened${why ? `: ${why}` : ''} (${code}).`)
}
