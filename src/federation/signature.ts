import { createHash, sign as signBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { World } from '../world.ts'
import { keyToSign, type SigningKey } from './keys.ts'
import { serverActor } from './store/actors.ts'

const signInPool = promisify(signBytes)

/**
 * Headers that sign a request as draft-cavage-http-signatures-12 has it (rsa-sha256, announced as hs2019): the one form
 * that every server on the network reads, GoToSocial and NodeBB among them. The private key signs in libuv's pool.
 */
export async function signatureHeaders(
  key: SigningKey,
  method: 'get' | 'post',
  address: string,
  body: string | null,
  now: number,
): Promise<Record<string, string>> {
  const { host, pathname, search } = new URL(address)
  const headers: Record<string, string> = { host, date: new Date(now).toUTCString() }
  if (body !== null) headers.digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`
  const names = Object.keys(headers)
  const lines = [
    `(request-target): ${method} ${pathname}${search}`,
    ...names.map((name) => `${name}: ${headers[name]}`),
  ]
  const signature = await signInPool('sha256', Buffer.from(lines.join('\n')), key.key)
  headers.signature =
    `keyId="${key.id}",algorithm="hs2019",headers="(request-target) ${names.join(' ')}",` +
    `signature="${signature.toString('base64')}"`
  return headers
}

/** Signs what the server itself asks of others, with the key of the server's own actor. */
export async function signedAsServer(world: World, address: string): Promise<Record<string, string>> {
  const actor = await serverActor(world.db)
  if (!actor) return {}
  const key = await keyToSign(world, actor.id, 'rsa')
  return signatureHeaders(key, 'get', address, null, world.clock())
}
