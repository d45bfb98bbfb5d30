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

/**
 * Letters to a bare Fedify, written and signed by Fedify itself: a Create(Note) each, with an object proof or without one,
 * and the document of the actor who sends them, which its server serves.
 */
export async function fedifyLetters(
  home: string,
  inbox: string,
  count: number,
  proved: boolean,
): Promise<{ actor: string; document: unknown; letters: Sent[] }> {
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
  const letters: Sent[] = []
  for (let i = 0; i < count; i++) {
    const id = `${home}/fedify/notes/${crypto.randomUUID()}`
    const object = new Note({
      id: new URL(id),
      attribution: actor,
      content: `<p>${'Damp walls in the flats. '.repeat(30)}</p>`,
      to: PUBLIC_COLLECTION,
      published: Temporal.Now.instant(),
    })
    const create = new Create({ id: new URL(`${id}#create`), actor, object, to: PUBLIC_COLLECTION })
    const said = proved ? await signObject(create, ed25519.privateKey, edId, { contextLoader }) : create
    const body = JSON.stringify(await said.toJsonLd({ contextLoader }))
    const headers = { 'content-type': 'application/activity+json', host: new URL(inbox).host }
    const request = new Request(inbox, { method: 'POST', headers, body })
    const signed = await signRequest(request, rsa.privateKey, rsaId)
    letters.push({
      method: 'POST',
      path: new URL(inbox).pathname,
      headers: Object.fromEntries(signed.headers),
      body,
    })
  }
  return { actor: actor.href, document: await person.toJsonLd({ contextLoader }), letters }
}

async function contextLoader(address: string) {
  const document = (preloadedContexts as Record<string, unknown>)[address]
  if (document === undefined) throw new Error(`unknown context ${address}`)
  return { contextUrl: null, documentUrl: address, document }
}
