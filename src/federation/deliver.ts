import { LRUCache } from 'lru-cache'
import { inTransaction } from '../db/index.ts'
import { DAY, HOUR, instant, MINUTE, SECOND } from '../lib/time.ts'
import type { Answer, World } from '../world.ts'
import { plainly } from './fetch.ts'
import { hasHabit, learnHabit } from './habits.ts'
import { activityJson } from './iri.ts'
import { keyToSign, type SigningKey } from './keys.ts'
import { loadFedify } from './later.ts'
import { whyInboxBlocked } from './policy.ts'
import { Postpone } from './queue.ts'
import { meetActor } from './remote.ts'
import { signatureHeaders } from './signature.ts'
import { endFollowersAt, followersAt } from './store/follows.ts'
import { clearHosts, hostByAddress, keepHost } from './store/hosts.ts'
import { letterById } from './store/letters.ts'

/** One letter to one inbox. */
export type Delivery = { readonly letter: string; readonly actor: string; readonly inbox: string }

/** How long nobody may answer at an inbox before those who follow through it are let go. Hubs ask again when they are back. */
export const patience = 30 * DAY

/**
 * What this process knows of the ways out: until when a server that did not answer is not knocked at, when an inbox last
 * took a letter, and when its follower was last not to be found (all in ms); at which of the servers that did not answer
 * one letter is knocking now; and bodies just unsealed, since a letter to a thousand inboxes is opened once.
 */
type Ways = Record<'closed' | 'taken' | 'absent', LRUCache<string, number>> & {
  knocking: Set<string>
  opened: LRUCache<string, string>
}
const waysOf = new WeakMap<World['client'], Ways>()

/**
 * Delivers one letter. What a server refuses for good is not sent again; what it cannot take now comes again later, and
 * while a server does not answer at all, its other letters wait without knocking.
 * @throws where it should be tried again, or Postpone where it is known when
 */
export async function deliver(world: World, { letter, actor, inbox }: Delivery): Promise<void> {
  if (!world.config.federation)
    throw new Postpone(instant(world.clock() + HOUR), 'federation is switched off')
  if ((await whyInboxBlocked(world, inbox)) !== null) return
  const { origin } = new URL(inbox)
  const { closed, knocking } = ways(world)
  const until = closed.get(origin)
  if (until !== undefined && until > world.clock())
    throw new Postpone(instant(until), 'the server does not answer')
  const body = await bodyOf(world, letter)
  if (body === null) return
  const key = await keyToSign(world, actor, 'rsa')
  if (until === undefined) return deliverNow(world, { inbox, body, key })
  // Whether it is back one letter finds out for all.
  if (knocking.has(origin))
    throw new Postpone(instant(world.clock() + 30 * SECOND), 'another letter is knocking')
  knocking.add(origin)
  await deliverNow(world, { inbox, body, key }).finally(() => knocking.delete(origin))
}

async function deliverNow(
  world: World,
  { inbox, body, key }: { inbox: string; body: string; key: SigningKey },
): Promise<void> {
  let answer: Answer
  try {
    answer = await post(world, inbox, body, key)
  } catch (error) {
    throw await noAnswer(world, inbox, plainly(error))
  }
  if (answer.status < 300) return taken(world, inbox)
  if (answer.status === 410) return letGo(world, inbox, 'the inbox is gone')
  if (answer.status === 429 || answer.status === 503)
    throw await noAnswer(world, inbox, `it answers ${answer.status}`, retryAfter(world, answer))
  // Gancio says 404 to every kind that it does not know; so does a proxy whose server is down, to whatever is asked.
  const unwanted = answer.status === 404 && (await isThere(world, inbox))
  // 401 says as well that our key could not be looked up just now; Mastodon tries again too.
  if (!unwanted && ([401, 404, 408].includes(answer.status) || answer.status >= 500))
    throw await notTaken(world, inbox, `it answers ${answer.status}`)
  // WordPress answers 400 to every kind it does not know; asking for days would change nothing.
  world.log('info', 'letter not taken', { inbox, status: answer.status })
}

/** The first knock is draft-cavage, which all read; who answers 401 to it may read only RFC 9421, and is known for that afterwards. */
async function post(world: World, inbox: string, body: string, key: SigningKey): Promise<Answer> {
  const { origin } = new URL(inbox)
  if (await hasHabit(world, origin, 'rfc9421')) return postByRfc9421(world, inbox, body, key)
  const headers = await signatureHeaders(key, 'post', inbox, body, world.clock())
  const answer = await world.client.post(inbox, body, { ...headers, 'content-type': activityJson })
  if (answer.status !== 401) return answer
  const second = await postByRfc9421(world, inbox, body, key)
  if (second.status < 300) await learnHabit(world, origin, 'rfc9421')
  return second
}

async function postByRfc9421(world: World, inbox: string, body: string, key: SigningKey): Promise<Answer> {
  const { host } = new URL(inbox)
  const request = new Request(inbox, {
    method: 'POST',
    body,
    headers: { 'content-type': activityJson, host },
  })
  const { signRequest } = await loadFedify()
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
  const { opened } = ways(world)
  const held = opened.get(letter)
  if (held !== undefined) return held
  const row = await letterById(world.db, letter)
  if (!row) return null
  const body = world.vault.unseal(row.sealed)
  opened.set(letter, body)
  return body
}

function ways(world: World): Ways {
  const before = waysOf.get(world.client)
  if (before) return before
  const known: Ways = {
    closed: new LRUCache({ max: 20_000 }),
    taken: new LRUCache({ max: 20_000 }),
    absent: new LRUCache({ max: 20_000 }),
    knocking: new Set(),
    opened: new LRUCache({ max: 200 }),
  }
  waysOf.set(world.client, known)
  // A letter may have been thrown away because of the words in it: none is sent from memory after that.
  world.pulse.on(() => known.opened.clear(), 'public')
  return known
}

/** Notes that a letter was taken: in the table only where trouble was noted there, and that is looked up once an hour. */
async function taken(world: World, inbox: string): Promise<void> {
  const { origin } = new URL(inbox)
  const known = ways(world)
  const now = world.clock()
  const fresh = (known.taken.get(inbox) ?? 0) > now - HOUR
  if (fresh && !known.closed.has(origin)) return
  known.closed.delete(origin)
  await clearHosts(world.db, [origin, inbox], instant(now))
  known.taken.set(inbox, now)
}

/** How often in a row a server may name a time itself (ms since 1970) before it is left alone as one that does not answer. */
const patienceWithBusy = 3

/** Nobody answers at a server, or it has no time: its letters wait together, longer each time, and do not count it as an attempt. */
async function noAnswer(world: World, inbox: string, why: string, asked?: number): Promise<Error> {
  const { origin } = new URL(inbox)
  // Of many letters on their way at once only the first to fail counts.
  const already = ways(world).closed.get(origin) ?? 0
  if (already > world.clock()) return new Postpone(instant(already), why)
  ways(world).closed.set(origin, asked ?? world.clock() + MINUTE)
  const failures =
    (await noteTrouble(world, inbox, origin, why)) - (asked === undefined ? 0 : patienceWithBusy)
  const alone = failures > 0 ? Math.min(MINUTE * 2 ** Math.min(failures - 1, 10), 6 * HOUR) : 0
  const until = instant(Math.max(asked ?? 0, world.clock() + alone))
  ways(world).closed.set(origin, Date.parse(until))
  return new Postpone(until, why)
}

/** One inbox does not take a letter, while its server answers others (GoToSocial answers 500 for a user it does not know). */
async function notTaken(world: World, inbox: string, why: string): Promise<Error> {
  ways(world).closed.delete(new URL(inbox).origin)
  await noteTrouble(world, inbox, inbox, why)
  return new Error(why)
}

/** Whether a follower can be found that takes its letters at this inbox, so that whoever answers there knows of it. Where not, it is not looked for again within six hours. */
async function isThere(world: World, inbox: string): Promise<boolean> {
  const { absent } = ways(world)
  if ((absent.get(inbox) ?? 0) > world.clock() - 6 * HOUR) return false
  for (const { actor } of await followersAt(world.db, inbox, 1)) {
    const peer = await meetActor(world, actor, true)
    if ('actor' in peer && (peer.inbox === inbox || peer.shared_inbox === inbox)) return true
  }
  absent.set(inbox, world.clock())
  return false
}

/** Notes trouble at an address, and lets followers go where it has lasted too long. @returns how many times in a row */
async function noteTrouble(world: World, inbox: string, address: string, why: string): Promise<number> {
  const now = instant(world.clock())
  const host = await hostByAddress(world.db, address)
  const failing = host?.failing ?? now
  const failures = (host?.failing ? host.failures : 0) + 1
  ways(world).taken.delete(inbox)
  await keepHost(world.db, {
    address,
    failing,
    failures,

    last_error: why,
    last_ok: host?.last_ok ?? null,
  })
  if (Date.parse(now) - Date.parse(failing) > patience) await letGo(world, inbox, why, address === inbox)
  return failures
}

/** How many are asked whether they take their letters elsewhere now, before all at an inbox are let go. */
const asked = 20

/** Ends every following whose letters went to an inbox where nobody is; `answers`: its server is there, so who moved can be asked. */
async function letGo(world: World, inbox: string, why: string, answers = true): Promise<void> {
  if (answers)
    for (const { actor } of await followersAt(world.db, inbox, asked)) await meetActor(world, actor, true)
  const ended = instant(world.clock())
  const gone = await inTransaction(world.db, (tx) => endFollowersAt(tx, inbox, { state: 'dead', ended, why }))
  world.log('info', 'followers let go', { inbox, why, followers: gone.length })
}

/** When a server that is busy wants to be asked again (ms since 1970): by its own word, within a day. */
function retryAfter(world: World, { headers }: Answer): number {
  const said = headers['retry-after'] ?? ''
  const now = world.clock()
  const at = /^\d+$/.test(said) ? now + Number(said) * 1000 : Date.parse(said)
  return Number.isNaN(at) ? now + 5 * MINUTE : Math.min(Math.max(at, now + 1000), now + DAY)
}
