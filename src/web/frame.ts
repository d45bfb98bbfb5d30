import type { Hono } from 'hono'
import { csrf } from 'hono/csrf'
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
  // A form is taken from our own pages only. Behind a proxy the address that we see is not the one people see.
  const fromOurPages = csrf({
    origin: (origin, c) => origin === config.origin || (config.trial && origin === new URL(c.req.url).origin),
  })
  app.use((c, next) => (pressedElsewhere.test(c.req.path) ? next() : fromOurPages(c, next)))
  app.notFound(answerNotFound)
  app.onError(answerFault)
}

/**
 * What a mail program presses for whoever reads it (RFC 8058): it comes from no page. Such an address is a secret of its own, and
 * who is signed in makes no difference to it.
 */
const pressedElsewhere = /^\/by-mail\/end\/[^/]+$/
