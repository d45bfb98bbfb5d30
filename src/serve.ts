import type { Server } from 'node:http'
import { resolve } from 'node:path'
import { serve as listenOn } from '@hono/node-server'
import { openServer } from './app.ts'
import type { Config } from './config.ts'
import { SECOND } from './lib/time.ts'
import { CannotStart, type Opened, openWorld } from './open.ts'
import { setUpLink } from './settings/actions-setup.ts'
import { slices } from './slices.ts'
import type { Log, World } from './world.ts'

/** A server that is up. */
export type Running = {
  readonly world: World
  /** Where it listens, as `http://127.0.0.1:3000`; others know it by its origin. */
  readonly address: string
  /** What an operator should read at the start, line by line. */
  readonly welcome: readonly string[]
  /** Stops taking requests, ends its work, closes the database. */
  stop(): Promise<void>
  /** Ends when the server has stopped; throws where its work failed for good. */
  readonly ended: Promise<void>
}

/**
 * Starts a server: database, schema, origin, pages and work, as its role says.
 * @throws CannotStart in one plain sentence
 */
export async function startServer(config: Config, log: Log): Promise<Running> {
  // The port comes first: a start that cannot have it must change nothing. Whoever asks meanwhile waits.
  const pages = opening()
  const server = await listen(config, pages.fetch)
  const stopping = new AbortController()
  let opened: Opened | null = null
  try {
    opened = await openWorld(config, log, 'serve')
    const { world } = opened
    const { app, work } = await openServer(world, slices)
    const link = config.role === 'worker' ? null : await setUpLink(world)
    pages.open(config.role === 'worker' ? onlyHealth(app.fetch) : app.fetch)
    const address = addressOf(server)
    // Work feels what other processes write; where another process does it, the pages' caches must.
    if (config.role === 'web') world.pulse.feel(stopping.signal)
    const working = config.role === 'web' ? Promise.resolve() : work(stopping.signal)
    const { ended, stop } = stopper(server, working, stopping, opened)
    return { world, address, welcome: welcome(opened, address, link), stop, ended }
  } catch (error) {
    stopping.abort()
    server.close()
    server.closeAllConnections()
    await opened?.close()
    throw error
  }
}

type Fetch = (request: Request, env?: object) => Response | Promise<Response>

/** A door that may be knocked at before it is open. */
function opening(): { fetch: Fetch; open(fetch: Fetch): void } {
  const opened = Promise.withResolvers<Fetch>()
  let inside: Fetch | null = null
  return {
    fetch: (request, env) => inside?.(request, env) ?? opened.promise.then((fetch) => fetch(request, env)),
    open: (fetch) => {
      inside = fetch
      opened.resolve(fetch)
    },
  }
}

/** A worker answers whoever asks how it is, and nobody else. */
const onlyHealth =
  (fetch: Fetch): Fetch =>
  (request, env) =>
    /^\/(livez|readyz)$/.test(new URL(request.url).pathname)
      ? fetch(request, env)
      : new Response('A worker serves no pages.\n', { status: 404 })

/** @throws CannotStart where the port is taken or may not be had */
function listen(config: Config, fetch: Fetch): Promise<Server> {
  return new Promise((ready, failed) => {
    const serverOptions = {
      headersTimeout: 10 * SECOND,
      requestTimeout: 30 * SECOND,
      // Longer than what proxies in front of us keep a connection for, so that they never write into a closed one.
      keepAliveTimeout: 75 * SECOND,
      connectionsCheckingInterval: 5 * SECOND,
    }
    const server = listenOn({ fetch, hostname: config.host, port: config.port, serverOptions }, () =>
      ready(server),
    ) as Server
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(
        error.code === 'EADDRINUSE'
          ? new CannotStart(
              `Something listens on port ${config.port} of ${config.host} already. Stop it, or choose another port, as PORT=${config.port + 1}.`,
            )
          : new CannotStart(`Port ${config.port} of ${config.host} cannot be had (${error.code}).`),
      ),
    )
  })
}

function addressOf(server: Server): string {
  const at = server.address() as { address: string; port: number; family: string }
  return `http://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`
}

/** Ends in order: no new requests and no new work, those under way to their end, then the database. */
function stopper(server: Server, working: Promise<void>, stopping: AbortController, opened: Opened) {
  let stopped: Promise<void> | null = null
  const ending = async () => {
    stopping.abort()
    const closed = new Promise((done) => server.close(done))
    server.closeIdleConnections()
    // Whoever is slow, here or far away, is not waited for: what they did not get is sent again after the next start.
    const hurry = setTimeout(() => {
      server.closeAllConnections()
      void opened.world.client.close()
    }, 5 * SECOND)
    await Promise.all([closed, working.catch(() => {})])
    clearTimeout(hurry)
    await opened.close()
  }
  const stop = (): Promise<void> => {
    stopped ??= ending()
    return stopped
  }
  const failed = new Promise<never>((_, fail) => working.catch(fail))
  const aborted = new Promise<void>((done) => stopping.signal.addEventListener('abort', () => done()))
  const ended = Promise.race([failed, aborted.then(() => stop())])
  return { stop, ended }
}

/** What an operator wants to know first. The only place the set-up link is ever shown. */
function welcome({ world, open, movedFrom, still }: Opened, address: string, link: string | null): string[] {
  const { config } = world
  return [
    `Folkmoot serves ${config.origin} (listening on ${address}).`,
    `Its data are ${open.sqlite ? `in ${resolve(open.sqlite.file)}` : `on ${new URL(open.postgres!.url).host}, and in ${resolve(config.data)}`}.`,
    ...(config.trial
      ? [
          'This is a trial: it meets only other hubs on this machine. FOLKMOOT_ORIGIN gives it a public address.',
        ]
      : []),
    ...(still
      ? [
          'It keeps still, as after a restore: nothing goes out and nothing comes in. When all is as it should be, say “folkmoot federation on” and start it again.',
        ]
      : config.federation
        ? []
        : ['It does not federate, since FOLKMOOT_FEDERATION is off.']),
    ...(movedFrom && !link
      ? [
          `It moved here from ${movedFrom}: what was published there is a draft again, and followers begin anew.`,
        ]
      : []),
    ...(link ? ['', 'It has no hub yet. Set it up here, once:', `  ${link}`, ''] : []),
  ]
}
