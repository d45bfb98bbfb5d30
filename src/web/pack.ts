import type { MiddlewareHandler } from 'hono'

/**
 * Packs pages, data and feeds with gzip for whoever takes that: a list of fifty issues shrinks to a ninth, which is felt
 * on an old phone. What no cache may keep is left alone, since it may hold a secret beside words that somebody else chose,
 * and the length of what is packed would give it away (BREACH).
 */
export const packText: MiddlewareHandler = async (c, next) => {
  await next()
  const { headers, body } = c.res
  const text = /^(text\/|application\/(json|atom\+xml|geo\+json|csvm\+json))/.test(
    headers.get('content-type') ?? '',
  )
  if (!text || headers.has('content-encoding') || /no-store/.test(headers.get('cache-control') ?? '')) return
  c.header('Vary', 'Accept-Encoding', { append: true })
  if (body === null || c.req.method === 'HEAD' || !takesGzip(c.req.header('accept-encoding'))) return
  const etag = headers.get('etag')
  c.res = new Response(body.pipeThrough(new CompressionStream('gzip')), c.res)
  c.res.headers.delete('Content-Length')
  c.res.headers.set('Content-Encoding', 'gzip')
  // Other bytes, the same meaning (RFC 9110 §8.8.1).
  if (etag !== null && !etag.startsWith('W/')) c.res.headers.set('ETag', `W/${etag}`)
}

/** Whether an Accept-Encoding header takes gzip. */
export const takesGzip = (header: string | undefined): boolean =>
  /(^|,)\s*gzip\s*(;\s*q=(1|0\.\d*[1-9])\d*\s*)?(,|$)/i.test(header ?? '')
