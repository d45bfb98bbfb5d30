import { createHash } from 'node:crypto'

/** A plain JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
/** A JSON object. */
export type JsonObject = { [key: string]: Json }

/** Whether a value is a JSON object (no array, no null). */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What stands in a JSON-LD slot as a list: nothing, one value or an array all become an array. */
export const listOf = (value: Json | undefined): Json[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]

/**
 * The one way to write a JSON value down (JCS, RFC 8785). Each record that comes or goes is written so, twice.
 * @throws TypeError where it has no such form: half a character, or a number too large to be one
 */
export function canonical(value: Json): string {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('half a character has no canonical form')
    return JSON.stringify(value)
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError('what is no number has no canonical form')
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  let members = ''
  // The order of UTF-16 code units, in which JavaScript sorts, is the one that JCS wants.
  for (const name of Object.keys(value).sort())
    if (value[name] !== undefined)
      members += `${members === '' ? '' : ','}${canonical(name)}:${canonical(value[name])}`
  return `{${members}}`
}

/** SHA-256 of a text as `sha-256:` and base64url: how we write every digest. */
export const sha256 = (text: string): string =>
  `sha-256:${createHash('sha256').update(text).digest('base64url')}`

/** SHA-256 over the canonical form of a document without its proof: what a digest names, and what a proof is made over. */
export function hashOf({ proof: _, ...rest }: JsonObject): Buffer {
  return createHash('sha256').update(canonical(rest)).digest()
}

/** A hash of a document as the text of a digest. */
export const digestText = (hash: Buffer): string => `sha-256:${hash.toString('base64url')}`

/** The digest of a document: without its proof, so that signing anew changes nothing. */
export const digestOf = (document: JsonObject): string => digestText(hashOf(document))
