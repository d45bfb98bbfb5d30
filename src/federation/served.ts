import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
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
export type Look = () => Promise<{ status?: number; body: string; type?: string; lasting?: boolean } | null>

/** Answers to a request by its path: from memory where it was made before, and anew after every beat of the pulse. */
export type Desk = (
  request: { path: string; ifNoneMatch: string | undefined },
  look: Look,
) => Promise<Response | null>

/**
 * Documents held ready in memory, at most 64 MiB. Every beat of the pulse empties it, so what this process or another
 * changed is seen at once; a letter that tells of a change is never sent before its object is served.
 */
export function openDesk(world: World): Desk {
  const ready = new LRUCache<string, Served>({
    maxSize: 64 << 20,
    sizeCalculation: ({ body }) => body.length + 1000,
  })
  let beats = 0
  world.pulse.on(() => {
    beats++
    ready.clear()
  })
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
    if (ifNoneMatch?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === served.etag))
      return new Response(null, { status: 304, headers: served.headers })
    return new Response(served.body, { status: served.status, headers: served.headers })
  }
}

function serve({
  status = 200,
  body,
  type = activityJson,
  lasting = false,
}: NonNullable<Awaited<ReturnType<Look>>>): Served {
  const bytes = new TextEncoder().encode(body)
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`
  return {
    status,
    body: bytes,
    etag,
    headers: {
      'content-type': type,
      'content-length': String(bytes.length),
      'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'public, no-cache',
      vary: 'Accept',
      etag,
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    },
  }
}
