import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { SECOND } from '../lib/time.ts'
import type { World } from '../world.ts'
import { activityJson } from './iri.ts'

/** A document as it goes out: bytes and headers that were made once and serve many. */
export type Served = {
  readonly status: number
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Record<string, string>
  readonly etag: string
}

/** Looks what stands at an address now; null where nothing does. */
export type Look = () => Promise<{ status?: number; body: string; type?: string } | null>

/** Answers to a request by its path: from memory where it was made before, and anew after every change of what is public. */
export type Desk = (
  request: { path: string; ifNoneMatch: string | undefined },
  look: Look,
) => Promise<Response | null>

/** How long a document is served from memory at most (ms): a beat of another process may be lost with its connection. */
const longest = 30 * SECOND

/**
 * Documents held ready in memory, at most 64 MiB. Every beat about what is public empties it, so what this process or
 * another changed is seen at once; a letter that tells of a change is never sent before its object is served.
 */
export function openDesk(world: World): Desk {
  const ready = new LRUCache<string, Served>({
    maxSize: 64 << 20,
    ttl: longest,
    sizeCalculation: ({ body }) => body.length + 1000,
  })
  let beats = 0
  world.pulse.on(() => {
    beats++
    ready.clear()
  }, 'public')
  return async ({ path, ifNoneMatch }, look) => {
    let served = ready.get(path)
    if (!served) {
      const before = beats
      const found = await look()
      if (!found) return null
      served = serve(found)
      // What was looked up before a change must not be served after it.
      if (beats === before) ready.set(path, served)
    }
    // Only what is there can be unchanged: who asks for what is gone must hear so each time (RFC 9110 §13.2.1).
    if (
      served.status === 200 &&
      ifNoneMatch?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === served.etag)
    )
      return new Response(null, { status: 304, headers: served.headers })
    return new Response(served.body, { status: served.status, headers: served.headers })
  }
}

function serve({ status = 200, body, type = activityJson }: NonNullable<Awaited<ReturnType<Look>>>): Served {
  const bytes = new TextEncoder().encode(body)
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`
  return {
    status,
    body: bytes,
    etag,
    headers: {
      'content-type': type,
      'content-length': String(bytes.length),
      'cache-control': 'public, no-cache',
      vary: 'Accept',
      etag,
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    },
  }
}
