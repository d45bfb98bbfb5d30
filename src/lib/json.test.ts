import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonical, digestOf, type Json, type JsonObject } from './json.ts'

it('a JSON value is written down as RFC 8785 says', () => {
  const value = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0],
    string: '€$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  }
  expect(canonical(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
  expect(canonical({ '10': 1, '9': 2, é: 3, z: 4, '😀': 5, ﬀ: 6 })).toBe(
    '{"10":1,"9":2,"z":4,"é":3,"😀":5,"ﬀ":6}',
  )
})

it('it is written down just as other software writes it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
      expect(canonical(value as Json)).toBe(canonicalize(value))
    }),
    { numRuns: 300 },
  )
})

it('what is no number and half a character have no canonical form', () => {
  for (const value of [Number.POSITIVE_INFINITY, Number.NaN, 'half of 😀'.slice(0, -1), { '\ud800': 1 }])
    expect(() => canonical(value)).toThrow('no canonical form')
})

it('a digest does not change when a document is signed or its lines are set anew', () => {
  const document = { type: 'Note', content: 'Damp', more: { b: 1, a: 2 } }
  const signed: JsonObject = { more: { a: 2, b: 1 }, proof: { value: 'z1' }, content: 'Damp', type: 'Note' }
  expect(digestOf(signed)).toBe(digestOf(document))
  expect(digestOf({ ...document, content: 'Dry' })).not.toBe(digestOf(document))
})
