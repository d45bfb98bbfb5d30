import { fetchDocument } from '../federation/fetch.ts'
import { askToFollowActor, stopFollowing } from '../federation/follows.ts'
import { isOurs, ownActorId } from '../federation/iri.ts'
import { addressIn, isHandle, lookUpAddress, lookUpHandle, type NamedHub } from '../federation/lookup.ts'
import { followingOf } from '../federation/store/follows.ts'
import { followedByHandle } from '../federation/store/peers.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
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
  if (!holds(who, 'organiser', 'operator')) return refuse(`${who.name} is not an organiser of this hub.`)
  const hub = await hubMeant(world, target)
  return isRefusal(hub) ? hub : askToFollowActor(world, who.hub, hub.actor)
}

/** Stops following a hub. What it published stays for a while as a copy, out of all figures. */
export async function unfollowHub(
  world: World,
  who: Who,
  target: string,
): Promise<Refusal | { ended: string }> {
  if (!holds(who, 'organiser', 'operator')) return refuse(`${who.name} is not an organiser of this hub.`)
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
  if (address === null)
    return refuse(`“${target}” is neither a handle, such as @northend@hub.example, nor an address.`)
  if (ownActorId(world, address)) return { actor: address }
  const document = isOurs(world, address) ? null : await fetchDocument(world, address)
  if (document !== null && 'found' in document)
    return typeof document.found.id === 'string'
      ? { actor: document.found.id }
      : refuse(`${target} is no hub.`)
  const why = document !== null && 'failed' in document ? document.failed : 'nothing is there'
  return hubBehind(world, address, why)
}

/** The one hub behind the address of a page or a server that is no actor itself; `why` says why it is none. */
async function hubBehind(world: World, address: string, why: string): Promise<Refusal | { actor: string }> {
  const { host, pathname } = new URL(address)
  const found = await lookUpAddress(world, address)
  const { actor, hubs } = isRefusal(found) ? { actor: null, hubs: [] } : found
  const [only, ...others] = hubs
  if (only !== undefined) return others.length === 0 ? { actor: only.actor } : refuse(whichOf(host, hubs))
  // At its bare address a server names itself, and a server is not to be followed.
  if (actor !== null && pathname !== '/') return { actor }
  return refuse(
    `There is no hub at ${address}: ${actor === null ? why : 'the server names none'}. A hub’s own page shows its handle, such as @northend@hub.example.`,
  )
}

/** How many hubs of a server are named where somebody has to choose. */
const mostNamed = 20

function whichOf(host: string, hubs: readonly NamedHub[]): string {
  const names = hubs.slice(0, mostNamed).map(({ actor, handle }) => handle ?? actor)
  const more = hubs.length > mostNamed ? `, and ${hubs.length - mostNamed} more` : ''
  return `There are ${hubs.length} hubs at ${host}; name one of them by its handle: ${names.join(', ')}${more}.`
}
