import '../src/lib/temporal.ts'
import { generateCryptoKeyPair, signObject, signRequest } from '@fedify/fedify'
import { Create, CryptographicKey, Multikey, Note, Person, PUBLIC_COLLECTION } from '@fedify/fedify/vocab'
import { preloadedContexts } from '@fedify/vocab-runtime'
import type { Sent } from './load.ts'

/** A pair of RSA keys of 2048 bits, as nearly all of the network has them. */
export const rsaPair = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
    true,
    ['sign', 'verify'],
  )

/** Somebody who writes to a bare Fedify, by means of Fedify itself. */
export type FedifySender = {
  readonly actor: string
  /** What its server serves of it. */
  readonly document: unknown
  /** A note of common length, with its proof, and its address. */
  note(): Promise<{ id: string; document: unknown }>
  /** A Create(Note), signed, with a proof or without one. */
  letter(inbox: string, proved: boolean): Promise<Sent>
}

/** Makes somebody who lives at a neighbour and writes to a bare Fedify. */
export async function fedifySender(home: string): Promise<FedifySender> {
  const actor = new URL(`${home}/fedify/sender`)
  const [rsa, ed25519] = [await rsaPair(), await generateCryptoKeyPair('Ed25519')]
  const [rsaId, edId] = [new URL('#main-key', actor), new URL('#ed25519-key', actor)]
  const person = new Person({
    id: actor,
    preferredUsername: 'sender',
    inbox: new URL(`${actor.href}/inbox`),
    publicKey: new CryptographicKey({ id: rsaId, owner: actor, publicKey: rsa.publicKey }),
    assertionMethods: [new Multikey({ id: edId, controller: actor, publicKey: ed25519.publicKey })],
  })
  const newNote = () =>
    new Note({
      id: new URL(`${home}/fedify/notes/${crypto.randomUUID()}`),
      attribution: actor,
      content: `<p>${'Damp walls in the flats. '.repeat(30)}</p>`,
      to: PUBLIC_COLLECTION,
      published: Temporal.Now.instant(),
    })
  const prove = <Said extends Note | Create>(said: Said) =>
    signObject(said, ed25519.privateKey, edId, { contextLoader })
  return {
    actor: actor.href,
    document: await person.toJsonLd({ contextLoader }),
    async note() {
      const note = newNote()
      return { id: note.id!.href, document: await (await prove(note)).toJsonLd({ contextLoader }) }
    },
    async letter(inbox, proved) {
      const object = newNote()
      const id = new URL(`${object.id!.href}#create`)
      const create = new Create({ id, actor, object, to: PUBLIC_COLLECTION })
      const body = JSON.stringify(await (proved ? await prove(create) : create).toJsonLd({ contextLoader }))
      const headers = { 'content-type': 'application/activity+json', host: new URL(inbox).host }
      const request = new Request(inbox, { method: 'POST', headers, body })
      const signed = await signRequest(request, rsa.privateKey, rsaId)
      return {
        method: 'POST',
        path: new URL(inbox).pathname,
        headers: Object.fromEntries(signed.headers),
        body,
      }
    },
  }
}

/** So many letters of one sender. */
export async function fedifyLetters(
  sender: FedifySender,
  inbox: string,
  count: number,
  proved: boolean,
): Promise<Sent[]> {
  const letters: Sent[] = []
  while (letters.length < count) letters.push(await sender.letter(inbox, proved))
  return letters
}

async function contextLoader(address: string) {
  const document = (preloadedContexts as Record<string, unknown>)[address]
  if (document === undefined) throw new Error(`unknown context ${address}`)
  return { contextUrl: null, documentUrl: address, document }
}
