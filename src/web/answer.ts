import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Context } from 'hono'

/** The faces one address may have: a page for people, ActivityPub, plain JSON, a feed, a calendar, a sheet and a map's points. */
export type Face = 'html' | 'activity' | 'json' | 'atom' | 'ics' | 'csv' | 'geojson'

/** What each face is sent as. */
export const mediaTypes: Readonly<Record<Face, string>> = {
  html: 'text/html; charset=utf-8',
  activity: 'application/activity+json',
  json: 'application/json',
  atom: 'application/atom+xml; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  geojson: 'application/geo+json',
}

/**
 * Which of the offered faces a request wants: by the suffix of its path (`.json`, `.ics`), else by its Accept header
 * (RFC 9110 §12.5.1), else the first one offered. Tells caches so where Accept had a say.
 */
export function faceOf(c: Context, offered: readonly [Face, ...Face[]]): Face {
  const suffix = /\.(\w+)$/.exec(c.req.path)?.[1]
  const bySuffix = offered.find((face) => face === suffix)
  if (bySuffix !== undefined) return bySuffix
  if (offered.length > 1) c.header('Vary', 'Accept', { append: true })
  return byAccept(c.req.header('accept'), offered)
}

/** The face that an Accept header asks for most: higher q first, then the narrower range, then who stands first. */
export function byAccept(accept: string | undefined, offered: readonly [Face, ...Face[]]): Face {
  let best: { face: Face; q: number; narrow: number } | null = null
  for (const { range, q } of readAccept(accept ?? '')) {
    const match = matchOf(range, offered)
    if (match === null || q === 0) continue
    if (best === null || q > best.q || (q === best.q && match.narrow > best.narrow)) best = { ...match, q }
  }
  return best?.face ?? offered[0]
}

function readAccept(accept: string): { range: string; q: number }[] {
  return accept.split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    const q = Number(parameters.find((text) => text.startsWith('q='))?.slice(2) ?? 1)
    return { range, q: Number.isNaN(q) ? 0 : Math.min(1, Math.max(0, q)) }
  })
}

const faces: Readonly<Record<string, Face>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'application/activity+json': 'activity',
  'application/ld+json': 'activity',
  'application/json': 'json',
  'application/atom+xml': 'atom',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'application/geo+json': 'geojson',
}

function matchOf(range: string, offered: readonly [Face, ...Face[]]): { face: Face; narrow: number } | null {
  const exact = faces[range]
  if (exact !== undefined && offered.includes(exact)) return { face: exact, narrow: 2 }
  if (range === '*/*' || range === '*') return { face: offered[0], narrow: 0 }
  if (!range.endsWith('/*')) return null
  const face = offered.find((one) => mediaTypes[one].startsWith(range.slice(0, -1)))
  return face === undefined ? null : { face, narrow: 1 }
}

/**
 * Sends a text that a machine will ask for again, with an ETag made of it, and 304 where the asker has it already.
 * `modified` (an instant) is told, but never decides: a list that lost an entry has no newer date to show for it.
 */
export function sendAgain(c: Context, face: Face, body: string, modified: string | null = null): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
  c.header('ETag', etag)
  openToAll(c)
  if (modified !== null) c.header('Last-Modified', new Date(modified).toUTCString())
  if (hasAlready(c.req.header('if-none-match'), etag)) return c.body(null, 304)
  c.header('Content-Type', mediaTypes[face])
  return c.body(body)
}

/**
 * Sends a long list bit by bit as it is read, so that no more of it is held at once than one batch. It has no ETag: only its
 * end would know it.
 */
export function sendStream(c: Context, face: Face, parts: AsyncIterable<string>): Response {
  openToAll(c)
  c.header('Content-Type', mediaTypes[face])
  const read = Readable.toWeb(Readable.from(parts, { highWaterMark: 1 })) as ReadableStream<string>
  return c.body(read.pipeThrough(new TextEncoderStream()))
}

/** What is open may be read by the pages of any site, and is asked for anew before it is used again. */
function openToAll(c: Context): void {
  c.header('Cache-Control', 'public, no-cache')
  c.header('Access-Control-Allow-Origin', '*')
}

/** Weak comparison (RFC 9110 §13.1.2): whoever compressed the answer on its way may have made the tag weak. */
function hasAlready(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}
