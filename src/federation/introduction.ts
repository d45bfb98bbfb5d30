import type { Json, JsonObject } from '../lib/json.ts'
import { escapeHtml } from '../lib/markdown.ts'
import type { World } from '../world.ts'
import { withContext } from './context.ts'
import { actorIri, everybody } from './iri.ts'
import { sign } from './publish.ts'
import { actorById } from './store/actors.ts'

/** The address of a hub's introduction. */
const addressOf = (world: World, hubId: string): string => `${actorIri(world, hubId)}/introduction`

/**
 * What a hub pins to its profile: a Note that says who it is and how to take part, since whoever comes by sees posts before
 * they see a profile. Made of what the hub says of itself; null for a server, and for a hub that has closed.
 */
async function introductionOf(world: World, hubId: string): Promise<JsonObject | null> {
  const actor = await actorById(world.db, hubId)
  if (actor?.kind !== 'hub' || actor.closed !== null || actor.document === null) return null
  const { id, name, summary, url, updated, published } = JSON.parse(actor.document) as Record<string, Json>
  const [page, whole] = [escapeHtml(String(url)), typeof summary === 'string' ? summary : '']
  const content = [
    `<p><strong>${escapeHtml(String(name))}</strong></p>`,
    whole,
    '<p>Follow us to hear which issues our neighbours raise, when we meet about them, and what comes of it. ',
    `How to take part: <a href="${page}" rel="nofollow noopener noreferrer">${page}</a></p>`,
  ].join('')
  return {
    id: addressOf(world, hubId),
    type: 'Note',
    url: String(url),
    attributedTo: String(id),
    to: [everybody],
    cc: [`${String(id)}/followers`],
    published: published ?? actor.created,
    updated: updated ?? actor.changed,
    content,
    'moot:kind': 'moot:Introduction',
  }
}

/** What an actor has pinned to its profile: its introduction, where it is a hub. */
export async function renderFeatured(world: World, actorId: string): Promise<JsonObject> {
  const note = await introductionOf(world, actorId)
  return withContext({
    id: `${actorIri(world, actorId)}/featured`,
    type: 'OrderedCollection',
    totalItems: note ? 1 : 0,
    orderedItems: note ? [note] : [],
  })
}

/** The introduction as it is served at its own address, with its proof. */
export async function renderIntroduction(world: World, actorId: string): Promise<JsonObject | null> {
  const note = await introductionOf(world, actorId)
  return note && (await sign(world, actorId, note)).document
}
