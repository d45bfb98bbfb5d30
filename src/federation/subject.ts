import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { sameOrigin } from '../lib/url.ts'
import type { World } from '../world.ts'
import { fetchDocument } from './fetch.ts'
import { addressIn, isHandle, lookUpHandle } from './lookup.ts'
import { readActor } from './remote.ts'
import { peerByActor, peersByHandle } from './store/peers.ts'

/** Whom somebody means that goes on a list: a domain, or the address of one actor. `unsure`: it could not be asked whether that is an actor’s own address. */
export type Subject = { readonly subject: string; readonly unsure?: boolean }

/**
 * Reads whom somebody means by what they typed: a domain (`example.org`, `https://example.org/`), a handle
 * (`@name@example.org`) or the address of an actor or its page. Its server is asked only where we have not met it.
 */
export async function readSubject(world: World, typed: string): Promise<Refusal | Subject> {
  if (isHandle(typed)) return readHandle(world, typed.trim())
  const domain = readDomain(typed)
  if (domain !== null) return { subject: domain }
  const address = addressIn(typed)
  if (address === null) return refuseWith('peers.no.shape', { typed })
  const bare = typed.trim()
  if (await peerByActor(world.db, bare)) return { subject: bare }
  const answer = await fetchDocument(world, address)
  if (!('found' in answer)) return { subject: address, unsure: true }
  const { id } = answer.found
  if (typeof id !== 'string' || !sameOrigin(id, address) || isRefusal(readActor(answer.found, id)))
    return refuseWith('peers.no.nobody', { address })
  return { subject: id }
}

async function readHandle(world: World, handle: string): Promise<Refusal | Subject> {
  const [known, another] = await peersByHandle(world.db, handle)
  if (known && !another) return { subject: known.actor }
  const found = await lookUpHandle(world, handle)
  return isRefusal(found) ? refuseWith('peers.no.instead', { why: found }) : { subject: found.actor }
}

/** A domain as somebody wrote it, with or without `https://` before it, a dot at its end or `*.` at its beginning; null where it is none. */
export function readDomain(typed: string): string | null {
  const bare = typed
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '')
    .replace(/^\*\./, '')
    .replace(/\.$/, '')
  if (!/^[^\s/?#@*\\]+$/.test(bare) || !URL.canParse(`https://${bare}`)) return null
  const { host } = new URL(`https://${bare}`)
  return host === '' ? null : host
}
