import { inTransaction } from '../db/index.ts'
import { keepActorDocument } from '../federation/actors.ts'
import { keepKeys, newKeys } from '../federation/keys.ts'
import { keysOfActor, retireKeys } from '../federation/store/keys.ts'
import { recordNews } from '../federation/store/outbox.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { holds, type Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { hubById } from './store.ts'
import { renderHub } from './wire.ts'

/**
 * Gives a hub new keys. The old ones never sign again, but stay in its public key history, so that what they once proved
 * can still be judged. Followers are told with the new key, which they fetch from the hub itself.
 */
export async function renewKeys(world: World, who: Who): Promise<Refusal | { renewed: string }> {
  if (!holds(who, 'operator')) return refuseWith('hubs.no.operator', { name: who.name })
  const hub = await hubById(world, who.hub)
  if (!hub) return refuseWith('hubs.no.such')
  const keys = await newKeys(world)
  const now = instant(world.clock())
  await inTransaction(world.db, async (tx) => {
    const generation = (await keysOfActor(tx, hub.id)).length / 2 + 1
    await retireKeys(tx, hub.id, now)
    await keepKeys(tx, hub.id, hub.id, keys, now, generation)
    await keepActorDocument(tx, hub.id, await renderHub({ ...world, db: tx }, hub), now)
    await recordNews(tx, {
      hub_id: hub.id,
      actor_id: hub.id,
      news: 'actor.changed',
      subject: hub.id,
      happened: now,
    })
  })
  world.pulse.beat('news', 'public')
  return { renewed: hub.actor }
}
