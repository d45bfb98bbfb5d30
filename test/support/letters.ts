import { readdirSync, readFileSync } from 'node:fs'
import { activityJson, type Peer, post, startPeer } from './peer.ts'
import { type Json, type Key, newRsa, pemOf, signCavage, signRfc9421 } from './peer-signatures.ts'

/** Where the letters of other software are; test/letters/README.md says what stands in a file. */
const folder = new URL('../letters/', import.meta.url)

/** How a kind of server signs what it sends. */
type Signs = { headers?: string[]; algorithm?: string; keyId?: string; rfc9421?: true }

/** Somebody on a server of some software, with the document that it serves of them. */
type Correspondent = {
  about: string
  source: string
  signs: Signs
  document: Json
  /** A document of its own for the key. */
  key?: { address: string; document: Json }
  /** Nothing but the key is shown to who does not sign. */
  secure?: true
}

/** A letter of some software, with what is to come of it. */
export type Letter = {
  about: string
  source: string
  by?: string
  after?: string[]
  serves?: Json[]
  expect: { status: number; becomes: string; why?: string }
  letter: Json
}

/** Each kind of software whose letters are kept here. */
export const correspondents: readonly string[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'checkers')
  .map((entry) => entry.name)

const read = <T>(software: string, name: string): T =>
  JSON.parse(readFileSync(new URL(`${software}/${name}.json`, folder), 'utf8')) as T

/** Everybody of a kind of software who writes to us, by the names that the letters use. */
export const actorsOf = (software: string): Record<string, Correspondent> => read(software, 'actors')

/** Every letter of a kind of software, by the name of its file. */
export const lettersOf = (software: string): (Letter & { name: string })[] =>
  readdirSync(new URL(software, folder))
    .map((file) => file.replace('.json', ''))
    .filter((name) => name !== 'actors')
    .map((name) => ({ name, ...read<Letter>(software, name) }))

/** What of ours a letter may be about: addresses of a hub, of the server, of an issue and of an assembly. */
export type Ours = {
  readonly hub: string
  readonly server: string
  readonly issue: string
  readonly assembly: string
}

/** One key for everybody: making one takes longer than all else here. */
const key = newRsa()

/** A server of some software as it stands for one letter: at an address of its own, so that no letter knows of another. */
export type Writer = Awaited<ReturnType<typeof openWriter>>

/** Opens a server on which somebody is, who writes to us. */
export async function openWriter(software: string, ours: Ours) {
  const peer = await startPeer()
  const now = Date.now()
  const filled = <T>(what: T): T => fill(what, { ...ours, them: peer.origin, host: peer.host, ...dates(now) })
  const actors = filled(actorsOf(software))
  for (const actor of Object.values(actors)) open(peer, actor)
  return {
    ...peer,
    letter: (name: string) => filled(read<Letter>(software, name)),
    /** Serves what a letter is about, as it is when the letter goes out. */
    set: (serves: readonly Json[] = []) => {
      for (const { address, status, document, ...whole } of serves)
        if (address === undefined) peer.publish(whole)
        else peer.serve(address, { status, body: document ?? {} })
    },
    /** Hands a letter in, signed as that software signs. @returns how it is answered */
    send: (by: string | undefined, address: string, letter: Json): Promise<number> =>
      handIn(by === undefined ? Object.values(actors)[0]! : actors[by]!, address, letter),
  }
}

const dates = (now: number) => ({
  pem: pemOf(key),
  now: new Date(now - 60_000).toISOString(),
  later: new Date(now - 30_000).toISOString(),
})

/** Puts what is known only when a test runs in place of {them}, {hub} and so on. */
function fill<T>(what: T, values: Readonly<Record<string, string>>): T {
  const text = Object.entries(values).reduce(
    (json, [name, value]) => json.replaceAll(`{${name}}`, JSON.stringify(value).slice(1, -1)),
    JSON.stringify(what),
  )
  return JSON.parse(text) as T
}

function open(peer: Peer, { document, key: own, secure }: Correspondent): void {
  peer.publish(document)
  if (own) peer.serve(own.address, { body: own.document })
  if (!secure) return
  const path = own?.address.replace(peer.origin, '')
  peer.guard(({ method, path: asked, signed }) =>
    method === 'POST' || asked === path || (signed !== null && 'keyId' in signed)
      ? null
      : { status: 401, body: {} },
  )
}

function handIn({ signs, document }: Correspondent, address: string, letter: Json): Promise<number> {
  const body = JSON.stringify(letter)
  const by: Key = { id: signs.keyId ?? document.publicKey.id, key }
  const sent: Record<string, string> = {
    'content-type': activityJson,
    'content-length': String(Buffer.byteLength(body)),
    accept: activityJson,
    'user-agent': 'another server',
  }
  const request = { method: 'POST', address, body }
  const { headers = [], algorithm = 'rsa-sha256' } = signs
  const signed = signs.rfc9421
    ? signRfc9421(by, request)
    : signCavage(by, request, { headers, algorithm, sent })
  return post(address, body, { signed })
}
