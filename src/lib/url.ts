import { z } from 'zod'
import { wrong } from './complaints.ts'

/** A link that may be shown or fetched: http or https and nothing else (`javascript:` passes a plain URL check). */
export const HttpUrl = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .refine((text) => originOf(text) !== null, wrong('wrong.web-address'))

/** The longest address that is one, in bytes: what fits into any database's index, with something beside it. */
const longestAddress = 2048

/**
 * The origin of an address (scheme, host, port), or null where it is no http address. One with a space, a control character
 * or one that turns the direction of writing is none: a parser drops or rewrites them without a word, and then one thing
 * has two names, or looks like another.
 */
export function originOf(address: unknown): string | null {
  if (typeof address !== 'string' || /[\s\p{Cc}\p{Bidi_Control}]/u.test(address) || !URL.canParse(address))
    return null
  if (Buffer.byteLength(address) > longestAddress) return null
  const { protocol, origin, username, password } = new URL(address)
  return (protocol === 'https:' || protocol === 'http:') && username + password === '' ? origin : null
}

/** Whether two addresses are http addresses of one origin. */
export const sameOrigin = (a: unknown, b: unknown): boolean => {
  const origin = originOf(a)
  return origin !== null && origin === originOf(b)
}

/** Whether a host name (as URL.hostname gives it) stands for this machine itself. */
export const isLoopbackHost = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  /^127(\.\d{1,3}){3}$/.test(hostname) ||
  hostname === '[::1]' ||
  hostname === '::1'
