import { inTransaction } from '../db/index.ts'
import { instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import type { RecordKind } from './kinds.ts'
import { readAllAnew } from './store/peers.ts'
import { setSetting, setting } from './store/settings.ts'

/**
 * Has the logs of others read from their beginning where this version keeps a kind of record that the one before did not:
 * it read past them. What is here already is only compared.
 */
export async function readForNewKinds(world: World, kinds: readonly RecordKind<never>[]): Promise<void> {
  const known = JSON.parse((await setting(world.db, 'kinds')) ?? 'null') as string[] | null
  const terms = kinds.map(({ term }) => term).sort()
  if (known !== null && terms.every((term) => known.includes(term))) return
  await inTransaction(world.db, async (tx) => {
    if (known !== null) await readAllAnew(tx, instant(world.clock()))
    await setSetting(tx, 'kinds', JSON.stringify(terms))
  })
}
