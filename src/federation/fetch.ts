import { isJsonObject, type Json, type JsonObject } from '../lib/json.ts'
import { originOf, sameOrigin } from '../lib/url.ts'
import type { Answer, Client, World } from '../world.ts'
import { BadAnswer } from './exchange.ts'
import { hasHabit, learnHabit } from './habits.ts'
import { whyPlaceBlocked } from './policy.ts'
import { signedAsServer } from './signature.ts'

/**
 * What came of asking an origin for a document: it is there, it is gone, or nothing can be said now and why. `answered`: the
 * server did answer, and what it answers is wrong with this document alone.
 */
export type Fetched =
  | { readonly found: JsonObject; readonly url: string }
  | { readonly gone: 404 | 410; readonly tombstone: JsonObject | null }
  | { readonly failed: string; readonly answered: boolean }

const accept =
  'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'

/**
 * Reads an ActivityPub document where it lives. Unsigned first, since siblings serve public records to everybody and a
 * signature costs more than the rest; where the origin insists (GoToSocial, Mastodon's secure mode), signed as the server.
 */
export async function fetchDocument(world: World, address: string): Promise<Fetched> {
  const origin = originOf(address)
  if (origin === null) return { failed: 'it is no http address', answered: false }
  if (!world.config.federation) return { failed: 'federation is switched off', answered: false }
  const blocked = await whyPlaceBlocked(world, address)
  if (blocked !== null) return { failed: blocked, answered: false }
  try {
    const sign = (here: string) => signedAsServer(world, here)
    // A document is only believed of its own server: nobody else is asked for it, least of all somebody who is blocked.
    const stays = async (next: string) =>
      (await mayGo(world)(next)) ?? (sameOrigin(next, address) ? null : 'it leads to another server')
    const get = (sign?: Parameters<Client['get']>[2]) => world.client.get(address, { accept }, sign, stays)
    const insists = await hasHabit(world, origin, 'signed-get')
    let answer = await get(insists ? sign : undefined)
    if ((answer.status === 401 || answer.status === 403) && !insists) {
      answer = await get(sign)
      if (answer.status < 400) await learnHabit(world, origin, 'signed-get')
    }
    return readAnswer(answer)
  } catch (error) {
    return { failed: plainly(error), answered: error instanceof BadAnswer }
  }
}

/** Says of each address that a request is sent on to whether anything may be fetched there: why not, or null. */
export const mayGo =
  (world: World): NonNullable<Parameters<Client['get']>[3]> =>
  async (next) => {
    const blocked = await whyPlaceBlocked(world, next)
    return blocked === null ? null : `it leads to ${new URL(next).host}, and ${blocked}`
  }

/** What a server, or the proxy before it, answers to everything while it has too much to do or is down. */
const overloaded = new Set([429, 502, 503, 504])

function readAnswer(answer: Answer): Fetched {
  if (answer.status === 404 || answer.status === 410)
    return { gone: answer.status, tombstone: isActivityJson(answer.type) ? parse(answer.body) : null }
  if (answer.status !== 200)
    return { failed: `it answers ${answer.status}`, answered: !overloaded.has(answer.status) }
  // A picture or page that somebody uploaded must never pass for a document (GHSA-jhrq-qvrm-qr36).
  if (!isActivityJson(answer.type))
    return { failed: 'it does not answer with an ActivityPub document', answered: true }
  const document = parse(answer.body)
  if (document === null) return { failed: 'its answer is no JSON object that we can read', answered: true }
  return { found: document, url: answer.url }
}

/** Whether a media type is one of ActivityPub's two. */
export function isActivityJson(type: string): boolean {
  const [media = '', ...parameters] = type
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  return (
    media === 'application/activity+json' ||
    (media === 'application/ld+json' &&
      parameters.some(
        (part) => part.startsWith('profile=') && part.includes('https://www.w3.org/ns/activitystreams'),
      ))
  )
}

function parse(body: string): JsonObject | null {
  try {
    const value = JSON.parse(body) as Json
    return isJsonObject(value) && isReadable(value) ? value : null
  } catch {
    return null
  }
}

/** Keywords that let a signed document be arranged anew (CVE-2026-42462), or hide what it says. */
const refusedKeywords = new Set(['@graph', '@reverse', '@included', '@nest'])

/** Whether a document is shallow and small enough to be worked on, has no keyword that re-arranges it, and is all text. */
export function isReadable(document: Json): boolean {
  let nodes = 0
  const fits = (value: Json, depth: number): boolean => {
    if (++nodes > 10_000 || depth > 64) return false
    if (typeof value === 'string') return isText(value)
    if (Array.isArray(value)) return value.every((item) => fits(item, depth + 1))
    if (typeof value !== 'object' || value === null) return true
    return Object.entries(value).every(
      ([key, inner]) => !refusedKeywords.has(key) && isText(key) && fits(inner, depth + 1),
    )
  }
  return fits(document, 0)
}

/** Whether a text can be stored and signed: PostgreSQL holds no NUL, and half a character has no canonical form. */
const isText = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** Why no answer came, in words for the operator. */
export function plainly(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'it took too long to answer'
  return wordsOf((error as { code?: string } | null)?.code ?? '') ?? ownWords(error)
}

const ownWords = (error: unknown): string =>
  error instanceof Error && error.message !== '' ? error.message : 'it could not be reached'

/** What a code of the network means, in words, or null where it is none that we know. */
export function wordsOf(code: string): string | null {
  const known: Record<string, string> = {
    ECONNREFUSED: 'nobody answers there',
    ECONNRESET: 'it broke the connection off',
    ENOTFOUND: 'there is no server of that name',
    EAI_AGAIN: 'its name could not be looked up',
    UND_ERR_CONNECT_TIMEOUT: 'it cannot be reached',
    UND_ERR_HEADERS_TIMEOUT: 'it took too long to answer',
    UND_ERR_BODY_TIMEOUT: 'it took too long to answer',
    UND_ERR_SOCKET: 'it broke the connection off',
    EHOSTUNREACH: 'it cannot be reached',
    ENETUNREACH: 'it cannot be reached',
    EPROTO: 'it does not speak TLS there',
    CERT_HAS_EXPIRED: 'its certificate is over',
    CERT_NOT_YET_VALID: 'its certificate is not valid yet',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody but itself',
    SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody we know',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes without those that vouch for it',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody we know',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  }
  return Object.hasOwn(known, code) ? known[code]! : null
}
