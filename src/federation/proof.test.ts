import { generateKeyPairSync } from 'node:crypto'
import { signObject, verifyObject, verifyProof } from '@fedify/fedify/sig'
import { Article, DataIntegrityProof, Multikey } from '@fedify/fedify/vocab'
import { getDocumentLoader, importMultibaseKey } from '@fedify/vocab-runtime'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../lib/json.ts'
import { isRefusal } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { isOurContext, withContext } from './context.ts'
import { multibaseOf, type Proof, prove, provedBy, readProof } from './proof.ts'

const keyId = 'https://hub.example/actors/1#ed25519-key'
const pair = generateKeyPairSync('ed25519')
const multibase = multibaseOf(pair.publicKey)
const article = withContext({
  type: 'Article',
  id: 'https://hub.example/issues/1',
  attributedTo: 'https://hub.example/actors/1',
  to: ['https://www.w3.org/ns/activitystreams#Public'],
  name: 'Damp flats on Mill Road',
  published: '2026-11-01T10:00:00.123Z',
  'moot:kind': 'moot:Issue',
  'moot:revision': 1,
  'moot:area': ['gss:E05000026'],
})
const signed = () => prove(article, pair.privateKey, keyId, instant(Date.parse('2026-11-01T10:00:00.5Z')))
const proofOf = (document: JsonObject): Proof => {
  const proof = readProof(document)
  if (isRefusal(proof)) throw new Error(proof.refused)
  return proof
}

/** A loader that knows our key's owner and nothing else but the shared contexts. */
const loader = async (address: string) => {
  if (!address.startsWith('https://hub.example/')) return getDocumentLoader()(address)
  const key = {
    id: keyId,
    type: 'Multikey',
    controller: 'https://hub.example/actors/1',
    publicKeyMultibase: multibase,
  }
  const owner = { type: 'Organization', id: 'https://hub.example/actors/1', assertionMethod: [key] }
  return { contextUrl: null, documentUrl: 'https://hub.example/actors/1', document: withContext(owner) }
}

describe('a proof on a document', () => {
  it('holds for exactly the document it was made over', () => {
    expect(provedBy(signed(), proofOf(signed()), multibase)).toBe(true)
    const changed = { ...signed(), name: 'Dry flats on Mill Road' }
    expect(provedBy(changed, proofOf(changed), multibase)).toBe(false)
    const added = { ...signed(), summary: 'one more word' }
    expect(provedBy(added, proofOf(added), multibase)).toBe(false)
  })

  it('does not hold under another key', () => {
    expect(provedBy(signed(), proofOf(signed()), multibaseOf(generateKeyPairSync('ed25519').publicKey))).toBe(
      false,
    )
  })

  it('is read by Fedify, which knows nothing of us', async () => {
    const { proof, ...rest } = signed()
    const read = await DataIntegrityProof.fromJsonLd(
      { '@context': article['@context'], ...(proof as object) },
      { contextLoader: getDocumentLoader(), documentLoader: loader },
    )
    expect(
      await verifyProof(rest, read, { contextLoader: getDocumentLoader(), documentLoader: loader }),
    ).toBeInstanceOf(Multikey)
    expect(
      await verifyProof({ ...rest, name: 'x' }, read, {
        contextLoader: getDocumentLoader(),
        documentLoader: loader,
      }),
    ).toBeNull()
  })

  it('is read by us when Fedify has made it', async () => {
    const key = await crypto.subtle.importKey(
      'pkcs8',
      pair.privateKey.export({ format: 'der', type: 'pkcs8' }),
      'Ed25519',
      true,
      ['sign'],
    )
    expect(await importMultibaseKey(multibase)).toBeDefined()
    const object = await signObject(
      new Article({ id: new URL('https://hub.example/issues/2'), name: 'Buses' }),
      key,
      new URL(keyId),
      { contextLoader: getDocumentLoader() },
    )
    const document = (await object.toJsonLd({
      format: 'compact',
      contextLoader: getDocumentLoader(),
    })) as JsonObject
    expect(provedBy(document, proofOf(document), multibase)).toBe(true)
    expect(
      await verifyObject(Article, document, {
        contextLoader: getDocumentLoader(),
        documentLoader: loader,
      }).catch(() => null),
    ).not.toBeUndefined()
  })

  it('is refused in words when it is missing, doubled or of another kind', () => {
    expect(readProof(article)).toEqual({ refused: 'it carries no proof' })
    expect(isRefusal(readProof({ ...article, proof: [signed().proof!, signed().proof!] }))).toBe(true)
    expect(
      isRefusal(
        readProof({
          ...article,
          proof: { ...(signed().proof as JsonObject), cryptosuite: 'eddsa-rdfc-2022' },
        }),
      ),
    ).toBe(true)
    expect(
      isRefusal(readProof({ ...article, proof: { ...(signed().proof as JsonObject), proofValue: '!' } })),
    ).toBe(true)
  })
})

describe('the context of a document', () => {
  it('holds just the terms the document uses, and is known as ours', () => {
    const inline = (article['@context'] as JsonObject[])[2]!
    expect(Object.keys(inline)).toEqual(['moot', 'moot:area', 'moot:kind', 'moot:revision'])
    expect(isOurContext(article['@context'])).toBe(true)
  })

  it('is not taken for ours when a word means something else in it', () => {
    const twisted = [
      ...(article['@context'] as JsonObject[]).slice(0, 2),
      { ...(article['@context'] as JsonObject[])[2], 'moot:area': 'https://elsewhere.example/area' },
    ]
    expect(isOurContext(twisted)).toBe(false)
    expect(isOurContext(['https://elsewhere.example/context'])).toBe(false)
    expect(isOurContext([...(article['@context'] as JsonObject[]), { name: 'as:summary' }])).toBe(false)
    expect(isOurContext([...(article['@context'] as JsonObject[]), null as never])).toBe(false)
  })
})
