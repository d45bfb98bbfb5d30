import { isIP } from 'node:net'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import { z } from 'zod'

/**
 * The name that passkeys of this server are bound to: the host of its origin. Null where the origin is a bare address, to
 * which browsers bind none. A server that moves to another origin loses them.
 */
export function passkeyHost(origin: string): string | null {
  const { hostname } = new URL(origin)
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : null
}

/** What somebody calls a passkey. */
export const PasskeyName = z.string().trim().min(1).max(60)

/** Bytes in base64url, as browsers write them. */
const text = z
  .string()
  .max(20_000)
  .regex(/^[\w-]+=*$/)
const alike = {
  id: text,
  rawId: text,
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional(),
}

/** What a browser answers that made a passkey, as far as we read it. */
export const MadePasskey = z.object({
  ...alike,
  response: z.object({
    clientDataJSON: text,
    attestationObject: text,
    transports: z.array(z.string().max(30)).max(10).default([]),
  }),
})

/**
 * Whether a new passkey comes without certificates of its maker. We ask for none; and whoever checks one looks up whether it
 * was revoked, at whatever address the certificate names.
 */
export function bringsNoCertificate(attestationObject: string): boolean {
  try {
    const read = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'base64url')))
    const format = read.get('fmt')
    // Some browsers leave what the device signed for itself.
    return format === 'none' || (format === 'packed' && read.get('attStmt').get('x5c') === undefined)
  } catch {
    return false
  }
}

/** What a browser answers that used a passkey. */
export const UsedPasskey = z.object({
  ...alike,
  response: z.object({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: text.optional(),
  }),
})

/** Reads what a browser answered, out of the hidden field of a form; null where it is none of its kind. */
export function answered<T>(shape: z.ZodType<T>, typed: string | undefined): T | null {
  try {
    const read = shape.safeParse(JSON.parse(typed ?? ''))
    return read.success ? read.data : null
  } catch {
    return null
  }
}
