import { randomBytes } from 'node:crypto'

let last = 0n

/**
 * A new UUIDv7 (RFC 9562 §5.7): sorts by the moment it was made, and rises strictly within one process.
 * Not for secrets or anything anonymous: use newToken, which has neither time nor order in it.
 */
export function newId(now = Date.now()): string {
  const bytes = randomBytes(16)
  // 48 bits of milliseconds and 12 bits of counter; a burst within one millisecond borrows from the next.
  let stamp = (BigInt(now) << 12n) | BigInt(bytes.readUInt16BE(6) & 0x3ff)
  if (stamp <= last) stamp = last + 1n
  last = stamp
  bytes.writeUIntBE(Number(stamp >> 12n), 0, 6)
  bytes.writeUInt16BE(0x7000 | Number(stamp & 0xfffn), 6)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A secret of 192 random bits in URL-safe text. */
export const newToken = (): string => randomBytes(24).toString('base64url')

/** Whether a text has the shape of one of our ids (a UUID in lower case). */
export const isId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)

/** When an id was made that newId made, in ms since 1970. */
export const madeAt = (id: string): number => Number.parseInt(id.slice(0, 13).replace('-', ''), 16)
