import type { World } from '../world.ts'

/** Where an actor of ours lives. Ids never change, whatever its handle. */
export const actorIri = (world: World, actorId: string): string => `${world.config.origin}/actors/${actorId}`

/** The id in an actor's address of ours, or null where it is none. */
export function ownActorId(world: World, iri: string): string | null {
  const path = `${world.config.origin}/actors/`
  const id = iri.startsWith(path) ? iri.slice(path.length) : ''
  return /^[0-9a-f-]{36}$/.test(id) ? id : null
}

/** Where a server's shared inbox is. */
export const sharedInbox = (world: World): string => `${world.config.origin}/inbox`

/** Whether an address is on this very server. */
export const isOurs = (world: World, iri: string): boolean =>
  URL.canParse(iri) && new URL(iri).origin === world.config.origin

/** Everybody, as ActivityPub says it; always in full, since some servers do not know the short form. */
export const everybody = 'https://www.w3.org/ns/activitystreams#Public'

/** The media type of ActivityPub documents as we serve and ask for them. */
export const activityJson = 'application/activity+json'
