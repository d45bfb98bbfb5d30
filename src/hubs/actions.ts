import { inTransaction, type Tx } from '../db/index.ts'
import { createActorIn, keepActorDocument } from '../federation/actors.ts'
import { type NewKeys, newKeys } from '../federation/keys.ts'
import { actorByHandle, hideFollowersIn } from '../federation/store/actors.ts'
import { recordNews } from '../federation/store/outbox.ts'
import { complaintsOf } from '../lib/complaints.ts'
import { newId } from '../lib/id.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { type Instant, instant, laterThan } from '../lib/time.ts'
import { holds, type Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { fieldNames, type Hub, NewHub, reservedHandles } from './model.ts'
import { allHubs, hubById, insertHubIn, updateHubIn } from './store.ts'
import { renderHub } from './wire.ts'

/** A refusal that concerns one field of a form. */
export type FieldRefusal = Refusal & { readonly field: string }

/** A hub that may be founded, with an id and keys of its own; nothing of it is stored yet. */
export type PreparedHub = { readonly id: string; readonly hub: NewHub; readonly keys: NewKeys }

/** What a hub may say of itself anew. Its handle and address stay for good: others know it by them. */
export type HubChanges = Partial<Omit<NewHub, 'handle'>>

/** Looks whether a hub can be founded under this handle, and makes its keys, which takes too long for a transaction. */
export async function prepareHub(
  world: World,
  hub: NewHub,
  id = newId(world.clock()),
): Promise<PreparedHub | FieldRefusal> {
  if (reservedHandles.includes(hub.handle))
    return { field: 'handle', ...refuseWith('hubs.no.reserved', { handle: hub.handle }) }
  if (await actorByHandle(world.db, hub.handle)) return handleTaken(hub.handle)
  return { id, hub, keys: await newKeys(world) }
}

/** The refusal of a handle that somebody on this server has or had. */
export const handleTaken = (handle: string): FieldRefusal => ({
  field: 'handle',
  ...refuseWith('hubs.no.taken', { handle }),
})

/**
 * Founds a prepared hub in the caller's transaction: actor, keys, an empty log of changes, the hub, its document.
 * @throws a unique violation where the handle was taken meanwhile (isUniqueViolation)
 */
export async function foundHubIn(tx: Tx, world: World, { id, hub, keys }: PreparedHub): Promise<Hub> {
  const created = instant(world.clock())
  await createActorIn(tx, { id, kind: 'hub', hub_id: id, handle: hub.handle, created, keys })
  await insertHubIn(tx, id, hub, created)
  await hideFollowersIn(tx, id, hub.followersHidden)
  const founded = (await hubById(world, id, tx))!
  await keepActorDocument(tx, id, await renderHub({ ...world, db: tx }, founded), created)
  return founded
}

/**
 * Changes what a hub says of itself. Whoever follows it is told, where it is something that they see. `seen` is when it had
 * last been changed as whoever changes it saw it; `also` is done in the same transaction.
 */
export async function changeHub(
  world: World,
  who: Who,
  id: string,
  changes: HubChanges,
  { seen, also }: { seen?: string; also?: (tx: Tx, at: Instant) => Promise<unknown> } = {},
): Promise<Hub | Refusal | FieldRefusal> {
  if (!holds(who, 'operator') && !(who.hub === id && holds(who, 'organiser')))
    return refuseWith('hubs.no.organiser-or-operator', { name: who.name })
  const hub = await hubById(world, id)
  if (!hub) return refuseWith('hubs.no.such')
  const read = NewHub.safeParse({ ...hub, ...changes, handle: hub.handle })
  if (!read.success) return firstComplaint(complaintsOf(read.error, fieldNames))

  const changed = laterThan(hub.changed as Instant, world.clock())
  const answer = await inTransaction(world.db, async (tx) => {
    const inside = { ...world, db: tx }
    if (!(await updateHubIn(tx, id, read.data, { before: seen ?? hub.changed, changed }))) return meanwhile
    await hideFollowersIn(tx, id, read.data.followersHidden)
    const after = (await hubById(world, id, tx))!
    await keepActorDocument(tx, id, await renderHub(inside, after), changed)
    const shown = async (of: Hub) => JSON.stringify(await renderHub(inside, { ...of, changed }))
    if ((await shown(hub)) !== (await shown(after)))
      await recordNews(tx, {
        hub_id: id,
        actor_id: id,
        news: 'actor.changed',
        subject: id,
        happened: changed,
      })
    await also?.(tx, changed)
    return after
  })
  world.pulse.beat('news', 'public')
  return answer
}

/** The refusal of a change by whoever had not seen the last one. */
export const meanwhile: Refusal = refuseWith('hubs.no.meanwhile')

/** Makes every hub's document anew where this version would write it otherwise; at every start, since the software may be new. */
export async function refreshHubs(world: World): Promise<void> {
  for (const hub of await allHubs(world)) {
    const document = await renderHub(world, hub)
    await inTransaction(world.db, async (tx) => {
      await keepActorDocument(tx, hub.id, document, hub.changed as Instant)
      await hideFollowersIn(tx, hub.id, hub.followersHidden)
    })
  }
}

function firstComplaint(complaints: Record<string, Refusal>): FieldRefusal {
  const [field, refusal] = Object.entries(complaints)[0]!
  return { field, ...refusal }
}
