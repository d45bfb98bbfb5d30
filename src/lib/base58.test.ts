import { decodeMultibase, encodeMultibase } from '@fedify/vocab-runtime'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromMultibase, toMultibase } from './base58.ts'

it('bytes are written in base58 as other software writes them, and read back', () => {
  const bytes = fc.uint8Array({ maxLength: 80 })
  const zeros = fc.nat({ max: 20 }).map((length) => new Uint8Array(length))
  fc.assert(
    fc.property(fc.oneof(bytes, zeros), (some) => {
      const text = toMultibase(some)
      expect(text).toBe(new TextDecoder().decode(encodeMultibase('base58btc', some)))
      expect([...fromMultibase(text)]).toEqual([...decodeMultibase(text as `z${string}`)])
    }),
  )
})

it('what is no such text, or far too long to be a key, is not read', () => {
  for (const text of ['', 'uAQ', 'z0', 'zl', 'z€', `z${'2'.repeat(100_000)}`])
    expect(() => fromMultibase(text)).toThrow(TypeError)
})
