import { inTransaction } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import type { World } from '../world.ts'
import { renewEpochs } from './store/changes.ts'

/**
 * Says to all who follow that this server was put back from a backup: its logs get a new epoch. They would find out by
 * the chain of the log as well; the epoch tells them, and whoever reads their own log of us, that it was meant.
 */
export async function noteRestore(world: World): Promise<void> {
  await inTransaction(world.db, (tx) => renewEpochs(tx, newId(world.clock())))
  world.pulse.beat('public')
}
