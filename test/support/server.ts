import { createServer } from 'node:net'
import { serve } from '@hono/node-server'
import { openServer } from '../../src/app.ts'
import type { DialectName } from '../../src/db/dialect.ts'
import { slices } from '../../src/slices.ts'
import { type Address, testWorld } from './db.ts'
import { foundHub } from './people.ts'

/** A port nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

type Fetch = (request: Request) => Response | Promise<Response>

/** What may be said of a server: its port, whether it works by itself, a database it had before, further settings, who stands at its door. */
export type About = {
  port?: number
  working?: boolean
  at?: Address
  env?: Record<string, string>
  door?: (inside: Fetch) => Fetch
}

/** A whole server on a real port with a real database, and a clock that goes on from the real one by `clock.ahead` ms. */
export async function startServer(dialect: DialectName, about: About = {}) {
  const port = about.port ?? (await freePort())
  const origin = `http://localhost:${port}`
  const env = { FOLKMOOT_ORIGIN: origin, PORT: String(port), ...about.env }
  const tested = await testWorld(dialect, { env, ...(about.at ? { at: about.at } : {}) })
  const clock = { ahead: 0 }
  const world = { ...tested.world, clock: () => Date.now() + clock.ahead }
  const server = await openServer(world, slices)
  let stop = new AbortController()
  let http: ReturnType<typeof serve> | null = null
  let working: Promise<void> = Promise.resolve()

  /** Opens the door and begins to work, as after a start. */
  const open = async () => {
    stop = new AbortController()
    const fetch = about.door ? about.door(server.app.fetch) : server.app.fetch
    http = serve({ fetch, port, hostname: 'localhost' })
    await new Promise<void>((resolve) =>
      http!.listening ? resolve() : http!.once('listening', () => resolve()),
    )
    if (about.working !== false) working = server.work(stop.signal)
  }
  /** Closes the door and stops working; the database stays, as when a server is down. */
  const close = async () => {
    stop.abort()
    const listening = http
    http = null
    if (listening) {
      if ('closeAllConnections' in listening) listening.closeAllConnections()
      await new Promise((resolve) => listening.close(resolve))
    }
    await working
  }
  await open()
  return {
    ...server,
    world,
    clock,
    origin,
    port,
    logged: tested.logged,
    database: tested.open,
    open,
    close,
    hub: (handle: string, more: Record<string, unknown> = {}) => foundHub(world, handle, more),
    end: async () => {
      await close()
      await tested.close()
    },
    /** Goes for good, and leaves its database where it is. */
    leave: async () => {
      await close()
      await world.client.close()
      await tested.open.close()
      return tested.open.at
    },
  }
}

export type TestServer = Awaited<ReturnType<typeof startServer>>

/** Waits until something is so, and gives it back; says what it waited for when it never comes. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  ms = 20_000,
): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`it never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
