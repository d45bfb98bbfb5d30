import { migrations } from '../../migrations/index.ts'
import { BadConfig, type Config } from '../config.ts'
import { meaningOf, unreachable } from '../db/errors.ts'
import type { OpenDb } from '../db/index.ts'
import { stepsDone } from '../db/migrate.ts'
import { openPulse } from '../db/pulse.ts'
import { keptSecret, openVault } from '../db/secret.ts'
import { openClient } from '../federation/client.ts'
import { addressesOf, certificateOf } from '../federation/own-address.ts'
import { isStill } from '../federation/restored.ts'
import { setting } from '../federation/store/settings.ts'
import { Refused } from '../lib/granted.ts'
import { isLoopbackHost } from '../lib/url.ts'
import type { Log, World } from '../world.ts'
import { openAsItIs } from './backup.ts'
import { address, certificate, clock, handles, here } from './check-outside.ts'
import { backups, database, disk, folder, placeOf, secret } from './check-place.ts'
import { proxy } from './check-proxy.ts'
import { hubs, mail, others, queues } from './check-work.ts'
import { broken, type Check, type Finding, type Found, good, type Patient } from './finding.ts'

/** Everything that the doctor looks at, in the order in which it is said. Whoever has one more thing to look at puts it here. */
export const checks: readonly Check[] = [
  folder,
  disk,
  database,
  secret,
  backups,
  hubs,
  queues,
  mail,
  others,
  here,
  address,
  certificate,
  proxy,
  handles,
  clock,
]

/**
 * Looks a server over: its settings, its place, its database, and how it is seen from outside. Nothing is changed and nothing
 * migrated. `read` reads the settings, and throws where they cannot be used.
 */
export async function examine(read: () => Config, log: Log): Promise<Finding[]> {
  let config: Config
  try {
    config = read()
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error
    return error.complaints.map((says) => ({
      about: 'Settings',
      ...broken(says, 'Put it right; the server does not start before.'),
    }))
  }
  const opened = await openDatabase(config)
  if (!('open' in opened)) return [{ about: 'Settings', ...good('They can all be used.') }, opened]
  const { open } = opened
  try {
    const patient = await patientOf(config, open, log)
    try {
      return [...(await settingsOf(patient)), ...(await examineAll(patient))]
    } finally {
      await patient.world.client.close()
    }
  } finally {
    await open.close()
  }
}

/** All findings about a patient; what a check cannot look at is a finding too. */
export async function examineAll(patient: Patient, list = checks): Promise<Finding[]> {
  const all: Finding[] = []
  for (const { about, look } of list)
    try {
      all.push(...(await look(patient)).map((found) => ({ about, ...found })))
    } catch (error) {
      const why = (error as Error).message
      all.push({
        about,
        ...broken(`It could not be looked at: ${why}.`, 'Mend what the other findings say, and try again.'),
      })
    }
  return all
}

async function openDatabase(config: Config): Promise<{ open: OpenDb } | Finding> {
  const about = 'Database'
  const todo = 'Call the doctor with the settings of the server, FOLKMOOT_DATA or DATABASE_URL above all.'
  let open: OpenDb | null = null
  try {
    open = openAsItIs(config)
    const done = await stepsDone(open.db)
    if (done.length > 0 && (await setting(open.db, 'origin')) !== undefined) {
      const strange = done.find((name) => !(name in migrations))
      if (strange === undefined) return { open }
      await open.close()
      return {
        about,
        ...broken(
          `It was last used by a newer Folkmoot (it knows the step “${strange}”).`,
          'Run that version again, or restore a backup from before it into an empty place.',
        ),
      }
    }
    await open.close()
    return {
      about,
      ...broken(`There is nothing in ${placeOf({ config })} yet.`, `Start the server once. ${todo}`),
    }
  } catch (error) {
    await open?.close().catch(() => {})
    if (error instanceof Refused) return { about, ...broken(error.message, `Start the server once. ${todo}`) }
    const code = unreachable(error)
    if (code === null) throw error
    const why = meaningOf(code) ?? 'it cannot be had'
    return {
      about,
      ...(config.databaseUrl
        ? broken(
            `The one at ${placeOf({ config })} does not answer: ${why} (${code}).`,
            `See whether it runs. ${todo}`,
          )
        : broken(
            `${placeOf({ config })} cannot be read: ${why} (${code}).`,
            'Where it is damaged, restore the last backup: folkmoot restore FILE --replace. Else see whose file it is.',
          )),
    }
  }
}

/** A world over the database as it is, with the address that the server has. */
async function patientOf(config: Config, open: OpenDb, log: Log): Promise<Patient> {
  const origin = (await setting(open.db, 'origin'))!
  const still = await isStill(open.db)
  const trial = isLoopbackHost(new URL(origin).hostname)
  const known = { ...config, origin, trial, privatePeers: trial, federation: config.federation && !still }
  const world: World = {
    config: known,
    db: open.db,
    // Where there is none that can be read, the check of the secret says so.
    vault: openVault(secretOrNothing(config)),
    clock: Date.now,
    log,
    pulse: openPulse(open),
    client: openClient(known),
  }
  return { config, open, world, still, outside: { addressesOf, certificateOf } }
}

function secretOrNothing(config: Config): string {
  try {
    return keptSecret(config) ?? ''
  } catch {
    return ''
  }
}

async function settingsOf({ config, world }: Patient): Promise<Finding[]> {
  const { origin, trial } = world.config
  if (!config.originTold || config.origin === origin)
    return [{ about: 'Settings', ...good('They can all be used.') }]
  const found: Found = trial
    ? broken(
        `FOLKMOOT_ORIGIN says ${config.origin}, and the server is still a trial at ${origin}.`,
        'Start it once with that setting, and it moves there: what is public becomes a draft again.',
      )
    : broken(
        `FOLKMOOT_ORIGIN says ${config.origin}, and others know this server as ${origin}, which never changes.`,
        `Set FOLKMOOT_ORIGIN=${origin}.`,
      )
  return [{ about: 'Settings', ...found }]
}
