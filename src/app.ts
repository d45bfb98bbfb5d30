import { Hono, type MiddlewareHandler } from 'hono'
import { ensureServerActor } from './federation/actors.ts'
import { readForNewKinds } from './federation/learned.ts'
import type { Office } from './federation/office.ts'
import { openQueue } from './federation/queue.ts'
import { federationRoutes } from './federation/routes.ts'
import { setting } from './federation/store/settings.ts'
import { inTurn } from './federation/turns.ts'
import { workTheOffice } from './federation/work.ts'
import { DAY } from './lib/time.ts'
import { wordsFor } from './lib/words.ts'
import { workTheMail } from './mail/work.ts'
import { eraseWhatIsDue } from './members/actions-retention.ts'
import { doctorRoute } from './operate/seen.ts'
import type { Beside, Desk, Env, Offered, Slice } from './slice.ts'
import { anybody } from './web/access.ts'
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
    async complain(complaint) {
      for (const slice of slices) await slice.complain?.(world, complaint)
    },
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
  app.get('/livez', anybody, (c) => c.text('alive\n'))
  app.get('/readyz', anybody, async (c) =>
    (await ready()) ? c.text('ready\n') : c.text('the database does not answer\n', 503),
  )
  app.route('/', doctorRoute(world))
  // Documents for machines come first: they are asked for most, and need nothing of what pages need.
  app.route('/', federationRoutes(office))
  app.use(knowing(slices))
  framePages(app, world)
  for (const slice of slices) if (slice.pages) app.route('/', slice.pages)

  return {
    app,
    office,
    ready,
    async work(signal) {
      world.pulse.feel(signal)
      const offered = offeredBy(slices)
      const chores = [
        ...slices.flatMap((slice) => slice.chores ?? []),
        { every: DAY, topic: null, run: () => eraseWhatIsDue(world, offered, signal) },
      ]
      await Promise.all([
        workTheOffice(office, signal),
        workTheMail(world, signal),
        ...chores.map((chore) => inTurn(world, signal, chore)),
      ])
    },
  }
}

/** Finds out who asks for a page. */
export function knowing(slices: readonly Slice[]): MiddlewareHandler<Env> {
  return async (c, next) => {
    for (const { visitor } of slices) {
      const known = await visitor?.(c)
      if (known) c.set('visitor', known)
    }
    await next()
  }
}

/** Gives every request what pages need besides itself. */
export function carrying(world: World, slices: readonly Slice[]): MiddlewareHandler<Env> {
  const beside: Beside = (_, record) =>
    Promise.all(slices.flatMap((slice) => slice.beside?.(world, record) ?? []))
  const desk: Desk = async (...about) =>
    (await Promise.all(slices.flatMap((slice) => slice.desk?.(...about) ?? []))).flat()
  const rooms = slices.flatMap((slice) => slice.rooms ?? [])
  const offered = offeredBy(slices)
  return async (c, next) => {
    c.set('world', world)
    c.set('beside', beside)
    c.set('visitor', null)
    c.set('words', wordsFor('en'))
    c.set('desk', desk)
    c.set('rooms', rooms)
    c.set('offered', offered)
    await next()
  }
}

/** What the slices offer together. */
export const offeredBy = (slices: readonly Slice[]): Offered => ({
  holdings: slices.flatMap((slice) => slice.holdings ?? []),
  wordings: slices.flatMap((slice) => slice.wordings ?? []),
  onPerson: slices.flatMap((slice) => slice.onPerson ?? []),
  onAccount: slices.flatMap((slice) => slice.onAccount ?? []),
  following: (world, about) => Promise.all(slices.flatMap((slice) => slice.following?.(world, about) ?? [])),
  foot: (world, record) => Promise.all(slices.flatMap((slice) => slice.foot?.(world, record) ?? [])),
  async about(world, person) {
    const told = slices.map(async ({ name, about }) => (about ? [[name, await about(world, person)]] : []))
    return Object.fromEntries((await Promise.all(told)).flat())
  },
  async forget(tx, person, at) {
    for (const slice of slices) await slice.forget?.(tx, person, at)
  },
})
