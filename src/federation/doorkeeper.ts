import { openAllowance } from '../lib/allowance.ts'
import { instant, SECOND } from '../lib/time.ts'
import type { Office } from './office.ts'
import { holdsMoreThan } from './store/queue.ts'

/** Not now: the status to answer with, after how many seconds to come again, and why, for the log. */
export type Busy = { readonly status: 429 | 503; readonly after: number; readonly why: string }

/** Who says whether a letter is taken in now. */
export type Doorkeeper = {
  /** How long a letter may take to arrive (ms). */
  readonly patience: number
  /** Lets a letter in from an address, before anything of it is read; `leave` is to be called when it is done with. */
  admit(from: string | null): Promise<{ leave(): void } | Busy>
  /** Whether a server (its origin) that signed a letter of so many bytes has said too much lately. */
  allow(origin: string, bytes: number): Busy | null
}

/** What a doorkeeper goes by; see `usual`. */
export type Bounds = {
  readonly patience: number
  readonly inHand: number
  readonly inHandOfOne: number
  readonly ready: number
  readonly waiting: number
  readonly letterBytes: number
}

const usual: Bounds = {
  patience: 10 * SECOND,
  // Twice what may wait for strangers to be looked up (door.ts), so that those we know always find a place.
  inHand: 512,
  inHandOfOne: 64,
  // Letters that could be read now, which the readers need a minute or two for; and all, with those put off.
  ready: 10_000,
  waiting: 50_000,
  /** A letter of usual length; a longer one counts for as many as it is times longer. */
  letterBytes: 16 * 1024,
}

/** How long what was seen of the queue's length is gone by (ms). */
const lookEvery = SECOND

/**
 * Opens the door with its limits: how many letters are in hand at once, in all and of one address; how many wait to be
 * read; how many a minute from one address and from one signing server. All of it is bounded in memory.
 */
export function openDoorkeeper({ world, inbox }: Office, bounds: Partial<Bounds> = {}): Doorkeeper {
  const { patience, inHand, inHandOfOne, ready, waiting, letterBytes } = { ...usual, ...bounds }
  const { lettersPerMinute } = world.config
  const ofServer = openAllowance(lettersPerMinute, world.clock)
  // Behind one address there may be several servers; and what it sends need not be signed by anybody.
  const ofAddress = openAllowance(2 * lettersPerMinute, world.clock)
  const here = new Map<string, number>()
  let all = 0
  let seen: { full: Promise<boolean>; at: number } | null = null

  const tooMany = async () =>
    (await holdsMoreThan(world.db, inbox.name, ready, instant(world.clock()))) ||
    (await holdsMoreThan(world.db, inbox.name, waiting))
  const isFull = (): Promise<boolean> => {
    const now = performance.now()
    if (!seen || now - seen.at > lookEvery) seen = { full: tooMany(), at: now }
    return seen.full
  }
  return {
    patience,
    async admit(from) {
      const of = from === null ? 0 : (here.get(from) ?? 0)
      if (of >= inHandOfOne)
        return { status: 429, after: 10, why: 'too many letters of its address are in hand' }
      if (all >= inHand) return { status: 503, after: 10, why: 'too many letters are in hand' }
      const after = from === null ? 0 : ofAddress.take(from)
      if (after > 0) return { status: 429, after, why: 'its address sends too many letters' }
      all++
      if (from !== null) here.set(from, of + 1)
      const leave = () => {
        all--
        if (from === null) return
        const left = here.get(from)! - 1
        if (left > 0) here.set(from, left)
        else here.delete(from)
      }
      if (!(await isFull().catch(failed(leave)))) return { leave }
      leave()
      return { status: 503, after: 60, why: 'too many letters wait to be read' }
    },
    allow(origin, bytes) {
      const after = ofServer.take(origin, Math.max(1, Math.ceil(bytes / letterBytes)))
      return after > 0 ? { status: 429, after, why: 'its server sends too many letters' } : null
    },
  }
}

const failed = (undo: () => void) => (error: unknown) => {
  undo()
  throw error
}
