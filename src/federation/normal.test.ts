import { expect, it } from 'vitest'
import type { Json, JsonObject } from '../lib/json.ts'
import { normalForm } from './normal.ts'

const activityStreams = 'https://www.w3.org/ns/activitystreams'
const document = (context: Json, more: JsonObject = {}): JsonObject => ({
  '@context': context,
  id: 'https://peer.example/1',
  type: 'Article',
  ...more,
})
const whyNot = (it: JsonObject) =>
  normalForm(it).then(
    () => 'it was read',
    (error: Error) => error.message,
  )
const terms = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`t${at}`, `https://peer.example/t${at}`]))

it('a document in other words is read into ours', async () => {
  const words = { titel: 'https://www.w3.org/ns/activitystreams#name' }
  expect(await normalForm(document([activityStreams, words], { titel: 'Damp' }))).toMatchObject({
    name: 'Damp',
  })
})

it('the context of a proof is the proof’s own, and what it says is not read', async () => {
  const proof = { '@context': { name: 'https://peer.example/other' }, type: 'DataIntegrityProof' }
  const read = await normalForm(document([activityStreams, terms(3)], { name: 'Damp', proof }))
  expect(read).toMatchObject({ name: 'Damp' })
  expect(read).not.toHaveProperty('proof')
})

const pages = Array.from({ length: 1500 }, () => ({ type: 'T' }))
it.each<[says: string, it: JsonObject]>([
  [
    'belongs to a type, and would be worked through at each thing of that type',
    document([activityStreams, { T: { '@id': 'https://peer.example/T', '@context': terms(3000) } }], {
      tag: pages,
    }),
  ],
  ['belongs to a term of a term', document({ a: { b: { '@context': [] } } })],
  ['stands inside', document([activityStreams, terms(1)], { tag: [{ '@context': terms(1) }] })],
  ['has many parts', document([activityStreams, ...Array(16).fill(terms(1))])],
])('a context that %s is not worked through', async (_, it) => {
  expect(await whyNot(it)).toBe('its context is too involved')
})

it('a context that is to be had elsewhere is not asked for', async () => {
  for (const context of [
    'https://peer.example/context',
    'https://10.0.0.7/',
    'file:///etc/passwd',
    '/context',
  ])
    expect(await whyNot(document([activityStreams, context]))).toMatch(
      /which we do not know|too involved|cannot/,
    )
})
