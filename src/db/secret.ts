import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../config.ts'

/** Seals what must not be read from a stolen database: private keys and queued payloads. */
export type Vault = {
  seal(text: string): string
  /** @throws where the text was sealed with another secret or was changed */
  unseal(sealed: string): string
}

/** AES-256-GCM under a key derived from the server's secret; each text has a nonce of its own. */
export function openVault(secret: string): Vault {
  // Handed over as bytes, a key is read anew for each text, which takes twice as long as to seal one.
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'folkmoot at rest', 32)))
  return {
    seal(text) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
    },
    unseal(sealed) {
      const bytes = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}

/** The server's secret: from the setting, from the file it names, or from `secret` in the data folder, made on the first run. */
export function readSecret(config: Config): string {
  if (config.secret) return config.secret
  const file = config.secretFile ?? join(config.data, 'secret')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  if (config.secretFile) throw new Error(`FOLKMOOT_SECRET_FILE names ${file}, but there is no such file.`)
  const secret = randomBytes(32).toString('base64url')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${secret}\n`, { mode: 0o600 })
  return secret
}
