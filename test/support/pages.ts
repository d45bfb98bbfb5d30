import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { carrying, knowing } from '../../src/app.ts'
import type { DialectName } from '../../src/db/dialect.ts'
import type { Env, Slice } from '../../src/slice.ts'
import { framePages } from '../../src/web/frame.ts'
import { testWorld } from './db.ts'
import { freePort } from './server.ts'

/** A world, and the pages of some slices over it in their frame; nothing is sent anywhere and nothing works behind them. */
export async function openPages(dialect: DialectName, slices: readonly Slice[], origin?: string) {
  const env = origin === undefined ? {} : { env: { FOLKMOOT_ORIGIN: origin } }
  const timed = await testWorld(dialect, env)
  const app = new Hono<Env>()
  app.use(carrying(timed.world, slices))
  app.use(knowing(slices))
  framePages(app, timed.world)
  for (const slice of slices) if (slice.pages) app.route('/', slice.pages)
  return { ...timed, app }
}

/** The same on a real port of this machine, for a browser. */
export async function servePages(dialect: DialectName, slices: readonly Slice[]) {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const opened = await openPages(dialect, slices, origin)
  const server = serve({ fetch: opened.app.fetch, port, hostname: 'localhost' })
  await new Promise<void>((ready) => (server.listening ? ready() : server.once('listening', () => ready())))
  const close = async () => {
    await new Promise((done) => server.close(done))
    await opened.close()
  }
  return { ...opened, origin, close }
}
