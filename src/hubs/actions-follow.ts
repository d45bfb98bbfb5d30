import { fetchDocument } from '../federation/fetch.ts'
import { askToFollowActor, stopFollowing } from '../federation/follows.ts'
import { ownActorId } from '../federation/iri.ts'
import { lookUpHandle } from '../federation/lookup.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { holds, type Who } from '../lib/who.ts'
import type { World } from '../world.ts'

/** Follows another hub, by its handle (`@northend@hub.example`) or its address. Its records come by themselves once it has accepted. */
export async function followHub(
  world: World,
  who: Who,
  target: string,
): Promise<Refusal | { asked: string }> {
  if (!holds(who, 'organiser', 'operator')) return refuse(`${who.name} is not an organiser of this hub.`)
  const actor = await actorMeant(world, target)
  return isRefusal(actor) ? actor : askToFollowActor(world, who.hub, actor.actor)
}

/** Stops following a hub. What it published stays for a while as a copy, out of all figures. */
export async function unfollowHub(
  world: World,
  who: Who,
  target: string,
): Promise<Refusal | { ended: string }> {
  if (!holds(who, 'organiser', 'operator')) return refuse(`${who.name} is not an organiser of this hub.`)
  const actor = await actorMeant(world, target)
  return isRefusal(actor) ? actor : stopFollowing(world, who.hub, actor.actor)
}

/** The actor behind a handle, an actor's address, or the address of a hub's page. */
async function actorMeant(world: World, target: string): Promise<Refusal | { actor: string }> {
  if (!/^https?:\/\//.test(target)) return lookUpHandle(world, target)
  if (ownActorId(world, target)) return { actor: target }
  const answer = await fetchDocument(world, target)
  if ('found' in answer)
    return typeof answer.found.id === 'string' ? { actor: answer.found.id } : refuse(`${target} is no hub.`)
  // The page of a hub of our software stands at /hubs/ and its actor's id.
  const page = /^(https?:\/\/[^/]+)\/hubs\/([0-9a-f-]{36})\/?$/.exec(target)
  if (page) return { actor: `${page[1]}/actors/${page[2]}` }
  return refuse(
    `There is no hub at ${target}: ${'failed' in answer ? answer.failed : 'nothing is there'}. Its own page shows its handle, such as @northend@hub.example.`,
  )
}
