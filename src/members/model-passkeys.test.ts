import { isoBase64URL, isoCBOR } from '@simplewebauthn/server/helpers'
import { expect, test } from 'vitest'
import { bringsNoCertificate, passkeyHost } from './model-passkeys.ts'

/** What an authenticator writes of a new passkey, in one of the formats there are. */
const made = (fmt: string, statement: Record<string, unknown>): string =>
  isoBase64URL.fromBuffer(
    isoCBOR.encode(
      new Map<string, unknown>([
        ['fmt', fmt],
        ['attStmt', new Map(Object.entries(statement))],
        ['authData', new Uint8Array([1])],
      ]) as Parameters<typeof isoCBOR.encode>[0],
    ),
  )

test('a passkey that brings certificates is not looked at any further, since that would ask other servers', () => {
  const bytes = new Uint8Array([1, 2])
  expect(bringsNoCertificate(made('none', {}))).toBe(true)
  expect(bringsNoCertificate(made('packed', { alg: -7, sig: bytes }))).toBe(true)
  expect(bringsNoCertificate(made('packed', { alg: -7, sig: bytes, x5c: [bytes] }))).toBe(false)
  for (const format of ['apple', 'android-key', 'android-safetynet', 'tpm', 'fido-u2f', 'new'])
    expect(bringsNoCertificate(made(format, { x5c: [bytes] }))).toBe(false)
  expect(bringsNoCertificate('')).toBe(false)
})

test('passkeys are bound to the host of a server, and to no bare address', () => {
  const origins = [
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
    'https://hub.example',
    'http://localhost:3000',
  ]
  expect(origins.map(passkeyHost)).toEqual([null, null, 'hub.example', 'localhost'])
})
