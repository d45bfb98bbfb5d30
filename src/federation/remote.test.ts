import { expect, it } from 'vitest'
import { multikeyOf, newEd25519, newRsa, pemOf } from '../../test/support/peer-signatures.ts'
import type { JsonObject } from '../lib/json.ts'
import { readActor } from './remote.ts'

const iri = 'https://peer.example/users/southend'
const pem = pemOf(newRsa())
const multibase = multikeyOf(newEd25519())
const keyOf = (at: number) => ({ id: `${iri}#k${at}`, owner: iri, publicKeyPem: pem })
const proofKeyOf = (at: number) => ({ id: `${iri}#e${at}`, controller: iri, publicKeyMultibase: multibase })
const actor = (more: JsonObject = {}): JsonObject => ({
  ...{ id: iri, type: 'Organization', inbox: `${iri}/inbox`, 'moot:changes': `${iri}/changes` },
  ...{ preferredUsername: 'southend', name: 'South End' },
  ...more,
})

it('a hub that says more of itself than anybody needs is not kept', () => {
  expect(readActor(actor({ summary: 'x'.repeat(60_000) }), iri)).toMatchObject({ name: 'South End' })
  expect(readActor(actor({ summary: 'x'.repeat(70_000) }), iri)).toEqual({
    refused: expect.stringContaining('more of itself than we can keep'),
  })
})

it('of an actor’s keys five of each sort are kept', () => {
  const twenty = Array.from({ length: 20 }, (_, at) => at)
  const read = readActor(
    actor({ publicKey: twenty.map(keyOf), assertionMethod: twenty.map(proofKeyOf) }),
    iri,
  )
  expect('keys' in read && read.keys.map(({ algorithm }) => algorithm)).toEqual([
    ...Array(5).fill('rsa'),
    ...Array(5).fill('ed25519'),
  ])
})

it.each<[says: string, key: JsonObject]>([
  ['is longer than any', { publicKeyPem: pem.replace('-----END', `${'A'.repeat(5000)}\n-----END`) }],
  ['is any text', { publicKeyPem: 'Call me.' }],
  ['has something hidden in it', { publicKeyPem: pem.replace('\n', '\u202e\n') }],
])('what %s is not kept as a key', (_, key) => {
  const read = readActor(actor({ publicKey: { ...keyOf(1), ...key } }), iri)
  expect('keys' in read && read.keys).toEqual([])
})

it('names are one line of two hundred letters, and addresses are addresses', () => {
  const read = readActor(
    actor({ name: `South\u202e End\n${'x'.repeat(500)}`, preferredUsername: 'y'.repeat(500) }),
    iri,
  )
  expect('name' in read && [read.name!.length <= 200, /[\u202e\n]/.test(read.name!)]).toEqual([true, false])
  expect('handle' in read && read.handle!.length).toBeLessThan(220)
  for (const inbox of [
    `${iri}/\u202exobni`,
    `${iri}/${'x'.repeat(2100)}`,
    'https://other.example/inbox',
    '/inbox',
  ])
    expect(readActor(actor({ inbox }), iri)).toEqual({ refused: expect.stringContaining('no inbox') })
})
