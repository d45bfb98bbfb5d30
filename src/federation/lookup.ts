import { isJsonObject, type Json, type JsonObject, listOf } from '../lib/json.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { isLoopbackHost, originOf, sameOrigin } from '../lib/url.ts'
import type { World } from '../world.ts'
import { handleProperty, hubRelation, webFinger } from './discovery.ts'
import { isActivityJson, mayGo, plainly } from './fetch.ts'
import { whyPlaceBlocked } from './policy.ts'

const handleShape = /^(?:acct:)?@?([^@\s/]+)@([^@\s/]+)$/

/** Whether somebody typed a handle, such as `@northend@hub.example`, and no address. */
export const isHandle = (typed: string): boolean => handleShape.test(typed.trim())

/**
 * The address that somebody typed, perhaps without `https://` before its host, or null where it is none. Everything but
 * this machine is asked by https.
 */
export function addressIn(typed: string): string | null {
  const text = typed.trim()
  const hasScheme = /^https?:\/\//i.test(text)
  const whole = hasScheme ? text : `https://${text}`
  if (originOf(whole) === null) return null
  const address = new URL(whole)
  const here = isLoopbackHost(address.hostname)
  if (!hasScheme && !here && !address.hostname.includes('.')) return null
  if (!here) address.protocol = 'https:'
  else if (!hasScheme) address.protocol = 'http:'
  address.hash = ''
  return address.href
}

/** The actor of a handle (`@name@host`), as WebFinger (RFC 7033) at its host tells. */
export async function lookUpHandle(world: World, handle: string): Promise<Refusal | { actor: string }> {
  const [, name, host] = handleShape.exec(handle.trim()) ?? []
  if (host === undefined || !URL.canParse(`https://${host}`))
    return refuseWith('lookup.no.handle', { handle })
  const scheme = isLoopbackHost(new URL(`https://${host}`).hostname) ? 'http' : 'https'
  const { origin } = new URL(`${scheme}://${host}`)
  const answer = await askWebFinger(world, origin, `acct:${name}@${host}`, handle)
  if (isRefusal(answer)) return answer
  const actor = actorIn(answer.found)
  return actor === null ? refuseWith('lookup.no.actor', { host, handle }) : { actor }
}

/** A hub as its server names it. */
export type NamedHub = { readonly actor: string; readonly handle: string | null }

/**
 * What WebFinger at the host of an address says that it stands for: the actor whose page it is, or null; and where it is
 * the address of a server, the hubs on it.
 */
export async function lookUpAddress(
  world: World,
  address: string,
): Promise<Refusal | { actor: string | null; hubs: readonly NamedHub[] }> {
  const answer = await askWebFinger(world, new URL(address).origin, address, address)
  if (isRefusal(answer)) return answer
  return { actor: actorIn(answer.found), hubs: hubsIn(answer.found, answer.from) }
}

/**
 * What an origin's WebFinger says of a resource, and which address said it. Asked through our own guarded way out; of what
 * stands on this server nobody needs to be asked.
 */
export async function askWebFinger(
  world: World,
  origin: string,
  resource: string,
  what: string,
): Promise<Refusal | { found: Json; from: string }> {
  const { host } = new URL(origin)
  const nobody = refuseWith('lookup.no.nobody', { what, host })
  if (origin === world.config.origin) {
    const found = await webFinger(world, resource)
    return found === null ? nobody : { found, from: origin }
  }
  const blocked = await whyPlaceBlocked(world, origin)
  if (blocked !== null)
    return refuseWith('lookup.no.blocked', { host, what }, `${host} is not asked for ${what}: ${blocked}.`)
  if (!world.config.federation) return refuseWith('lookup.no.switched-off', { host })
  const address = `${origin}/.well-known/webfinger?resource=${encodeURIComponent(resource)}`
  try {
    const accept = 'application/jrd+json, application/json'
    const answer = await world.client.get(address, { accept }, undefined, mayGo(world))
    if (answer.status === 404) return nobody
    if (answer.status !== 200)
      return refuseWith('lookup.no.status', { host, status: String(answer.status), what })
    return { found: JSON.parse(answer.body) as Json, from: answer.url }
  } catch (error) {
    return error instanceof SyntaxError
      ? refuseWith('lookup.no.unreadable', { host, what })
      : refuseWith('lookup.no.unreached', { host, what, why: plainly(error) })
  }
}

type ActorLink = JsonObject & { readonly href: string }

/** The links of a WebFinger answer that lead to an actor in this relation. */
const linksIn = (answer: Json, rel: string): ActorLink[] =>
  (isJsonObject(answer) ? listOf(answer.links) : []).filter(
    (link): link is ActorLink =>
      isJsonObject(link) &&
      link.rel === rel &&
      typeof link.href === 'string' &&
      typeof link.type === 'string' &&
      isActivityJson(link.type),
  )

const actorIn = (answer: Json): string | null => linksIn(answer, 'self')[0]?.href ?? null

/** The hubs that a server names as its own. A hub of another server is none of them, and a handle of another host is no handle. */
const hubsIn = (answer: Json, from: string): NamedHub[] =>
  linksIn(answer, hubRelation)
    .filter(({ href }) => sameOrigin(href, from))
    .map(({ href, properties }) => {
      const said = isJsonObject(properties) ? properties[handleProperty] : null
      const [, name, host] = (typeof said === 'string' && /^(\w{1,100})@([^@\s/]+)$/.exec(said)) || []
      return { actor: href, handle: host === new URL(href).host ? `@${name}@${host}` : null }
    })
