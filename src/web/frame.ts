import type { Hono } from 'hono'
import type { Env } from '../slice.ts'
import { answerFault, answerNotFound } from './errors.tsx'
import { safeHeaders } from './headers.ts'
import { plainFilePages } from './static.ts'

/**
 * Puts the frame around all pages: safe headers, the style and icons, the page for what is not there and the one for
 * faults. Whoever calls it has put the world into the context before, so that a fault anywhere finds it.
 */
export function framePages(app: Hono<Env>): void {
  app.use(safeHeaders)
  app.route('/', plainFilePages)
  app.notFound(answerNotFound)
  app.onError(answerFault)
}
