import { isUniqueViolation } from '../db/errors.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import type { JsonObject } from '../lib/json.ts'
import { software } from '../lib/software.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { withContext } from './context.ts'
import { actorIri, sharedInbox } from './iri.ts'
import { keepKeys, type NewKeys, newKeys } from './keys.ts'
import { type ActorRow, insertActor, serverActor, setActorDocument } from './store/actors.ts'
import { openLog } from './store/changes.ts'
import { keysOfActor } from './store/keys.ts'

/** Makes somebody who speaks from here, with keys made before, and opens its log of changes. The document follows. */
export async function createActorIn(
  tx: Tx,
  actor: {
    id: string
    kind: ActorRow['kind']
    hub_id: string | null
    handle: string
    created: Instant
    keys: NewKeys
  },
): Promise<void> {
  const { keys, ...row } = actor
  await insertActor(tx, { ...row, document: null, followers_hidden: 0, changed: row.created, closed: null })
  await keepKeys(tx, row.id, row.hub_id, keys, row.created)
  if (row.kind === 'hub') await openLog(tx, row.id, row.hub_id, newId())
}

/**
 * What every actor document of ours says alike: addresses, keys, and what software speaks. The caller adds type, name and
 * what else is its own, and hands the whole to keepActorDocument.
 */
export async function actorBasis(
  world: World,
  actor: Pick<ActorRow, 'id' | 'handle' | 'created'>,
): Promise<JsonObject> {
  const id = actorIri(world, actor.id)
  const keys = (await keysOfActor(world.db, actor.id)).filter((key) => key.retired === null)
  const rsa = keys.find((key) => key.algorithm === 'rsa')
  return {
    id,
    preferredUsername: actor.handle,
    webfinger: `${actor.handle}@${new URL(world.config.origin).host}`,
    inbox: `${id}/inbox`,
    outbox: `${id}/outbox`,
    followers: `${id}/followers`,
    following: `${id}/following`,
    featured: `${id}/featured`,
    endpoints: { sharedInbox: sharedInbox(world) },
    published: actor.created,
    manuallyApprovesFollowers: false,
    'moot:keys': `${id}/keys`,
    ...(rsa
      ? {
          publicKey: {
            id: `${id}#${rsa.name}`,
            type: 'CryptographicKey',
            owner: id,
            publicKeyPem: rsa.public,
          },
        }
      : {}),
    assertionMethod: keys
      .filter((key) => key.algorithm === 'ed25519')
      .map((key) => ({
        id: `${id}#${key.name}`,
        type: 'Multikey',
        controller: id,
        publicKeyMultibase: key.public,
      })),
  }
}

/** Keeps an actor's document, as it is served from now on. */
export const keepActorDocument = (tx: Tx, id: string, document: JsonObject, changed: Instant) =>
  setActorDocument(tx, id, JSON.stringify(withContext(document)), changed)

/**
 * The actor that stands for the server itself (FEP-2677, FEP-d556): it signs what the server fetches, so it is served to
 * everybody without a signature. Made at the first start, and its document anew at every start, since the software may be new.
 */
export async function ensureServerActor(world: World): Promise<void> {
  const now = instant(world.clock())
  let actor = await serverActor(world.db)
  if (!actor) {
    const keys = await newKeys(world)
    const id = newId(world.clock())
    await inTransaction(world.db, (tx) =>
      createActorIn(tx, { id, kind: 'server', hub_id: null, handle: 'server', created: now, keys }),
    ).catch((error) => {
      // Another process was quicker, and its actor is as good as ours.
      if (!isUniqueViolation(error)) throw error
    })
    actor = (await serverActor(world.db))!
  }
  const basis = await actorBasis(world, actor)
  const document: JsonObject = {
    ...basis,
    type: 'Application',
    name: new URL(world.config.origin).host,
    summary: `<p>The ${software.name} server at ${new URL(world.config.origin).host}. It announces the assemblies of its hubs, for calendars that follow servers. People follow its hubs.</p>`,
    url: `${world.config.origin}/about`,
    'moot:kind': 'moot:Server',
    implements: [
      { href: 'https://w3id.org/fep/8b32', name: 'Object integrity proofs' },
      { href: 'https://www.rfc-editor.org/rfc/rfc9421', name: 'HTTP message signatures' },
    ],
  }
  await inTransaction(world.db, (tx) => keepActorDocument(tx, actor.id, document, now))
}
