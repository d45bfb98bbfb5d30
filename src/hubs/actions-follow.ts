import { fetchDocument } from '../federation/fetch.ts'
import { askToFollowActor, stopFollowing } from '../federation/follows.ts'
import { isOurs, ownActorId } from '../federation/iri.ts'
import { addressIn, isHandle, lookUpAddress, lookUpHandle, type NamedHub } from '../federation/lookup.ts'
import { followingOf } from '../federation/store/follows.ts'
import { followedByHandle } from '../federation/store/peers.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { holds, type Who } from '../lib/who.ts'
import type { World } from '../world.ts'

/**
 * Follows another hub, by its handle (`@northend@hub.example`), its address or its page’s, or by its server’s where that
 * has no other hub. Its records come by themselves once it has accepted.
 */
export async function followHub(
  world: World,
  who: Who,
  target: string,
): Promise<Refusal | { asked: string }> {
  if (!holds(who, 'organiser', 'operator')) return refuseWith('hubs.no.organiser', { name: who.name })
  const hub = await hubMeant(world, target)
  return isRefusal(hub) ? hub : askToFollowActor(world, who.hub, hub.actor)
}

/** Stops following a hub. What it published stays for a while as a copy, out of all figures. */
export async function unfollowHub(
  world: World,
  who: Who,
  target: string,
): Promise<Refusal | { ended: string }> {
  if (!holds(who, 'organiser', 'operator')) return refuseWith('hubs.no.organiser', { name: who.name })
  // Whom we follow we know, even where its server is gone.
  const known =
    (await followedByHandle(world.db, who.hub, target)) ?? (await followingOf(world.db, who.hub, target))
  const hub = known ?? (await hubMeant(world, target))
  return isRefusal(hub) ? hub : stopFollowing(world, who.hub, hub.actor)
}

/** The actor that somebody means by a handle or an address. */
async function hubMeant(world: World, target: string): Promise<Refusal | { actor: string }> {
  if (isHandle(target)) return lookUpHandle(world, target)
  const address = addressIn(target)
  if (address === null) return refuseWith('follow.no.shape', { target })
  if (ownActorId(world, address)) return { actor: address }
  const document = isOurs(world, address) ? null : await fetchDocument(world, address)
  if (document !== null && 'found' in document)
    return typeof document.found.id === 'string'
      ? { actor: document.found.id }
      : refuseWith('follow.no.no-hub', { target })
  const why = document !== null && 'failed' in document ? document.failed : null
  return hubBehind(world, address, why)
}

/** The one hub behind the address of a page or a server that is no actor itself; `why` says what went wrong where something did. */
async function hubBehind(
  world: World,
  address: string,
  why: string | null,
): Promise<Refusal | { actor: string }> {
  const { host, pathname } = new URL(address)
  const found = await lookUpAddress(world, address)
  const { actor, hubs } = isRefusal(found) ? { actor: null, hubs: [] } : found
  const [only, ...others] = hubs
  if (only !== undefined) return others.length === 0 ? { actor: only.actor } : whichOf(host, hubs)
  // At its bare address a server names itself, and a server is not to be followed.
  if (actor !== null && pathname !== '/') return { actor }
  return actor === null && why !== null
    ? refuseWith('follow.no.unread', { address, why })
    : refuseWith('follow.no.none-there', { address })
}

/** How many hubs of a server are named where somebody has to choose. */
const mostNamed = 20

function whichOf(host: string, hubs: readonly NamedHub[]): Refusal {
  const names = hubs.slice(0, mostNamed).map(({ actor, handle }) => handle ?? actor)
  const items = hubs.length > mostNamed ? [...names, '…'] : names
  return refuseWith('follow.no.several', { host, number: hubs.length, names: { items } })
}
