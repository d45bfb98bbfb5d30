import { inTransaction, type Tx } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import type { World } from '../world.ts'
import { renewEpochs } from './store/changes.ts'
import { dropSetting, setSetting, setting } from './store/settings.ts'

/** Under this name the database says that its server keeps still, whatever the environment says. */
const stillKey = 'federation'

/**
 * Says to all who follow that this server was put back from a backup: its logs get a new epoch. They would find out by
 * the chain of the log as well; the epoch tells them, and whoever reads their own log of us, that it was meant.
 */
export async function noteRestore(world: World): Promise<void> {
  await inTransaction(world.db, (tx) => noteRestoreIn(tx, world.clock()))
  world.pulse.beat('public')
}

/** The same in a transaction of the caller’s. */
export const noteRestoreIn = (tx: Tx, now: number) => renewEpochs(tx, newId(now))

/** From the next start on the server tells others nothing and takes nothing in, or does both again. False where it was so already. */
export async function keepStill(db: World['db'] | Tx, still: boolean): Promise<boolean> {
  if (!still) return dropSetting(db, stillKey)
  if (await isStill(db)) return false
  await setSetting(db, stillKey, 'off')
  return true
}

/** Whether the server was told to keep still, as it is after a restore. */
export const isStill = async (db: World['db'] | Tx): Promise<boolean> =>
  (await setting(db, stillKey)) === 'off'
