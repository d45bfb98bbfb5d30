import type { JsonObject } from '../lib/json.ts'
import type { World } from '../world.ts'
import { withContext } from './context.ts'
import { actorIri, everybody } from './iri.ts'
import { actorById } from './store/actors.ts'
import { countPublic, latestPublications } from './store/changes.ts'
import { countFollowers, countFollowings } from './store/follows.ts'
import { keysOfActor } from './store/keys.ts'

const outboxPage = 20

/** How many follow a hub, where it shows that, or how many it follows; never who. */
export async function renderCount(
  world: World,
  actorId: string,
  name: 'followers' | 'following',
): Promise<JsonObject> {
  const collection = { id: `${actorIri(world, actorId)}/${name}`, type: 'OrderedCollection' }
  if (name === 'followers' && (await actorById(world.db, actorId))?.followers_hidden === 1)
    return withContext(collection)
  const totalItems = await (name === 'followers' ? countFollowers : countFollowings)(world.db, actorId)
  return withContext({ ...collection, totalItems })
}

/** What a hub has published and not withdrawn, newest first, as other software expects it of an outbox; siblings read the log of changes. */
export async function renderOutbox(world: World, actorId: string): Promise<JsonObject> {
  const id = `${actorIri(world, actorId)}/outbox`
  return withContext({
    id,
    type: 'OrderedCollection',
    totalItems: await countPublic(world.db, actorId),
    first: `${id}?before=latest`,
  })
}

/** A page of the outbox: what came before an entry of the log (`before`). */
export async function renderOutboxPage(world: World, actorId: string, before: number): Promise<JsonObject> {
  const actor = actorIri(world, actorId)
  const id = `${actor}/outbox`
  const rows = await latestPublications(world.db, actorId, before, outboxPage)
  const last = rows.at(-1)
  return withContext({
    id: `${id}?before=${before === Number.MAX_SAFE_INTEGER ? 'latest' : before}`,
    type: 'OrderedCollectionPage',
    partOf: id,
    ...(last && rows.length === outboxPage ? { next: `${id}?before=${last.seq}` } : {}),
    orderedItems: rows.map(({ iri, published, document }) => {
      const { '@context': _, proof: __, ...object } = JSON.parse(document) as JsonObject
      return {
        type: 'Create',
        id: `${iri}#create`,
        actor,
        published,
        to: [everybody],
        cc: [`${actor}/followers`],
        object,
      }
    }),
  })
}

/** Every key an actor has ever signed with and from when to when, so that an old proof can be judged. */
export async function renderKeys(world: World, actorId: string): Promise<JsonObject> {
  const actor = actorIri(world, actorId)
  const keys = await keysOfActor(world.db, actorId)
  return withContext({
    id: `${actor}/keys`,
    type: 'Collection',
    attributedTo: actor,
    totalItems: keys.length,
    items: keys.map((key) => ({
      id: `${actor}#${key.name}`,
      type: key.algorithm === 'ed25519' ? 'Multikey' : 'CryptographicKey',
      ...(key.algorithm === 'ed25519'
        ? { controller: actor, publicKeyMultibase: key.public }
        : { owner: actor, publicKeyPem: key.public }),
      'moot:validFrom': key.created,
      ...(key.retired === null ? {} : { 'moot:validUntil': key.retired }),
    })),
  })
}
