import type { MessageQueue, MessageQueueEnqueueOptions } from '@fedify/fedify'
import { inTransaction, type Tx } from '../db/index.ts'
import { sha256 } from '../lib/json.ts'
import { plainLine } from '../lib/plain.ts'
import { HOUR, type Instant, instant, MINUTE, SECOND } from '../lib/time.ts'
import type { World } from '../world.ts'
import { listen } from './listener.ts'
import type { Leased, Settlement } from './store/leases.ts'
import { crowded, depthOf, type NewMessage, putIn } from './store/queue.ts'

/** Thrown by a handler: trying again is of no use, the message goes to the dead letters. */
export class GiveUp extends Error {}

/** Thrown by a handler: not before then, and this attempt does not count. */
export class Postpone extends Error {
  readonly until: Instant
  constructor(until: Instant, why: string) {
    super(why)
    this.until = until
  }
}

/** What a handler may want to know of a message besides what it says: which attempt this is (1 for the first), the last one or not, and since when it waits. */
export type About = { attempts: number; last: boolean; made: Instant }

/** Works on a message. It may be handed the same one again, after an error of its own or when a process died. */
export type Handler = (message: unknown, about: About) => Promise<void> | void

/** How a queue is worked on; durations in ms. */
export type QueueOptions = {
  /** Messages handled at the same time by one listener; 64. */
  concurrency?: number
  /** Attempts before a message is given up; 10. */
  maxAttempts?: number
  /** How long to wait after so many failed attempts: about 15 s, then three times as long each time, to 12 h; 10 attempts take a day. */
  backoff?: (attempts: number) => number
  /** How long a message is left to a listener that was not heard of; a minute. One that lives extends it. */
  lease?: number
  /** How often to look for work that nobody told of; 5 s. */
  poll?: number
}

/** A message to enqueue: any JSON value. Those with the same `orderingKey` are handled one at a time, in order. Not before `due`. */
export type Outgoing = { message: unknown; orderingKey?: string; due?: Instant }

/** Fedify's message queue, and enqueuing inside a transaction. */
export type Queue = MessageQueue & {
  readonly name: string
  /** Enqueues in the caller's transaction, all or nothing with it. Beat the pulse about `queue <name>` when it is committed. */
  enqueueIn(tx: Tx, messages: Outgoing[]): Promise<void>
  /** Whether more than so many messages with an ordering key are in it. */
  crowded(db: World['db'] | Tx, orderingKey: string, most: number): Promise<boolean>
  enqueueMany(messages: readonly unknown[], options?: MessageQueueEnqueueOptions): Promise<void>
  /** Resolves when the signal has been given and every handler that runs has ended; never rejects. */
  listen(handler: Handler, options?: { signal?: AbortSignal }): Promise<void>
  getDepth(): Promise<{ queued: number; ready: number; delayed: number }>
}

/** What of the world a queue needs. */
export type QueueWorld = Pick<World, 'db' | 'vault' | 'clock' | 'log' | 'pulse'>

/** Opens one of the queues of the server's database, by its name. Any number of processes may put in and listen. */
export function openQueue(world: QueueWorld, name: string, options: QueueOptions = {}): Queue {
  const how = { ...defaults, ...options }
  const put = async (db: World['db'] | Tx, messages: Outgoing[]) => {
    const now = instant(world.clock())
    await putIn(
      db,
      name,
      now,
      messages.map((it) => toRow(world, it, now)),
    )
  }
  return {
    name,
    nativeRetrial: true,

    async enqueue(message, more) {
      await put(world.db, [outgoing(world, message, more)])
      world.pulse.beat(`queue ${name}`)
    },

    async enqueueMany(messages, more) {
      await inTransaction(world.db, (tx) =>
        put(
          tx,
          messages.map((message) => outgoing(world, message, more)),
        ),
      )
      world.pulse.beat(`queue ${name}`)
    },

    enqueueIn: put,

    crowded: (db, orderingKey, most) => crowded(db, name, fittingKey(orderingKey), most),

    listen: (handler, { signal } = {}) =>
      listen({
        world,
        queue: name,
        ...how,
        handle: (leased) => handle(world, handler, leased, how),
        signal,
      }),

    getDepth: () => depthOf(world.db, name, instant(world.clock())),
  }
}

const defaults: Required<QueueOptions> = {
  concurrency: 64,
  maxAttempts: 10,
  // The chance in it keeps what failed together from coming back together.
  backoff: (attempts) => Math.min(15 * SECOND * 3 ** (attempts - 1), 12 * HOUR) * (0.75 + Math.random() / 2),
  lease: MINUTE,
  poll: 5 * SECOND,
}

const outgoing = (
  world: Pick<World, 'clock'>,
  message: unknown,
  more: MessageQueueEnqueueOptions = {},
): Outgoing => ({
  message,
  ...(more.orderingKey === undefined ? {} : { orderingKey: more.orderingKey }),
  ...(more.delay ? { due: instant(world.clock() + more.delay.total('millisecond')) } : {}),
})

const toRow = (
  { vault }: Pick<World, 'vault'>,
  { message, orderingKey, due }: Outgoing,
  now: Instant,
): NewMessage => ({
  sealed: vault.seal(JSON.stringify(message) ?? 'null'),
  ordering_key: orderingKey === undefined ? null : fittingKey(orderingKey),
  due: due ?? now,
})

/** Keys come from others too: one as long as some addresses would not fit PostgreSQL's index, and one with a NUL no text of its. */
const fittingKey = (key: string): string => (key.length > 200 || key.includes('\0') ? sha256(key) : key)

/** Hands one message to the handler and says what became of it. Never throws. */
async function handle(
  world: QueueWorld,
  handler: Handler,
  leased: Leased,
  { maxAttempts, backoff }: Required<QueueOptions>,
): Promise<Settlement> {
  const { seq, attempts, made } = leased
  // Only a process that died in it leaves a message with its attempts used up.
  if (attempts > maxAttempts)
    return { seq, is: 'dead', why: `The server stopped while working on it, ${maxAttempts} times.` }
  let message: unknown
  try {
    message = JSON.parse(world.vault.unseal(leased.sealed))
  } catch {
    return { seq, is: 'dead', why: 'It could not be unsealed: the secret of this server is another one.' }
  }
  try {
    await handler(message, { attempts, last: attempts === maxAttempts, made })
    return { seq, is: 'done' }
  } catch (error) {
    // It may quote what others wrote, and a character that the database refuses must not keep all else from being settled.
    const why = plainLine(error instanceof Error ? error.message || error.name : String(error)).slice(0, 500)
    if (error instanceof Postpone) return { seq, is: 'back', due: error.until, why, uncounted: true }
    if (error instanceof GiveUp || attempts >= maxAttempts) return { seq, is: 'dead', why }
    return { seq, is: 'back', due: instant(world.clock() + backoff(attempts)), why, uncounted: false }
  }
}
