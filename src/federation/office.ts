import type { World } from '../world.ts'
import type { RecordKind } from './kinds.ts'
import type { Queue } from './queue.ts'

/** The post office at work: the world, the kinds of record its slices know, and the two queues. */
export type Office = {
  readonly world: World
  readonly kinds: readonly RecordKind<never>[]
  /** Letters that have come in and wait to be read. */
  readonly inbox: Queue
  /** Letters on their way out, one message for each inbox. */
  readonly deliveries: Queue
}
