import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'

/** Somebody who signs certificates: of their own making, or themselves. */
export type Issuer = { readonly name: string; readonly key: KeyObject; readonly cert: string }

/** A certificate for names and IP addresses with its key, both as PEM. Signed by an issuer, or else by itself. */
export function newCertificate(
  names: readonly string[],
  issuer?: Issuer,
  days: [from: number, to: number] = [-1, 30],
) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const cert = certify({
    subject: names[0]!,
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    extensions: [subjectNames(names)],
    ...{ issuer: issuer?.name ?? names[0]!, by: issuer?.key ?? privateKey, days },
  })
  return { cert, key: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string }
}

/** A new issuer whom nobody trusts yet. */
export function newIssuer(name = 'Test Issuer'): Issuer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ format: 'der', type: 'spki' })
  const mayIssue = extension([2, 5, 29, 19], sequence(Buffer.from([1, 1, 0xff])))
  const cert = certify({
    subject: name,
    issuer: name,
    spki,
    by: privateKey,
    extensions: [mayIssue],
    days: [-1, 30],
  })
  return { name, key: createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })), cert }
}

type About = {
  subject: string
  issuer: string
  spki: Buffer
  by: KeyObject
  extensions: Buffer[]
  days: [from: number, to: number]
}

/** X.509 (RFC 5280 §4.1), as little of it as will do. */
function certify({ subject, issuer, spki, by, extensions, days }: About): string {
  const algorithm = sequence(oid([1, 2, 840, 10045, 4, 3, 2]))
  const serial = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]))
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    ...[serial, algorithm, named(issuer), sequence(...days.map(dayFromNow)), named(subject), spki],
    der(0xa3, sequence(...extensions)),
  )
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, by)]))
  const base64 = sequence(body, algorithm, signature).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`
}

const dayFromNow = (days: number): Buffer =>
  der(0x18, Buffer.from(new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '')))

const named = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid([2, 5, 4, 3]), der(0x0c, Buffer.from(name)))))

const subjectNames = (names: readonly string[]): Buffer =>
  extension(
    [2, 5, 29, 17],
    sequence(
      ...names.map((name) =>
        isIPv4(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name)),
      ),
    ),
  )

const extension = (id: number[], value: Buffer): Buffer => sequence(oid(id), der(0x04, value))
const sequence = (...parts: Buffer[]): Buffer => der(0x30, Buffer.concat(parts))

function der(tag: number, value: Buffer): Buffer {
  const { length } = value
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), value])
}

function oid([first = 0, second = 0, ...rest]: number[]): Buffer {
  const bytes = [first * 40 + second]
  for (const part of rest) {
    const sevens = [part & 0x7f]
    for (let left = part >> 7; left > 0; left >>= 7) sevens.unshift((left & 0x7f) | 0x80)
    bytes.push(...sevens)
  }
  return der(0x06, Buffer.from(bytes))
}
