import type { Hono } from 'hono'
import type { Env } from '../slice.ts'
import { answerFault, answerNotFound } from './errors.tsx'
import { safeHeaders } from './headers.ts'
import { packText } from './pack.ts'
import { plainFilePages } from './static.ts'

/**
 * Puts the frame around all pages: safe headers, packing, the style and icons, the page for what is not there and the one for
 * faults. Whoever calls it has put the world into the context before, so that a fault anywhere finds it.
 */
export function framePages(app: Hono<Env>): void {
  app.use(safeHeaders)
  // Before the packing: these have been packed already.
  app.route('/', plainFilePages)
  app.use(packText)
  app.notFound(answerNotFound)
  app.onError(answerFault)
}
