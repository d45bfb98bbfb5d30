import { Hono, type MiddlewareHandler } from 'hono'
import { ensureServerActor } from './federation/actors.ts'
import { readForNewKinds } from './federation/learned.ts'
import type { Office } from './federation/office.ts'
import { openQueue } from './federation/queue.ts'
import { federationRoutes } from './federation/routes.ts'
import { setting } from './federation/store/settings.ts'
import { inTurn } from './federation/turns.ts'
import { workTheOffice } from './federation/work.ts'
import { workTheMail } from './mail/work.ts'
import type { Beside, Env, Slice } from './slice.ts'
import { framePages } from './web/frame.ts'
import type { World } from './world.ts'

/** A server that is put together but not listening yet. */
export type Server = {
  readonly app: Hono<Env>
  readonly office: Office
  /** Does the work of the background until the signal comes; resolves when all has ended. */
  work(signal: AbortSignal): Promise<void>
  /** Whether it can serve: the database answers. */
  ready(): Promise<boolean>
}

/** Puts the parts together: the only place that knows them all. */
export async function openServer(world: World, slices: readonly Slice[]): Promise<Server> {
  await ensureServerActor(world)
  for (const slice of slices) await slice.atStart?.(world)
  const office: Office = {
    world,
    kinds: slices.flatMap((slice) => slice.kinds ?? []),
    inbox: openQueue(world, 'inbox', { concurrency: 8, maxAttempts: 5 }),
    deliveries: openQueue(world, 'deliveries', { concurrency: 48, maxAttempts: 14 }),
  }
  await readForNewKinds(world, office.kinds)
  const ready = () =>
    setting(world.db, 'origin').then(
      () => true,
      () => false,
    )

  const app = new Hono<Env>()
  app.use(carrying(world, slices))
  app.get('/livez', (c) => c.text('alive\n'))
  app.get('/readyz', async (c) =>
    (await ready()) ? c.text('ready\n') : c.text('the database does not answer\n', 503),
  )
  // Documents for machines come first: they are asked for most, and need nothing of what pages need.
  app.route('/', federationRoutes(office))
  framePages(app)
  for (const slice of slices) if (slice.pages) app.route('/', slice.pages)

  return {
    app,
    office,
    ready,
    async work(signal) {
      world.pulse.feel(signal)
      const chores = slices.flatMap((slice) => slice.chores ?? [])
      await Promise.all([
        workTheOffice(office, signal),
        workTheMail(world, signal),
        ...chores.map((chore) => inTurn(world, signal, chore)),
      ])
    },
  }
}

/** Gives every request what pages need besides itself. */
export function carrying(world: World, slices: readonly Slice[]): MiddlewareHandler<Env> {
  const beside: Beside = (_, record) =>
    Promise.all(slices.flatMap((slice) => slice.beside?.(world, record) ?? []))
  return async (c, next) => {
    c.set('world', world)
    c.set('beside', beside)
    await next()
  }
}
