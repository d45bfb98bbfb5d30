import type { Hono, MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Env } from '../slice.ts'
import type { World } from '../world.ts'
import { answerFault, answerNotFound } from './errors.tsx'
import { safeHeaders } from './headers.ts'
import { packText } from './pack.ts'
import { plainFilePages } from './static.ts'
import { keepLanguage, visiting } from './visit.tsx'

/**
 * Puts the frame around all pages: safe headers, packing, the style and icons, who asks and in which language, the page for
 * what is not there and the one for faults. Whoever calls it has put the world and the visitor into the context before.
 */
export function framePages(app: Hono<Env>, { config }: Pick<World, 'config'>): void {
  app.use(safeHeaders)
  // Before the packing: these have been packed already.
  app.route('/', plainFilePages)
  app.use(packText)
  app.use(keepLanguage)
  app.use(visiting)
  // Whatever its kind, what changes something is taken from our own pages only. Behind a proxy the address that we see is not
  // the one people see.
  app.use((c, next) => {
    const { method, path, url } = c.req
    if (method === 'GET' || method === 'HEAD' || pressedElsewhere.test(path)) return next()
    const origin = c.req.header('origin')
    const ours = origin === config.origin || (config.trial && origin === new URL(url).origin)
    // A browser says so itself, and no page can say it for one.
    if (ours || c.req.header('sec-fetch-site') === 'same-origin') return next()
    throw new HTTPException(403)
  })
  app.use(holdable)
  app.notFound(answerNotFound)
  app.onError(answerFault)
}

/**
 * What a mail program presses for whoever reads it (RFC 8058): it comes from no page. Such an address is a secret of its own, and
 * who is signed in makes no difference to it.
 */
const pressedElsewhere = /^\/by-mail\/end\/[^/]+$/

/**
 * The sign NUL, which PostgreSQL holds in no text, comes from no browser that somebody types into: no address has it, and of a
 * form it is left out before anybody reads it.
 */
const holdable: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.url.includes('%00')) return answerNotFound(c)
  const read = c.req.parseBody.bind(c.req) as (options?: object) => Promise<Record<string, unknown>>
  const without = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(without) : typeof value === 'string' ? value.replaceAll('\0', '') : value
  c.req.parseBody = (async (options?: object) =>
    Object.fromEntries(
      Object.entries(await read(options)).map(([name, value]) => [name, without(value)]),
    )) as typeof c.req.parseBody
  await next()
}
