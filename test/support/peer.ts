import { createPublicKey, type KeyObject } from 'node:crypto'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import {
  type Arrived,
  type Cavage,
  type Json,
  type Key,
  multikeyOf,
  newEd25519,
  newRsa,
  pemOf,
  type ReadSignature,
  readSignature,
  signCavage,
} from './peer-signatures.ts'

/** The media type of ActivityPub documents. */
export const activityJson = 'application/activity+json'
/** Everybody, as ActivityPub says it. */
export const everybody = 'https://www.w3.org/ns/activitystreams#Public'

/** A request that came to a peer, and what its signature is worth. */
export type Knock = Arrived & { readonly path: string; readonly signed: ReadSignature }

/** What a peer answers: 200 and an ActivityPub document where nothing else is said. */
export type Answer = {
  /** It hangs up without a word. */
  hangUp?: boolean
  status?: number
  type?: string
  headers?: Record<string, string>
  body?: string | Json
}

/** Somebody on a peer who can sign. */
export type PeerActor = {
  readonly id: string
  readonly inbox: string
  /** The key of HTTP and Linked Data signatures. */
  readonly key: Key
  /** The key of proofs. */
  readonly proofKey: Key
  /** The document as it is served; what is changed here is served from then on. */
  readonly document: Json
}

/** Another server, as a test sees it from within. */
export type Peer = {
  readonly origin: string
  readonly host: string
  /** Every request that came, oldest first. */
  readonly knocks: readonly Knock[]
  /** Serves something at an address of this peer from now on. */
  serve(address: string, what: Answer | ((knock: Knock) => Answer), method?: string): void
  /** Serves an ActivityPub document at its own id. */
  publish(document: Json): void
  /** Answers before all else, where this gives an answer. */
  guard(by: (knock: Knock) => Answer | null): void
  /** Looks at every letter that is taken in. */
  reads(reader: Reader): void
  /** The letters that came in and whose signature holds, oldest first. */
  letters(): Json[]
  /** A new address of this peer that nobody has used. */
  newId(kind?: string): string
  /** An actor of this peer, served and to be found by WebFinger; `more` is put over its document. */
  actor(name: string, more?: Json, keyName?: string): PeerActor
  end(): Promise<void>
}
type Reader = (letter: Json, knock: Knock) => void | Promise<void>

/**
 * Another server on a real port, of whatever software a test makes it. It serves what it is told to, takes every letter
 * with 202 unless told otherwise, and remembers each request with what its signature is worth.
 */
export async function startPeer(): Promise<Peer> {
  const served = new Map<string, Answer | ((knock: Knock) => Answer)>()
  const knocks: Knock[] = []
  const readers: Reader[] = []
  let guard: Parameters<Peer['guard']>[0] = () => null
  let made = 0

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const arrived = await arrivedAs(request, peer.origin)
    const knock = { ...arrived, path: request.url!, signed: await readSignature(arrived, keyAt) }
    knocks.push(knock)
    const shut = guard(knock)
    if (shut) return shut
    const found = served.get(`${knock.method} ${knock.path}`)
    if (found) return typeof found === 'function' ? found(knock) : found
    if (knock.method !== 'POST') return { status: 404, body: {} }
    // Whom it answers may be gone by then.
    for (const reader of readers)
      void Promise.resolve(reader(JSON.parse(knock.body) as Json, knock)).catch(() => {})
    return { status: 202, body: '' }
  }
  const server = createServer((request, response) => {
    const answering = answer(request).then(
      ({ hangUp, status = 200, type = activityJson, headers = {}, body = '' }) => {
        if (hangUp) return void response.destroy()
        response.writeHead(status, { 'content-type': type, ...headers })
        response.end(typeof body === 'string' ? body : JSON.stringify(body))
      },
    )
    // Whoever asked may be gone, and then nobody tells what its signature is worth.
    answering.catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as { port: number }
  const origin = `http://localhost:${port}`
  const pathOf = (address: string) => address.replace(origin, '')

  const peer: Peer = {
    origin,
    host: `localhost:${port}`,
    knocks,
    serve: (address, what, method = 'GET') => void served.set(`${method} ${pathOf(address)}`, what),
    publish: (document) => peer.serve(document.id, { body: document }),
    guard: (by) => {
      guard = by
    },
    reads: (reader) => void readers.push(reader),
    letters: () => knocks.filter(isSignedLetter).map(({ body }) => JSON.parse(body) as Json),
    newId: (kind = 'things') => `${origin}/${kind}/${++made}`,
    actor: (name, more = {}, keyName = '#main-key') => newActor(peer, name, more, keyName),
    end: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return peer
}

const isSignedLetter = ({ method, signed }: Knock): boolean =>
  method === 'POST' && signed !== null && 'keyId' in signed

async function arrivedAs(request: IncomingMessage, origin: string): Promise<Arrived> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return {
    method: request.method!,
    address: origin + request.url!,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: Buffer.concat(parts).toString(),
  }
}

/** The public key behind a key id, asked for without a signature, as it must be had by whoever is asked for the first time. */
async function keyAt(keyId: string): Promise<KeyObject | null> {
  const answer = await fetch(keyId, { headers: { accept: activityJson } })
  const document = (await answer.json()) as Json
  const key = [document.publicKey, document].flat().find((one: Json | undefined) => one?.id === keyId)
  return key?.publicKeyPem ? createPublicKey(key.publicKeyPem) : null
}

/** An actor of a peer with new keys, served at its id and found by WebFinger. */
export function newActor(peer: Peer, name: string, more: Json, keyName: string): PeerActor {
  const id = `${peer.origin}/users/${name}`
  const key = { id: id + keyName, key: newRsa() }
  const proofKey = { id: `${id}#ed25519-key`, key: newEd25519() }
  const multikey = { type: 'Multikey', publicKeyMultibase: multikeyOf(proofKey.key) }
  const document: Json = {
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    id,
    type: 'Person',
    preferredUsername: name,
    inbox: `${id}/inbox`,
    outbox: `${id}/outbox`,
    publicKey: { id: key.id, owner: id, publicKeyPem: pemOf(key.key) },
    assertionMethod: [{ id: proofKey.id, controller: id, ...multikey }],
    ...more,
  }
  peer.publish(document)
  const resource = `acct:${name}@${peer.host}`
  peer.serve(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`, {
    type: 'application/jrd+json',
    body: { subject: resource, links: [{ rel: 'self', type: activityJson, href: id }] },
  })
  return { id, inbox: document.inbox, key, proofKey, document }
}

/** How a letter goes out otherwise than well. */
export type Sending = { signed?: Record<string, string>; headers?: Record<string, string>; chunked?: boolean }

/** Posts a letter as its bytes stand, with any headers, Host too, and says how it was answered. */
export function post(
  address: string,
  body: string,
  { signed = {}, headers = {}, chunked = false }: Sending = {},
) {
  // Said outright: Node counts a body that is there as a whole and announces its length.
  const length: Record<string, string> = chunked
    ? { 'transfer-encoding': 'chunked' }
    : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise<number>((resolve, reject) => {
    let answered = false
    const request = httpRequest(
      address,
      { method: 'POST', headers: { 'content-type': activityJson, ...length, ...signed, ...headers } },
      (response) => {
        answered = true
        response.resume()
        resolve(response.statusCode!)
      },
    )
    // Who is told that a body is too large before it is all sent may find the way shut.
    request.on('error', (error) => (answered ? undefined : reject(error)))
    request.end(body)
  })
}

/** Posts an activity as an actor would: signed with its key, by draft-cavage. */
export function send(from: PeerActor, address: string, activity: Json, so: Cavage = {}): Promise<number> {
  const body = JSON.stringify(activity)
  return post(address, body, { signed: signCavage(from.key, { method: 'POST', address, body }, so) })
}
