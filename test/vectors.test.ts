import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { provedBy, readProof } from '../src/federation/proof.ts'
import { readActor } from '../src/federation/remote.ts'
import { signatureHolds } from '../src/federation/verify.ts'
import { canonical, hashOf, type JsonObject } from '../src/lib/json.ts'
import { baseOf, newRsa, pemOf, type Rfc9421, signRfc9421 } from './support/peer-signatures.ts'
import { sure } from './support/people.ts'

const read = (path: string): string => readFileSync(new URL(`vectors/${path}`, import.meta.url), 'utf8')
const json = (path: string): JsonObject => JSON.parse(read(path)) as JsonObject

/** Everything that can be changed in a document, each once: for a proof that covers all of it. */
const changes = (document: JsonObject): JsonObject[] =>
  Object.keys(document)
    .filter((key) => key !== 'proof')
    .map((key) => ({ ...document, [key]: 'changed' }))

describe('the published vectors of', () => {
  it.each(['arrays', 'french', 'structures', 'unicode', 'values', 'weird'])(
    'JCS (RFC 8785) come out as they must: %s',
    (name) => {
      const written = canonical(JSON.parse(read(`jcs/input/${name}.json`)))
      expect(written).toBe(read(`jcs/output/${name}.json`).replace(/\n$/, ''))
    },
  )

  it.each([
    ['4340000000000001', '9007199254740994'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['8000000000000000', '0'],
  ])('JCS come out as they must: the number %s', (hex, text) => {
    expect(canonical(Buffer.from(hex, 'hex').readDoubleBE())).toBe(text)
  })

  it('eddsa-jcs-2022 (VC Data Integrity) hold, at each step, and for no other document', () => {
    const signed = json('vc-di-eddsa/signedJCS.json')
    const { publicKeyMultibase } = json('vc-di-eddsa/keyPair.json') as { publicKeyMultibase: string }
    const { proof: _, ...bare } = signed
    expect(canonical(bare)).toBe(read('vc-di-eddsa/canonDocJCS.txt').trim())
    expect(hashOf(signed).toString('hex')).toBe(read('vc-di-eddsa/docHashJCS.txt').trim())
    expect(createHash('sha256').update(canonical(bare)).digest()).toEqual(hashOf(signed))
    const proof = sure(readProof(signed))
    expect(provedBy(signed, proof, publicKeyMultibase)).toBe(true)
    expect(changes(signed)).toHaveLength(8)
    for (const changed of changes(signed)) expect(provedBy(changed, proof, publicKeyMultibase)).toBe(false)
  })

  it('FEP-8b32 hold by the key that the actor lists, and for no other document', () => {
    const signed = json('fep-8b32/signed.json')
    const actor = json('fep-8b32/actor.json')
    const { keys } = sure(readActor(actor, actor.id as string))
    const proof = sure(readProof(signed))
    const key = keys.find(({ id }) => id === proof.verificationMethod)!
    expect(provedBy(signed, proof, key.public)).toBe(true)
    for (const changed of changes(signed)) expect(provedBy(changed, proof, key.public)).toBe(false)
    const other = { ...proof, options: { ...proof.options, created: '2023-02-24T23:36:39Z' } }
    expect(provedBy(signed, other, key.public)).toBe(false)
  })

  describe('RFC 9421', () => {
    type Vector = { url: string; created: number; headers: Record<string, string>; body: string }
    const vectors = json('rfc9421/vectors.json')
    const proxy = vectors['proxy_sig of 4.3'] as unknown as Vector
    const ed25519 = vectors['sig-b26 of B.2.6'] as unknown as Vector
    const small = ({ headers }: Vector): Record<string, string> =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    /** Whether the signature of a vector holds by the reader that our tests read what we send with. */
    const holds = (vector: Vector, key: string, algorithm: 'sha256' | null): boolean => {
      const { 'signature-input': input, signature, ...headers } = small(vector)
      const about = input!.replace(/^[\w-]+=/, '')
      const base = baseOf(about, { method: 'POST', address: vector.url }, headers)
      const value = Buffer.from(/=:([^:]*):$/.exec(signature!)![1]!, 'base64')
      return verify(algorithm, Buffer.from(base), createPublicKey(vectors[key] as string), value)
    }

    it('hold by the reader of our tests, rsa-v1_5-sha256 and Ed25519, and for no other letter', () => {
      expect(holds(proxy, 'test-key-rsa', 'sha256')).toBe(true)
      expect(holds({ ...proxy, url: proxy.url.replace('/foo', '/bar') }, 'test-key-rsa', 'sha256')).toBe(
        false,
      )
      expect(holds(ed25519, 'test-key-ed25519', null)).toBe(true)
      expect(holds({ ...ed25519, url: 'https://example.net/foo' }, 'test-key-ed25519', null)).toBe(false)
    })

    it('are not taken as letters: their keys have no address, and one says nothing of its body', async () => {
      for (const [vector, key] of [
        [proxy, 'test-key-rsa'],
        [ed25519, 'test-key-ed25519'],
      ] as const) {
        const letter = {
          url: vector.url,
          headers: new Headers(vector.headers),
          body: Buffer.from(vector.body),
        }
        const world = { clock: () => (vector.created + 10) * 1000 }
        expect(await signatureHolds(world, letter, vectors[key] as string)).toBe(false)
      }
    })

    describe('with a key that has an address, all else as in §4.3,', () => {
      const key = { id: 'https://proxy.example/actor#main-key', key: newRsa() }
      const { created, url, body } = proxy
      const { 'signature-input': input, signature: _, 'content-digest': digest, ...sent } = small(proxy)
      const covers = [...input!.matchAll(/"([\w@-]+)"(?=[ )])/g)].map((match) => match[1]!)
      const signed = (so: Rfc9421 = {}) =>
        signRfc9421(
          key,
          { method: 'POST', address: url, body },
          { covers, created, digest: `sha-256=:${sha256(body)}:`, sent, ...so },
        )
      const sha256 = (text: string) => createHash('sha256').update(text).digest('base64')
      const taken = (
        more: { url?: string; body?: string; after?: number; headers?: object } = {},
        so?: Rfc9421,
      ) =>
        signatureHolds(
          { clock: () => (created + (more.after ?? 10)) * 1000 },
          {
            url: more.url ?? url,
            headers: new Headers({ ...signed(so), ...more.headers }),
            body: Buffer.from(more.body ?? body),
          },
          pemOf(key.key),
        )

      it('hold by ours, and for no other letter', async () => {
        expect(covers).toEqual([
          ...[
            '@method',
            '@authority',
            '@path',
            'content-digest',
            'content-type',
            'content-length',
            'forwarded',
          ],
        ])
        expect(digest).toContain('sha-512=:')
        expect(await taken()).toBe(true)
        expect(await taken({}, { digest: digest! })).toBe(true)
        expect(await taken({ body: '{"hello": "words"}' })).toBe(false)
        expect(await taken({ url: url.replace('/foo', '/bar') })).toBe(false)
        expect(await taken({ url: url.replace('origin.host', 'other.host') })).toBe(false)
        expect(await taken({ headers: { forwarded: 'for=192.0.2.124' } })).toBe(false)
      })

      it('hold no longer than they say, nor an hour', async () => {
        expect([await taken({ after: 3500 }), await taken({ after: 3700 })]).toEqual([true, false])
        const expires = created + 60
        expect(await taken({ after: 60 }, { expires })).toBe(true)
        expect(await taken({ after: 61 }, { expires })).toBe(false)
      })
    })
  })
})
