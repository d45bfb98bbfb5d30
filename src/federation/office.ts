import type { World } from '../world.ts'
import type { RecordKind } from './kinds.ts'
import type { Queue } from './queue.ts'

/** Somebody elsewhere complains, in a letter that was signed, about what is ours: addresses of records and hubs, and what was said. */
export type Complaint = {
  readonly actor: string
  /** Id of the activity. */
  readonly activity: string
  readonly about: readonly string[]
  readonly words: string
}

/** The post office at work: the world, the kinds of record its slices know, and the two queues. */
export type Office = {
  readonly world: World
  readonly kinds: readonly RecordKind<never>[]
  /** Hands a complaint to people. It does nothing by itself. */
  complain(complaint: Complaint): Promise<void>
  /** Letters that have come in and wait to be read. */
  readonly inbox: Queue
  /** Letters on their way out, one message for each inbox. */
  readonly deliveries: Queue
}
