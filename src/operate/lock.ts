import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { Refused } from '../lib/granted.ts'

/** What a backup is encrypted with: a passphrase, or the public keys of those who may open it. */
export type Lock = { readonly passphrase: string } | { readonly recipients: readonly string[] }

/** What an encrypted backup is opened with. */
export type Key = { readonly passphrase: string } | { readonly identities: readonly string[] }

/** Letters that a passphrase has at least. Whoever has the file can try as many as they like. */
export const shortest = 12

/** How much work one try at a passphrase is: 128 MiB and about a second (scrypt, 2 to this power). A small server must be able to do it too. */
const work = 17

/**
 * Encrypts what comes through it, in the format of age (age-encryption.org/v1), which other programs open as well.
 * @throws Refused where the passphrase is too short, or a public key is none
 */
export async function sealing(lock: Lock) {
  const { Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  if ('passphrase' in lock) {
    if (lock.passphrase.length < shortest)
      throw new Refused(`The passphrase is too short: it must have at least ${shortest} characters.`)
    encrypter.setScryptWorkFactor(work)
    encrypter.setPassphrase(lock.passphrase)
  } else
    for (const recipient of lock.recipients)
      try {
        encrypter.addRecipient(recipient)
      } catch {
        throw new Refused(`“${recipient}” is no public key of age. One looks like age1ql3z7hjy54pw….`)
      }
  return async function* (zipped: AsyncIterable<Buffer>) {
    yield* await encrypter.encrypt(asWeb(Readable.from(zipped)))
  }
}

/** What an encrypted file holds; @throws Refused where the key does not open it. */
export async function opening(file: string, key: Key): Promise<AsyncIterable<Uint8Array>> {
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  if ('passphrase' in key) decrypter.addPassphrase(key.passphrase)
  else
    for (const identity of key.identities)
      try {
        decrypter.addIdentity(identity)
      } catch {
        throw new Refused('The identity is no secret key of age. One begins with AGE-SECRET-KEY-1.')
      }
  const source = createReadStream(file)
  try {
    return await decrypter.decrypt(asWeb(source))
  } catch {
    source.destroy()
    const what = 'passphrase' in key ? 'This passphrase' : 'This identity'
    throw new Refused(`${what} does not open ${file}; or else its beginning is damaged.`)
  }
}

const asWeb = (stream: Readable) => Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>
