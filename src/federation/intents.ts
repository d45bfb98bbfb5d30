import { isJsonObject, type Json, listOf } from '../lib/json.ts'
import { isRefusal, type Refusal, refuse, refuseWith } from '../lib/refusal.ts'
import { isLoopbackHost, originOf } from '../lib/url.ts'
import type { World } from '../world.ts'
import { addressIn, askWebFinger, isHandle } from './lookup.ts'
import { whyPlaceBlocked } from './policy.ts'

/** What somebody wants to do from their own server: follow an actor, or look at a record there, to answer or share it. */
export type Intent = 'follow' | 'open'

/** What it is about: an address, and as it is known where one follows by a handle (`northend@hub.example`). */
export type Intended = { readonly iri: string; readonly handle: string | null }

/** The relation of OStatus by which nearly all servers say where one follows and opens what is elsewhere. */
const subscribe = 'http://ostatus.org/schema/1.0/subscribe'
/** Those of FEP-3b86 (activity intents), in small letters since not all write them alike. */
const intents: Readonly<Record<Intent, string>> = {
  follow: 'https://w3id.org/fep/3b86/follow',
  open: 'https://w3id.org/fep/3b86/object',
}

/**
 * Where somebody's own server lets them do something with what is ours, by what they typed: a handle, or the name or any
 * address of their server. Their server is asked by WebFinger, through our guarded way out.
 */
export async function lookUpIntent(
  world: World,
  typed: string,
  intent: Intent,
  about: Intended,
): Promise<Refusal | { host: string; to: string }> {
  const asked = questionsFor(typed)
  if (asked === null) return refuseWith('away.wrong')
  const { origin, host } = asked
  if (origin === world.config.origin) return refuseWith('away.here')
  const silent = refuseWith('away.silent', { host })
  for (const resource of asked.resources) {
    const answer = await askWebFinger(world, origin, resource, resource)
    if (isRefusal(answer)) continue
    const to = await templateIn(world, answer.found, intent, about)
    if (!isRefusal(to)) return { host: new URL(to).host, to }
  }
  return silent
}

/** Whom to ask about what: the person, or where only a server was typed the server itself, by both names that such have. */
function questionsFor(typed: string): { origin: string; host: string; resources: string[] } | null {
  const text = typed.trim().replace(/^@(?=[^@]*$)/, '')
  if (text.length > 300) return null
  if (isHandle(text)) {
    const [name, host] = text.replace(/^(?:acct:)?@?/, '').split('@') as [string, string]
    const at = addressIn(host)
    if (at === null || new URL(at).pathname !== '/') return null
    return { origin: new URL(at).origin, host, resources: [`acct:${name}@${new URL(at).host}`] }
  }
  const address = addressIn(text)
  if (address === null) return null
  const { origin, host, pathname } = new URL(address)
  const server = [`acct:${host}@${host}`, `${origin}/`]
  return { origin, host, resources: pathname === '/' ? server : [address, ...server] }
}

/** The address in a WebFinger answer at which one does it; a refusal where it names none, or one that nobody should be led to. */
async function templateIn(
  world: World,
  found: Json,
  intent: Intent,
  { iri, handle }: Intended,
): Promise<string | Refusal> {
  const links = (isJsonObject(found) ? listOf(found.links) : []).filter(isJsonObject)
  const named = (rel: string): string | undefined => {
    const link = links.find((each) => typeof each.rel === 'string' && each.rel.toLowerCase() === rel)
    return [link?.template, link?.href].find((each) => typeof each === 'string')
  }
  // By a handle one follows nearly everywhere; by an address not in all software.
  const template = named(intents[intent]) ?? named(subscribe)
  const way = template && /\{(?:object|uri)\}/.test(template) ? template : null
  if (way === null) return refuse('It names no such address.')
  const filled = way
    .replaceAll('{object}', encodeURIComponent(iri))
    .replaceAll('{uri}', encodeURIComponent(intent === 'follow' ? (handle ?? iri) : iri))
    .replace(/\{[^{}]*\}/g, '')
  if (originOf(filled) === null) return refuse('It names no address.')
  const { protocol, hostname } = new URL(filled)
  if (protocol !== 'https:' && !(world.config.trial && isLoopbackHost(hostname)))
    return refuse('It names no address by https.')
  return (await whyPlaceBlocked(world, filled)) === null ? filled : refuse('It is blocked.')
}
