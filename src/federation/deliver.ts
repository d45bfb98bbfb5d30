import '../lib/temporal.ts'
import { signRequest } from '@fedify/fedify/sig'
import { LRUCache } from 'lru-cache'
import { inTransaction } from '../db/index.ts'
import { after, DAY, HOUR, instant, MINUTE } from '../lib/time.ts'
import type { Answer, World } from '../world.ts'
import { plainly } from './fetch.ts'
import { activityJson } from './iri.ts'
import { keyToSign, type SigningKey } from './keys.ts'
import { isBlocked } from './policy.ts'
import { Postpone } from './queue.ts'
import { signatureHeaders } from './signature.ts'
import { endFollowersAt } from './store/follows.ts'
import { hostByOrigin, keepHost } from './store/hosts.ts'
import { letterById } from './store/letters.ts'

/** One letter to one inbox. */
export type Delivery = { readonly letter: string; readonly actor: string; readonly inbox: string }

/** How long nobody may answer at an inbox before those who follow through it are let go. Hubs ask again when they are back. */
export const patience = 30 * DAY

/** Bodies just unsealed: a letter to a thousand inboxes is opened once. */
const opened = new LRUCache<string, string>({ max: 200 })

/** How the servers are doing, as far as this process knows; the table is only written when that changes. */
const closed = new WeakMap<World['client'], Map<string, number>>()

/**
 * Delivers one letter. What a server refuses for good is not sent again; what it cannot take now comes again later, and
 * while a server does not answer at all, its other letters wait without knocking.
 * @throws where it should be tried again, or Postpone where it is known when
 */
export async function deliver(world: World, { letter, actor, inbox }: Delivery): Promise<void> {
  if (!world.config.federation)
    throw new Postpone(instant(world.clock() + HOUR), 'federation is switched off')
  if (await isBlocked(world, inbox)) return
  const { origin } = new URL(inbox)
  const hosts = hostsOf(world)
  const until = hosts.get(origin) ?? 0
  if (until > world.clock()) throw new Postpone(instant(until), 'the server does not answer')
  const body = await bodyOf(world, letter)
  if (body === null) return
  const key = await keyToSign(world, actor, 'rsa')

  let answer: Answer
  try {
    answer = await post(world, inbox, body, key)
  } catch (error) {
    throw await noAnswer(world, inbox, plainly(error))
  }
  if (answer.status < 300) return hosts.has(origin) ? itAnswers(world, origin) : undefined
  if (answer.status === 410) return letGo(world, inbox, 'the inbox is gone')
  if (answer.status === 429 || answer.status === 503)
    throw new Postpone(retryAfter(world, answer), `it answers ${answer.status}`)
  if (answer.status === 404 || answer.status >= 500)
    throw await noAnswer(world, inbox, `it answers ${answer.status}`)
  // WordPress answers 400 to every kind it does not know; asking for days would change nothing.
  world.log('info', 'letter not taken', { inbox, status: answer.status })
}

/** The first knock is draft-cavage, which all read; who answers 401 to it may read only RFC 9421. */
async function post(world: World, inbox: string, body: string, key: SigningKey): Promise<Answer> {
  const headers = await signatureHeaders(key, 'post', inbox, body, world.clock())
  const answer = await world.client.post(inbox, body, { ...headers, 'content-type': activityJson })
  if (answer.status !== 401) return answer
  const request = new Request(inbox, {
    method: 'POST',
    body,
    headers: { 'content-type': activityJson, host: new URL(inbox).host },
  })
  const signed = await signRequest(request, await webKey(key), new URL(key.id), { spec: 'rfc9421' })
  return world.client.post(inbox, body, Object.fromEntries(signed.headers))
}

async function webKey({ key }: SigningKey): Promise<CryptoKey> {
  const pkcs8 = new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }))
  return crypto.subtle.importKey('pkcs8', pkcs8, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, [
    'sign',
  ])
}

async function bodyOf(world: World, letter: string): Promise<string | null> {
  const held = opened.get(letter)
  if (held !== undefined) return held
  const row = await letterById(world.db, letter)
  if (!row) return null
  const body = world.vault.unseal(row.sealed)
  opened.set(letter, body)
  return body
}

const hostsOf = (world: World): Map<string, number> => {
  const known = closed.get(world.client) ?? new Map<string, number>()
  closed.set(world.client, known)
  return known
}

/** Notes that a server did not answer, closes the way to it for a while, and lets its followers go when that lasts too long. */
async function noAnswer(world: World, inbox: string, why: string): Promise<Error> {
  const { origin } = new URL(inbox)
  const now = instant(world.clock())
  const host = await hostByOrigin(world.db, origin)
  const failing = host?.failing ?? now
  const failures = (host?.failing ? host.failures : 0) + 1
  const until = after(now, Math.min(MINUTE * 2 ** Math.min(failures - 1, 10), 6 * HOUR))
  await keepHost(world.db, {
    origin,
    failing,
    failures,
    closed_until: until,
    last_error: why,
    last_ok: host?.last_ok ?? null,
  })
  hostsOf(world).set(origin, Date.parse(until))
  if (Date.parse(now) - Date.parse(failing) > patience) await letGo(world, inbox, why)
  return new Postpone(until, why)
}

async function itAnswers(world: World, origin: string): Promise<void> {
  hostsOf(world).delete(origin)
  await keepHost(world.db, {
    origin,
    failing: null,
    failures: 0,
    closed_until: null,
    last_error: null,
    last_ok: instant(world.clock()),
  })
}

/** Ends every following whose letters went to an inbox where nobody is. */
async function letGo(world: World, inbox: string, why: string): Promise<void> {
  const ended = instant(world.clock())
  const gone = await inTransaction(world.db, (tx) => endFollowersAt(tx, inbox, { state: 'dead', ended, why }))
  world.log('info', 'followers let go', { inbox, why, followers: gone.length })
}

/** When a server that is busy wants to be asked again: by its own word, within a day. */
function retryAfter(world: World, { headers }: Answer) {
  const said = headers['retry-after'] ?? ''
  const now = world.clock()
  const at = /^\d+$/.test(said) ? now + Number(said) * 1000 : Date.parse(said)
  return instant(Number.isNaN(at) ? now + 5 * MINUTE : Math.min(Math.max(at, now + 1000), now + DAY))
}
