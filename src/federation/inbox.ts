import { inSharedTransaction } from '../db/together.ts'
import { isJsonObject, type JsonObject } from '../lib/json.ts'
import { inBrief } from '../lib/plain.ts'
import { instant } from '../lib/time.ts'
import { originOf, sameOrigin } from '../lib/url.ts'
import type { World } from '../world.ts'
import type { Busy, Doorkeeper } from './doorkeeper.ts'
import { isReadable } from './fetch.ts'
import { forgetActor } from './follows.ts'
import type { Office } from './office.ts'
import { whyLetterBlocked } from './policy.ts'
import { firstTime } from './store/received.ts'
import { keyIdOf, type SignedLetter, signerOf } from './verify.ts'

/** Bytes of a letter that we take at most. */
export const largestLetter = 1 << 20

/** A letter as it is handed in: the request, and the address it came from where that is known. */
export type HandedIn = { readonly request: Request; readonly from: string | null }

/** A letter as it waits to be read: who signed it, and what it says. */
export type Letter = { readonly actor: string; readonly activity: JsonObject }

/** How many letters about one thing may wait to be read: they are read one after the other. */
const mostAbout = 50

/** What we do with activities; others are answered with 202 and forgotten, and the log says so. */
const known = new Set([
  ...['Follow', 'Undo', 'Accept', 'Reject', 'Create', 'Update', 'Delete'],
  ...['Like', 'Announce', 'Join', 'Flag'],
])

/**
 * What says how things stand, and is said again under the same id when they stand so again: Misskey and Gancio have one id
 * for every time that somebody follows a hub, NodeBB one for every time that somebody likes a record.
 */
const sayable = new Set(['Follow', 'Undo', 'Like', 'Announce'])

/**
 * Takes a letter at the door: its size and shape, who signed it, and whether that one may say it. What passes is kept
 * before it is answered with 202, so that nothing acknowledged is lost; what it means is found out later, in a queue.
 * The sender gets a status and no reason; the reason is in our log.
 */
export async function receiveLetter(
  office: Office,
  doorkeeper: Doorkeeper,
  { request, from }: HandedIn,
): Promise<Response> {
  const { world } = office
  if (!world.config.federation) return new Response(null, { status: 503, headers: { 'retry-after': '3600' } })
  const turn = await doorkeeper.admit(from)
  if ('status' in turn) return busy(world, turn, { from })
  try {
    return await takeLetter(office, doorkeeper, request)
  } finally {
    turn.leave()
  }
}

/** Who comes too often or at a bad time is asked to come again. */
function busy(world: World, { status, after, why }: Busy, about: Record<string, unknown>): Response {
  world.log('info', 'letter put off', { status, why, ...about })
  return new Response(null, { status, headers: { 'retry-after': String(after) } })
}

async function takeLetter(office: Office, doorkeeper: Doorkeeper, request: Request): Promise<Response> {
  const { world } = office
  const no = (status: number, why: string, about: Record<string, unknown> = {}) => {
    world.log('info', 'letter refused', { status, why, ...about })
    return new Response(null, { status })
  }
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/(activity|ld)\+json\b/i.test(type)) return no(415, 'it is no ActivityPub document')
  const body = await readBody(request, doorkeeper.patience)
  if (body === 'too large') return no(413, 'it is over 1 MiB')
  if (body === 'too slow') return no(408, 'it did not arrive in time')
  if (body === 'broken off') return no(400, 'it broke off')
  const activity = readLetter(body)
  if (typeof activity === 'string') return no(400, activity)
  const { id, actor } = activity
  const letter: Letter = { actor, activity: activity.body }
  const blocked = await whyLetterBlocked(world, letter, keyIdOf(request.headers))
  if (blocked !== null) return no(403, blocked, { actor })

  const signer = await signerOf(world, addressedToUs(office, request, body))
  if ('gone' in signer && !('actor' in signer)) {
    // Mastodon tells everybody when an account is deleted; whom we never met is simply thanked.
    world.log('debug', 'letter of somebody who is gone', { actor })
    if (signer.gone === actor) await forgetActor(world, actor, 'it is gone')
    return new Response(null, { status: 202 })
  }
  if ('after' in signer) return busy(world, { status: 503, ...signer }, { actor })
  if ('refused' in signer) return no(401, signer.refused, { actor })
  if (signer.actor !== actor) return no(401, `it is signed by ${signer.actor}`, { actor })
  const often = doorkeeper.allow(new URL(actor).origin, body.length)
  if (often) return busy(world, often, { actor })
  if (!sameOrigin(id, actor)) return no(403, `its id ${id} is not on the server of its actor`, { actor })
  if (!known.has(String(activity.body.type))) {
    world.log('debug', 'letter ignored', { type: inBrief(activity.body.type), actor })
    return new Response(null, { status: 202 })
  }
  const at = instant(world.clock())
  const fresh = await inSharedTransaction(world.db, async (tx) => {
    if (await office.inbox.crowded(tx, activity.about, mostAbout)) return null
    if (!(await firstTime(tx, id, actor, at)) && !sayable.has(String(activity.body.type))) return false
    await office.inbox.enqueueIn(tx, [{ message: letter, orderingKey: `${activity.about}` }])
    return true
  })
  if (fresh === null)
    return busy(world, { status: 429, after: 60, why: 'too much about it waits' }, { actor })
  if (fresh) world.pulse.beat('queue inbox')
  return new Response(null, { status: 202 })
}

/** Reads a body within so many milliseconds, or says why it cannot be had. One that is not read to its end is forgotten. */
async function readBody(
  request: Request,
  patience: number,
): Promise<Uint8Array | 'too large' | 'too slow' | 'broken off'> {
  const slow = Promise.withResolvers<'too slow'>()
  const timer = setTimeout(() => slow.resolve('too slow'), patience)
  const reading = readParts(request).catch(() => 'broken off' as const)
  const body = await Promise.race([reading, slow.promise])
  clearTimeout(timer)
  return body
}

/** HTTP holds a body to the length it announces; one without is counted. */
async function readParts(request: Request): Promise<Uint8Array | 'too large'> {
  const length = request.headers.get('content-length')
  if (length !== null)
    return Number(length) <= largestLetter ? new Uint8Array(await request.arrayBuffer()) : 'too large'
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body ?? []) {
    size += part.length
    if (size > largestLetter) return 'too large'
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** The shape every activity has, or why this is none. One actor only: with two it would be nobody's word. */
function readLetter(
  bytes: Uint8Array,
): { id: string; actor: string; about: string; body: JsonObject } | string {
  let body: unknown
  try {
    body = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
  } catch {
    return 'it is no JSON'
  }
  if (!isJsonObject(body)) return 'it is no JSON object'
  if (!isReadable(body)) return 'it is too deep, too large, re-arranges itself, or holds what is no text'
  const actor = isJsonObject(body.actor) ? body.actor.id : body.actor
  const object = isJsonObject(body.object) ? body.object.id : body.object
  if (typeof body.type !== 'string') return 'it has no single type'
  if (typeof body.id !== 'string' || originOf(body.id) === null || body.id.length > 2048)
    return 'it has no id'
  if (typeof actor !== 'string' || originOf(actor) === null || actor.length > 2048)
    return 'it has no single actor'
  // What is said of one object is read in the order in which it came; all else of one actor likewise.
  const about =
    ['Create', 'Update', 'Delete'].includes(body.type) && typeof object === 'string'
      ? object.slice(0, 2048)
      : actor
  return { id: body.id, actor, about, body }
}

/** The letter as if it had come to our own address, whatever a proxy or the sender wrote into Host: the signature must be for us. */
function addressedToUs({ world }: Office, request: Request, body: Uint8Array): SignedLetter {
  const { pathname, search } = new URL(request.url)
  const headers = new Headers(request.headers)
  headers.delete('host')
  return { url: world.config.origin + pathname + search, headers, body }
}
