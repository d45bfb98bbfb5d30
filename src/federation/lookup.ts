import { isJsonObject, type JsonObject, listOf } from '../lib/json.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { isLoopbackHost } from '../lib/url.ts'
import type { World } from '../world.ts'
import { isActivityJson, plainly } from './fetch.ts'

/**
 * The actor of a handle (`@name@host`), as WebFinger (RFC 7033) at its host tells. Asked through our own guarded way out;
 * hosts on this machine are asked without https, since a trial has none.
 */
export async function lookUpHandle(world: World, handle: string): Promise<Refusal | { actor: string }> {
  const read = /^(?:acct:)?@?([^@\s/]+)@([^@\s/]+)$/.exec(handle.trim())
  if (!read || !URL.canParse(`https://${read[2]}`))
    return refuse(`“${handle}” is no handle; one looks like @northend@hub.example.`)
  const [, name, host] = read
  const { hostname } = new URL(`https://${host}`)
  const scheme = isLoopbackHost(hostname) ? 'http' : 'https'
  const address = `${scheme}://${host}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${name}@${host}`)}`
  try {
    const answer = await world.client.get(address, { accept: 'application/jrd+json, application/json' })
    if (answer.status === 404) return refuse(`There is no ${handle} at ${host}.`)
    if (answer.status !== 200) return refuse(`${host} answers ${answer.status} when asked for ${handle}.`)
    const actor = actorIn(JSON.parse(answer.body) as JsonObject)
    return actor === null ? refuse(`${host} names no ActivityPub actor for ${handle}.`) : { actor }
  } catch (error) {
    return refuse(
      `${host} could not be asked for ${handle}: ${error instanceof SyntaxError ? 'its answer cannot be read' : plainly(error)}.`,
    )
  }
}

/** The address of the actor in a WebFinger answer, or null. */
function actorIn(answer: JsonObject): string | null {
  if (!isJsonObject(answer)) return null
  for (const link of listOf(answer.links))
    if (
      isJsonObject(link) &&
      link.rel === 'self' &&
      typeof link.href === 'string' &&
      typeof link.type === 'string' &&
      isActivityJson(link.type)
    )
      return link.href
  return null
}
