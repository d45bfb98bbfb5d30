import { inTransaction } from './db/index.ts'
import { createActorIn, keepActorDocument } from './federation/actors.ts'
import { type NewKeys, newKeys } from './federation/keys.ts'
import {
  closeActorIn,
  forgetAllIn,
  freeHandlesIn,
  movePolicyIn,
  removeActorsIn,
} from './federation/store/adopt.ts'
import { swapSetting } from './federation/store/settings.ts'
import { allHubs, copyHubsIn, everyHub, removeHubsIn } from './hubs/store.ts'
import { renderHub } from './hubs/wire.ts'
import { newId } from './lib/id.ts'
import { type Instant, instant } from './lib/time.ts'
import { forgetAllMailsIn } from './mail/store.ts'
import type { Slice } from './slice.ts'
import type { World } from './world.ts'

/**
 * Moves this server from a trial's origin to the one in its configuration. Every id that was ever published had the old
 * origin in it, so all that was public begins anew: hubs keep handle, people and drafts, and get new ids and keys; their
 * records are drafts again; whom they follow, who follows them and the copies of others' records are gone.
 * One transaction; false where another process has moved it meanwhile.
 */
export async function adoptOrigin(world: World, slices: readonly Slice[], from: string): Promise<boolean> {
  const hubs = await everyHub(world.db)
  const ids = new Map<string, string>()
  const actors: (Awaited<ReturnType<typeof everyHub>>[number] & { keys: NewKeys })[] = []
  for (const hub of hubs) {
    ids.set(hub.id, newId(world.clock()))
    actors.push({ ...hub, keys: await newKeys(world) })
  }

  const server = { id: newId(world.clock()), keys: await newKeys(world) }

  const moved = await inTransaction(world.db, async (tx) => {
    if (!(await swapSetting(tx, 'origin', from, world.config.origin))) return false
    await forgetAllIn(tx)
    await forgetAllMailsIn(tx)
    await freeHandlesIn(tx)
    for (const { id: old, handle, created, closed, keys } of actors) {
      const id = ids.get(old)!
      await createActorIn(tx, { id, kind: 'hub', hub_id: id, handle, created, keys })
      if (closed) await closeActorIn(tx, id, closed)
      await movePolicyIn(tx, old, id)
    }
    const created = instant(world.clock())
    await createActorIn(tx, { ...server, kind: 'server', hub_id: null, handle: 'server', created })
    await copyHubsIn(tx, ids)
    const iris = new Map<string, string>()
    for (const slice of slices) await slice.adopt?.(tx, world, ids, iris)
    await removeHubsIn(tx, [...ids.keys()])
    await removeActorsIn(tx, [server.id, ...ids.values()])
    // The documents are made inside, so that no hub ever stands without one.
    const inside = { ...world, db: tx }
    for (const hub of await allHubs(inside))
      await keepActorDocument(tx, hub.id, await renderHub(inside, hub), hub.changed as Instant)
    return true
  })
  if (moved) world.log('warning', 'the server has another origin now', { from, to: world.config.origin })
  world.pulse.beat()
  return moved
}
