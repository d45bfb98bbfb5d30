import type { Json } from '../lib/json.ts'
import { software } from '../lib/software.ts'
import type { World } from '../world.ts'
import { namespace } from './context.ts'
import { activityJson, actorIri } from './iri.ts'
import { type ActorRow, actorByHandle, actorById, allActors, serverActor } from './store/actors.ts'

/** The relation in which a hub stands to its server, where WebFinger tells of the host. */
export const hubRelation = `${namespace}hubs`
/** The property under which a link says an actor's handle without its @, named as in FEP-2c59. */
export const handleProperty = 'https://purl.archive.org/socialweb/webfinger#webfinger'

/**
 * WebFinger (RFC 7033): whom a handle, an actor's address, or the host itself stands for. The host is the server's own
 * actor (FEP-d556), and its answer names the hubs here, so that a server's address is enough to follow them. Null where it
 * stands for nobody here.
 */
export async function webFinger(world: World, resource: string): Promise<Json | null> {
  const actor = await actorMeant(world, resource)
  if (!actor || actor.closed !== null) return null
  const iri = actorIri(world, actor.id)
  const page =
    actor.kind === 'hub' ? `${world.config.origin}/hubs/${actor.id}` : `${world.config.origin}/about`
  return {
    subject: `acct:${handleOf(world, actor)}`,
    aliases: [iri, page],
    links: [
      { rel: 'self', type: activityJson, href: iri },
      { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: page },
      ...(actor.kind === 'server'
        ? [
            { rel: 'https://www.w3.org/ns/activitystreams#Service', type: activityJson, href: iri },
            ...(await openHubs(world)).map((hub) => ({
              rel: hubRelation,
              type: activityJson,
              href: actorIri(world, hub.id),
              properties: { [handleProperty]: handleOf(world, hub) },
            })),
          ]
        : []),
    ],
  }
}

const handleOf = (world: World, { handle }: ActorRow): string =>
  `${handle}@${new URL(world.config.origin).host}`

const openHubs = async (world: World): Promise<ActorRow[]> =>
  (await allActors(world.db)).filter(({ kind, closed }) => kind === 'hub' && closed === null)

async function actorMeant(world: World, resource: string): Promise<ActorRow | undefined> {
  const { origin } = world.config
  const { host } = new URL(origin)
  if (resource === origin || resource === `${origin}/` || resource === `acct:${host}@${host}`)
    return serverActor(world.db)
  const account = /^(?:acct:)?@?([a-z0-9_]{1,100})@([^@\s/]+)$/i.exec(resource)
  if (account)
    return account[2]!.toLowerCase() === host ? actorByHandle(world.db, account[1]!.toLowerCase()) : undefined
  const id = /\/(?:actors|hubs)\/([0-9a-f-]{36})\/?$/.exec(resource)?.[1]
  return id !== undefined && resource.startsWith(`${origin}/`) ? actorById(world.db, id) : undefined
}

/** Where NodeInfo is, and who the server's own actor is (FEP-2677). */
export async function nodeInfoLinks(world: World): Promise<Json> {
  const server = await serverActor(world.db)
  return {
    links: [
      { rel: 'http://nodeinfo.diaspora.software/ns/schema/2.1', href: `${world.config.origin}/nodeinfo/2.1` },
      ...(server
        ? [{ rel: 'https://www.w3.org/ns/activitystreams#Application', href: actorIri(world, server.id) }]
        : []),
    ],
  }
}

/** NodeInfo 2.1 (FEP-f1d5): what software runs here. Users are hubs; people are not counted out loud. */
export async function nodeInfo(world: World): Promise<Json> {
  const hubs = await openHubs(world)
  return {
    version: '2.1',
    software: { name: software.slug, version: software.version, repository: software.repository },
    protocols: ['activitypub'],
    services: { inbound: [], outbound: ['atom1.0'] },
    openRegistrations: false,
    usage: { users: { total: hubs.length }, localPosts: 0 },
    metadata: { trial: world.config.trial },
  }
}
