import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects } from './support/db.ts'
import {
  expectRefused,
  honest,
  openStage,
  type Refused,
  type Stage,
  tell,
  tellWith,
} from './support/hostile.ts'
import { issueByIri } from './support/issues.ts'
import { activityJson, post } from './support/peer.ts'
import {
  type Json,
  type Key,
  newRsa,
  pemOf,
  proveBy,
  type Rfc9421,
  signCavage,
  signLinkedData,
  signRfc9421,
} from './support/peer-signatures.ts'
import { until } from './support/server.ts'

const HOUR = 3600_000
const ago = (ms: number) => new Date(Date.now() - ms).toUTCString()
const unsigned = ({ inbox }: Stage, letter: Json) => post(inbox, JSON.stringify(letter))
const tell9421 = ({ inbox }: Stage, key: Key, letter: Json, so: Rfc9421 = {}) => {
  const body = JSON.stringify(letter)
  return post(inbox, body, { signed: signRfc9421(key, { method: 'POST', address: inbox, body }, so) })
}
const claiming = (id: string, owner: string, key: Key) => ({
  '@context': 'https://w3id.org/security/v1',
  id,
  owner,
  publicKeyPem: pemOf(key.key),
})

/** Who sent a letter is said by its HTTP signature and by nothing else. */
const bySignature: Refused[] = [
  {
    says: 'without a signature',
    status: 401,
    why: /not signed/,
    send: (stage) => unsigned(stage, honest(stage)),
  },
  {
    says: 'whose signature does not hold',
    status: 401,
    why: /does not hold/,
    send: (stage) => tellWith(stage, { ...stage.alice.key, key: newRsa() }, honest(stage)),
  },
  {
    says: 'whose signature is no signature at all',
    status: 401,
    why: /does not hold/,
    send: (stage) => {
      const signature = `keyId="${stage.alice.key.id}",headers="(request-target) host date digest",signature="~"`
      const body = JSON.stringify(honest(stage))
      const signed = signCavage(stage.alice.key, { method: 'POST', address: stage.inbox, body })
      return post(stage.inbox, body, { signed: { ...signed, signature } })
    },
  },
  {
    says: 'signed by a neighbour on the same server',
    status: 401,
    why: /signed by .*\/bob/,
    send: (stage) => tell(stage, stage.bob, honest(stage)),
  },
  {
    says: 'signed by somebody on another server',
    status: 401,
    why: /signed by .*\/mallory/,
    send: (stage) => tell(stage, stage.mallory, honest(stage)),
  },
  {
    says: 'signed by another in the manner of RFC 9421',
    status: 401,
    why: /signed by .*\/mallory/,
    send: (stage) => tell9421(stage, stage.mallory.key, honest(stage)),
  },
]

/** The other two kinds of signature, by their maker, on letters that no HTTP signature or somebody else’s brings. */
const inside: [kind: string, sign: (hub: Stage['alice'], letter: Json) => Json | Promise<Json>][] = [
  ['a Linked Data signature', (hub, letter) => signLinkedData(hub.key, letter)],
  ['an object proof', (hub, letter) => proveBy(hub.proofKey, letter)],
]
const byWhatIsInside: Refused[] = inside.flatMap(([kind, sign]) =>
  (['alice', 'bob', 'mallory'] as const).flatMap((by) => [
    {
      says: `with ${kind} by ${by} and no HTTP signature`,
      status: 401,
      why: /not signed/,
      send: async (stage: Stage) => unsigned(stage, await sign(stage[by], honest(stage))),
    },
    ...(['bob', 'mallory'] as const).map((sender) => ({
      says: `with ${kind} by ${by} and an HTTP signature by ${sender}`,
      status: 401,
      why: new RegExp(`signed by .*/${sender}`),
      send: async (stage: Stage) => tell(stage, stage[sender], await sign(stage[by], honest(stage))),
    })),
  ]),
)

/** A key is somebody’s where that one’s own document lists it. */
const byKey: Refused[] = [
  {
    says: 'signed with a key that stands in no document',
    status: 401,
    why: /does not list the key/,
    send: (stage) => tellWith(stage, { id: `${stage.alice.id}#stray`, key: newRsa() }, honest(stage)),
  },
  {
    says: 'signed with a key that only claims to be hers, on her own server',
    status: 401,
    why: /does not list the key/,
    send: (stage) => {
      const key = { id: stage.theirs.newId('keys'), key: newRsa() }
      stage.theirs.publish(claiming(key.id, stage.alice.id, key))
      return tellWith(stage, key, honest(stage))
    },
  },
  {
    says: 'signed with a key that only claims to be hers, on another server',
    status: 401,
    why: /names no owner on its own server/,
    send: (stage) => {
      const key = { id: stage.other.newId('keys'), key: newRsa() }
      stage.other.publish(claiming(key.id, stage.alice.id, key))
      return tellWith(stage, key, honest(stage))
    },
  },
  {
    says: 'signed with a key whose document is a page',
    status: 401,
    why: /could not be read/,
    send: (stage) => {
      const key = { id: stage.theirs.newId('keys'), key: newRsa() }
      stage.theirs.serve(key.id, { type: 'text/html', body: claiming(key.id, stage.alice.id, key) })
      return tellWith(stage, key, honest(stage))
    },
  },
  {
    says: 'signed with a key that a neighbour lists as hers',
    status: 401,
    why: /does not list the key/,
    send: (stage) => {
      const carol = stage.theirs.actor('carol')
      carol.document.publicKey.owner = stage.alice.id
      return tellWith(stage, carol.key, honest(stage))
    },
  },
  {
    says: 'signed with a key that a neighbour’s document lists under her key’s name',
    status: 401,
    why: /does not hold/,
    send: (stage) => {
      const dave = stage.theirs.actor('dave')
      dave.document.publicKey.id = stage.alice.key.id
      return tellWith(stage, { id: stage.alice.key.id, key: dave.key.key }, honest(stage))
    },
  },
]

const weak = (says: string, so: Parameters<typeof tell>[3], why = /does not hold/): Refused => ({
  says,
  status: 401,
  why,
  send: (stage) => tell(stage, stage.alice, honest(stage), so),
})
const weak9421 = (says: string, so: Rfc9421): Refused => ({
  says: `${says}, in the manner of RFC 9421`,
  status: 401,
  why: /does not hold/,
  send: (stage) => tell9421(stage, stage.alice.key, honest(stage), so),
})

/** A signature says what it is of: this letter, to this server, now. */
const byWhatIsSigned: Refused[] = [
  {
    says: 'whose signature says twice, one in the other, what it is of',
    status: 401,
    why: /does not hold/,
    send: (stage) => {
      const body = JSON.stringify(honest(stage))
      const of = { method: 'POST', address: stage.inbox, body }
      const signed = signCavage(stage.alice.key, of, { headers: ['(request-target)', 'date', 'digest'] })
      const signature = signed.signature!.replace(
        'headers="',
        'headers="(request-target) host date digest x,headers="',
      )
      expect(signature).not.toBe(signed.signature)
      return post(stage.inbox, body, { signed: { ...signed, signature } })
    },
  },
  weak('whose digest is of another body', { digest: 'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' }),
  weak('whose digest is not signed', { headers: ['(request-target)', 'host', 'date'] }),
  weak('whose date is not signed', { headers: ['(request-target)', 'host', 'digest'] }),
  weak('whose address is not signed', { headers: ['host', 'date', 'digest'] }),
  weak('whose host is not signed', { headers: ['(request-target)', 'date', 'digest'] }),
  weak('that is two hours old', { date: ago(2 * HOUR) }),
  weak('from two hours ahead', { date: ago(-2 * HOUR) }),
  weak('whose date is no date', { date: 'soon' }),
  weak('signed for another server', { host: 'elsewhere.example' }),
  weak('signed for another inbox', { target: 'post /actors/0/inbox' }),
  weak('whose signature is of a reading', { target: 'get /inbox' }),
  weak9421('whose digest is of another body', {
    digest: 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
  }),
  weak9421('whose digest is not signed', { covers: ['@method', '@target-uri'] }),
  weak9421('whose address is not signed', { covers: ['@method', 'content-digest'] }),
  weak9421('whose method is not signed', { covers: ['@target-uri', 'content-digest'] }),
  weak9421('that is two hours old', { created: Math.floor(Date.now() / 1000) - 7200 }),
  weak9421('from the year 300000', { created: 9e12 }),
  weak9421('signed for another server', { target: 'https://elsewhere.example/inbox' }),
]

describe.each(dialects)('a letter to a server on %s is refused', (dialect) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage(dialect)
  })
  afterAll(() => stage.end())

  it.each([...bySignature, ...byWhatIsInside, ...byKey, ...byWhatIsSigned])('$says', async (refused) => {
    await expectRefused(stage, refused)
  })

  it('with the Host of another server, while one whose Host a proxy changed is taken', async () => {
    const letter = honest(stage)
    const body = JSON.stringify(letter)
    const of = (address: string) => signCavage(stage.alice.key, { method: 'POST', address, body })
    const elsewhere = of('http://elsewhere.example/inbox')
    expect(await post(stage.inbox, body, { signed: elsewhere })).toBe(401)
    const headers = { host: '127.0.0.1', 'content-type': activityJson }
    expect(await post(stage.inbox, body, { signed: of(stage.inbox), headers })).toBe(202)
    await until('the record is here', () => issueByIri(stage.world, letter.object.id))
  })

  it('by nobody when all is well, in either manner of signing', async () => {
    for (const how of [tellWith, tell9421]) {
      const letter = honest(stage)
      expect(await how(stage, stage.alice.key, letter)).toBe(202)
      await until('the record is here', () => issueByIri(stage.world, letter.object.id))
    }
  })
})
