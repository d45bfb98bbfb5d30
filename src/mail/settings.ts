import { inTransaction, type Tx } from '../db/index.ts'
import { makeDue } from '../federation/store/queue.ts'
import { dropSetting, setSetting, setting } from '../federation/store/settings.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import type { MailSettings } from './model.ts'
import { queueName, stateKey } from './names.ts'

/** The settings of mail that hold, and where they stand. The environment goes before the database. */
export type HeldSettings = {
  readonly settings: MailSettings
  readonly from: 'environment' | 'database'
  /** When and by whom they were kept in the database. */
  readonly kept: { readonly at: Instant; readonly by: string | null } | null
}

/** By which server mail goes, or null where none is set up. In a transaction hand that in. */
export async function mailSettings(
  { config, db, vault }: Pick<World, 'config' | 'db' | 'vault'>,
  at: World['db'] | Tx = db,
): Promise<HeldSettings | null> {
  if (config.mail) return { settings: config.mail, from: 'environment', kept: null }
  const sealed = await setting(at, key)
  if (sealed === undefined) return null
  const { settings, kept } = JSON.parse(vault.unseal(sealed)) as Kept
  return { settings, from: 'database', kept }
}

/** Keeps settings of mail in the database, sealed, in the place of whatever stood there; what waits is tried with them at once. */
export async function keepMailSettings(
  world: World,
  settings: MailSettings,
  by: string | null,
): Promise<Refusal | true> {
  if (world.config.mail) return goesBefore
  const kept: Kept = { settings, kept: { at: instant(world.clock()), by } }
  await change(world, (tx) => setSetting(tx, key, world.vault.seal(JSON.stringify(kept))))
  return true
}

/** Forgets the settings of mail. What waits goes on waiting for others, up to three days. */
export async function forgetMailSettings(world: World): Promise<Refusal | true> {
  if (world.config.mail) return goesBefore
  if (!(await mailSettings(world))) return refuseWith('mail.no.none')
  await change(world, (tx) => dropSetting(tx, key))
  return true
}

/** What is known of how mail goes was known of other settings. */
async function change(world: World, work: (tx: Tx) => Promise<unknown>): Promise<void> {
  await inTransaction(world.db, async (tx) => {
    await work(tx)
    await dropSetting(tx, stateKey)
    await makeDue(tx, queueName, instant(world.clock()))
  })
  world.pulse.beat(`queue ${queueName}`)
}

type Kept = { settings: MailSettings; kept: { at: Instant; by: string | null } }

const key = 'mail'

const goesBefore = refuseWith('mail.no.environment')
