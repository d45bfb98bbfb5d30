import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { openVault, readSecret } from './secret.ts'

const secret = 'a secret of this server that nobody else knows'

describe('what is sealed', () => {
  it('can be unsealed with the same secret, whatever the text', () => {
    for (const text of ['', 'key', 'ü 😀 \u0000', 'x'.repeat(1_000_000)])
      expect(openVault(secret).unseal(openVault(secret).seal(text))).toBe(text)
  })

  it('shows nothing of the text, and never looks the same twice', () => {
    const vault = openVault(secret)
    const sealed = Array.from({ length: 100 }, () => vault.seal('-----BEGIN PRIVATE KEY-----'))
    expect(new Set(sealed).size).toBe(100)
    for (const one of sealed)
      expect(Buffer.from(one, 'base64').toString('latin1')).not.toMatch(/PRIVATE|BEGIN/)
  })

  it('cannot be unsealed with another secret', () => {
    const sealed = openVault(secret).seal('key')
    expect(() => openVault(`${secret}.`).unseal(sealed)).toThrow()
  })

  it('cannot be unsealed once a single bit of it is changed, or the end is missing', () => {
    const vault = openVault(secret)
    const bytes = Buffer.from(vault.seal('key'), 'base64')
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes)
      changed[i]! ^= 1
      expect(() => vault.unseal(changed.toString('base64'))).toThrow()
    }
    for (let end = 0; end < bytes.length; end++)
      expect(() => vault.unseal(bytes.subarray(0, end).toString('base64'))).toThrow()
  })
})

describe('the secret of the server', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'folkmoot-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const read = (env: Record<string, string> = {}) =>
    readSecret(readConfig({ FOLKMOOT_DATA: join(folder, 'data'), ...env }))

  it('is made at the first start, for the eyes of its owner, and stays', () => {
    const made = read()
    expect(made.length).toBeGreaterThanOrEqual(43)
    expect(read()).toBe(made)
    const file = join(folder, 'data', 'secret')
    expect(readFileSync(file, 'utf8')).toBe(`${made}\n`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('is another one on every server', () => {
    expect(read()).not.toBe(read({ FOLKMOOT_DATA: join(folder, 'another') }))
  })

  it('is the one in the setting, or in the file that the setting names', () => {
    expect(read({ FOLKMOOT_SECRET: secret })).toBe(secret)
    const file = join(folder, 'mounted')
    writeFileSync(file, `${secret} of a file\n`)
    expect(read({ FOLKMOOT_SECRET_FILE: file })).toBe(`${secret} of a file`)
  })

  it('is not made up where a file was named that is not there', () => {
    const file = join(folder, 'not mounted')
    expect(() => read({ FOLKMOOT_SECRET_FILE: file })).toThrow(`FOLKMOOT_SECRET_FILE names ${file}`)
    expect(() => statSync(file)).toThrow()
  })
})
