import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { signJsonLd } from '@fedify/fedify/sig'
import { preloadedContexts } from '@fedify/vocab-runtime'

// Signatures as other servers make and read them, from the specifications and not from our own code: where both are
// wrong in the same way, no test of ours against ourselves would notice.

/** A JSON object as it goes over the wire. */
export type Json = Record<string, any>

/** A private key and the id others know its public half by. */
export type Key = { readonly id: string; readonly key: KeyObject }

/** A new RSA key, as HTTP signatures use it. */
export const newRsa = (): KeyObject => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
/** A new Ed25519 key, as proofs use it. */
export const newEd25519 = (): KeyObject => generateKeyPairSync('ed25519').privateKey

/** The public half as PEM. */
export const pemOf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString()

/** What is signed of a request. */
export type Signable = { method: string; address: string; body?: string }

const digestOf = (body: string): string => createHash('sha256').update(body).digest('base64')

/** How a draft-cavage signature may be made otherwise than well, or otherwise than usual; each is right where nothing is said. */
export type Cavage = {
  headers?: string[]
  date?: string
  digest?: string
  host?: string
  target?: string
  algorithm?: string
  /** Further headers that are sent with it, by their names in small letters, and may be signed. */
  sent?: Record<string, string>
}

/** The headers of a request signed as draft-cavage-http-signatures-12 has it. */
export function signCavage(
  key: Key,
  { method, address, body }: Signable,
  so: Cavage = {},
): Record<string, string> {
  const { host, pathname, search } = new URL(address)
  const sent: Record<string, string> = {
    host: so.host ?? host,
    date: so.date ?? new Date().toUTCString(),
    ...(body === undefined ? {} : { digest: so.digest ?? `SHA-256=${digestOf(body)}` }),
    ...so.sent,
  }
  const names = so.headers ?? ['(request-target)', ...Object.keys(sent)]
  const target = so.target ?? `${method.toLowerCase()} ${pathname}${search}`
  const lines = names.map((name) => `${name}: ${name === '(request-target)' ? target : sent[name]}`)
  const signature = sign('sha256', Buffer.from(lines.join('\n')), key.key).toString('base64')
  return {
    ...sent,
    signature: `keyId="${key.id}",algorithm="${so.algorithm ?? 'rsa-sha256'}",headers="${names.join(' ')}",signature="${signature}"`,
  }
}

/** How an RFC 9421 signature may be made otherwise than well. */
export type Rfc9421 = {
  covers?: string[]
  created?: number
  expires?: number
  digest?: string
  target?: string
  /** Further headers that are sent with it, by their names in small letters, and may be covered. */
  sent?: Record<string, string>
}

/** What is signed by RFC 9421 (§2.5): a line for each component that is covered, and `about`, which says which these are. */
export const baseOf = (
  about: string,
  { method, address }: Signable,
  headers: Readonly<Record<string, string>>,
): string => {
  const { host, pathname } = new URL(address)
  const covers = [...(/^\(([^)]*)\)/.exec(about)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map((match) => match[1]!)
  const derived = { '@method': method, '@target-uri': address, '@authority': host, '@path': pathname }
  const values: Readonly<Record<string, string>> = { ...headers, ...derived }
  return [...covers.map((name) => `"${name}": ${values[name]}`), `"@signature-params": ${about}`].join('\n')
}

/** The headers of a request signed as RFC 9421 has it, with the digest of RFC 9530. */
export function signRfc9421(key: Key, { method, address, body }: Signable, so: Rfc9421 = {}) {
  const digest = body === undefined ? {} : { 'content-digest': so.digest ?? `sha-256=:${digestOf(body)}:` }
  const covers = so.covers ?? ['@method', '@target-uri', ...Object.keys(digest)]
  const created = so.created ?? Math.floor(Date.now() / 1000)
  const until = so.expires === undefined ? '' : `;expires=${so.expires}`
  const about = `(${covers.map((name) => `"${name}"`).join(' ')});created=${created}${until};keyid="${key.id}"`
  const base = baseOf(about, { method, address: so.target ?? address }, { ...digest, ...so.sent })
  const signature = sign('sha256', Buffer.from(base), key.key).toString('base64')
  return { ...digest, ...so.sent, 'signature-input': `sig1=${about}`, signature: `sig1=:${signature}:` }
}

/** A request as it came in. */
export type Arrived = { method: string; address: string; headers: Record<string, string>; body: string }

/** By which key a request is signed and how, or what is wrong with its signature; null where there is none. */
export type ReadSignature = { keyId: string; kind: 'cavage' | 'rfc9421' } | { wrong: string } | null

/** Reads the signature of a request and checks all of it: key, digest, date, host and what is covered. */
export async function readSignature(
  request: Arrived,
  keyOf: (keyId: string) => Promise<KeyObject | null>,
): Promise<ReadSignature> {
  if (request.headers['signature-input'] !== undefined) return readRfc9421(request, keyOf)
  if (request.headers.signature === undefined) return null
  const { headers, body, method, address } = request
  const part = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(headers.signature!)?.[1]
  const keyId = part('keyId') ?? ''
  const names = (part('headers') ?? '').split(' ')
  const { host, pathname, search } = new URL(address)
  const posted = method === 'POST'
  for (const name of ['(request-target)', 'host', 'date', ...(posted ? ['digest'] : [])])
    if (!names.includes(name)) return { wrong: `${name} is not signed` }
  if (headers.host !== host) return { wrong: `it is for ${headers.host}` }
  if (!(Math.abs(Date.parse(headers.date ?? '') - Date.now()) < 12 * 3600_000))
    return { wrong: `its date is ${headers.date}` }
  if (posted && headers.digest !== `SHA-256=${digestOf(body)}`)
    return { wrong: 'its digest is of another body' }
  const line = (name: string) =>
    `${name}: ${name === '(request-target)' ? `${method.toLowerCase()} ${pathname}${search}` : headers[name]}`
  return checked(keyId, 'cavage', names.map(line).join('\n'), part('signature') ?? '', keyOf)
}

async function readRfc9421(request: Arrived, keyOf: (keyId: string) => Promise<KeyObject | null>) {
  const { headers, body, method, address } = request
  const [, label, about = ''] = /^([\w-]+)=(.*)$/.exec(headers['signature-input']!) ?? []
  const covers = [...(/^\(([^)]*)\)/.exec(about)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map((match) => match[1]!)
  for (const name of ['@method', '@target-uri', ...(method === 'POST' ? ['content-digest'] : [])])
    if (!covers.includes(name)) return { wrong: `${name} is not signed` }
  if (method === 'POST' && !headers['content-digest']?.includes(`sha-256=:${digestOf(body)}:`))
    return { wrong: 'its digest is of another body' }
  const keyId = /;keyid="([^"]*)"/.exec(about)?.[1] ?? ''
  const created = Number(/;created=(\d+)/.exec(about)?.[1])
  if (!(Math.abs(created * 1000 - Date.now()) < 12 * 3600_000)) return { wrong: `it was created ${created}` }
  const signature = new RegExp(`${label}=:([^:]*):`).exec(headers.signature ?? '')?.[1] ?? ''
  return checked(keyId, 'rfc9421', baseOf(about, { method, address }, headers), signature, keyOf)
}

async function checked(
  keyId: string,
  kind: 'cavage' | 'rfc9421',
  base: string,
  signature: string,
  keyOf: (keyId: string) => Promise<KeyObject | null>,
): Promise<ReadSignature> {
  const key = await keyOf(keyId)
  if (key === null) return { wrong: `the key ${keyId} is not to be had` }
  const holds = verify('sha256', Buffer.from(base), key, Buffer.from(signature, 'base64'))
  return holds ? { keyId, kind } : { wrong: `it does not hold with ${keyId}` }
}

/** JSON in the one way of RFC 8785, by hand. */
export function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value as Json).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${jcs(inner)}`).join(',')}}`
}

/** A document with a FEP-8b32 proof (eddsa-jcs-2022). */
export function proveBy(
  { id, key }: Key,
  { proof: _, ...document }: Json,
  created = new Date().toISOString(),
): Json {
  const options = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    verificationMethod: id,
    proofPurpose: 'assertionMethod',
    created: `${created.slice(0, 19)}Z`,
  }
  const hash = (value: Json) => createHash('sha256').update(jcs(value)).digest()
  const signed = Buffer.concat([hash({ '@context': document['@context'], ...options }), hash(document)])
  return { ...document, proof: { ...options, proofValue: `z${base58(sign(null, signed, key))}` } }
}

/** An Ed25519 public key as the text of a Multikey. */
export function multikeyOf(key: KeyObject): string {
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  return `z${base58(Buffer.concat([Buffer.from([0xed, 0x01]), raw]))}`
}

function base58(bytes: Uint8Array): string {
  const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  for (; number > 0n; number /= 58n) text = digits[Number(number % 58n)] + text
  return '1'.repeat(bytes.findIndex((byte) => byte !== 0)) + text
}

/** A document with an RsaSignature2017, as Mastodon signs what others may pass on. */
export async function signLinkedData({ id, key }: Key, document: Json): Promise<Json> {
  const pkcs8 = new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }))
  const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('pkcs8', pkcs8, rsa, true, ['sign'])
  const contextLoader = async (address: string) => ({
    contextUrl: null,
    documentUrl: address,
    document: (preloadedContexts as Record<string, unknown>)[address],
  })
  return (await signJsonLd(document, imported, new URL(id), { contextLoader })) as Json
}
