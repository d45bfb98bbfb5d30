import { domainToASCII } from 'node:url'
import { type Refusal, refuseWith } from './refusal.ts'

/** An address that mail can be sent to: as it is written, and as it is compared. */
export type ReadAddress = {
  /** As it was typed, with its domain in small ASCII letters: mail servers may tell Ann@ from ann@, and must be left to. */
  readonly address: string
  /** All in small letters: two that read so are one person's, whatever a server may say. Never mail to this. */
  readonly folded: string
}

/**
 * Reads an address as people type it. Strict on purpose: what RFC 5321 allows besides (quotation marks, comments, numbers
 * instead of a domain) nobody has, and each of it has been somebody's way to slip a second receiver into a mail.
 */
export function readMailAddress(typed: string): ReadAddress | Refusal {
  const address = typed.trim()
  const [name = '', domain = '', ...more] = address.split('@')
  if (name === '' || domain === '' || more.length > 0) return noAddress
  if (/[^\x20-\x7e]/.test(name)) return refuseWith('mail.no.address-letters')
  if (!/^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(name)) return noAddress
  if (name.length > 64) return refuseWith('mail.no.address-long')
  const plain = readDomain(domain)
  if (plain === null) return refuseWith('mail.no.address-domain')
  if (name.length + 1 + plain.length > 254) return refuseWith('mail.no.address-long')
  return { address: `${name}@${plain}`, folded: `${name.toLowerCase()}@${plain}` }
}

const noAddress = refuseWith('account.address-wrong')

/** A domain in ASCII, or null where it is none: of at least two parts, and none that ends in a number, which would be an IP address. */
function readDomain(domain: string): string | null {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return null
  const parts = domainToASCII(domain).split('.')
  const fitting = parts.every((part) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(part))
  return fitting && parts.length > 1 && !/^\d+$/.test(parts.at(-1)!) ? parts.join('.') : null
}
