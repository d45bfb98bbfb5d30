import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../config.ts'

/** Seals what must not be read from a stolen database: private keys and queued payloads. */
export type Vault = {
  seal(text: string): string
  /** @throws where the text was sealed with another secret or was changed */
  unseal(sealed: string): string
  /** A fingerprint by which a text can be found again that is sealed: always the same, and made by nobody without the secret. */
  mark(text: string): string
}

/** AES-256-GCM under a key derived from the server's secret; each text has a nonce of its own. */
export function openVault(secret: string): Vault {
  // Handed over as bytes, a key is read anew for each text, which takes twice as long as to seal one.
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'folkmoot at rest', 32)))
  const marking = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'folkmoot finds again', 32)))
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
    mark: (text) => createHmac('sha256', marking).update(text).digest('base64url'),
  }
}

/** The file in which the server's secret is kept, where it is no setting. */
export const secretFile = (config: Pick<Config, 'secretFile' | 'data'>): string =>
  config.secretFile ?? join(config.data, 'secret')

/**
 * The server's secret as it is kept: by the setting, or in its file; null where there is none yet.
 * @throws an Error in a plain sentence where its file cannot be read
 */
export function keptSecret(config: Config): string | null {
  if (config.secret) return config.secret
  const file = secretFile(config)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') throw new Error(`The secret in ${file} cannot be read by this user (${code}).`)
  }
  if (config.secretFile) throw new Error(`FOLKMOOT_SECRET_FILE names ${file}, but there is no such file.`)
  return null
}

/** The server's secret as it is kept; made on the first run. */
export function readSecret(config: Config): string {
  const kept = keptSecret(config)
  if (kept !== null) return kept
  const secret = randomBytes(32).toString('base64url')
  writeSecret(secretFile(config), secret)
  return secret
}

/** Puts a secret into a file that only this user may read. */
export function writeSecret(file: string, secret: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${secret}\n`, { mode: 0o600 })
}
