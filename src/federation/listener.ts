import { isPassing } from '../db/errors.ts'
import { inTransaction } from '../db/index.ts'
import { newToken } from '../lib/id.ts'
import { instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import {
  claim,
  claimNext,
  extendLeases,
  type Lease,
  type Leased,
  putOffBlocked,
  ready,
  type Settlement,
  settle,
} from './store/leases.ts'
import { nextDue } from './store/queue.ts'

/** What a listener works on and how; durations in ms. `handle` says what became of a message, and never throws. */
export type Listening = {
  world: Pick<World, 'db' | 'clock' | 'log' | 'pulse'>
  queue: string
  concurrency: number
  lease: number
  poll: number
  handle: (leased: Leased) => Promise<Settlement>
  signal: AbortSignal | undefined
}

/**
 * Takes messages from a queue and has them handled, up to `concurrency` at a time, until the signal; then waits for those
 * that run. Never rejects: what the database refuses is logged and tried again.
 */
export const listen = (it: Listening): Promise<void> => new Listener(it).run()

/** How long a message that ended waits for others to end, so that one transaction settles many (ms). */
const GATHER = 10

/**
 * A listener's life is a row of turns, each one transaction: it settles what ended since the last, extends the leases of
 * what still runs, and leases as many new messages as it has room for. Between turns it rests until there is a reason.
 */
class Listener {
  private readonly it: Listening
  private readonly me = newToken()
  private readonly running = new Map<number, Leased>()
  private ended: { leased: Leased; settlement: Settlement }[] = []
  /** Whether there may be messages that this listener has not seen. */
  private unseen = true
  /** By the process's own time: when to look for them, at the earliest. */
  private lookFrom = 0
  /** By the clock: when leases were last extended, and when what waits for others was last put off. */
  private extended = 0
  private tidied = 0
  private failures = 0
  /** Whether to settle one message at a time, since what became of one of them could not be written down. */
  private singly = false
  private woken = false
  private wakeUp = () => {}
  private gathering: NodeJS.Timeout | undefined

  constructor(it: Listening) {
    this.it = it
  }

  async run(): Promise<void> {
    const { world, queue, signal } = this.it
    const stop = () => this.wake()
    const off = world.pulse.on(() => this.wake(true), `queue ${queue}`)
    signal?.addEventListener('abort', stop)
    while (!this.over()) {
      try {
        const pause = await this.turn()
        this.failures = 0
        if (!this.over()) await this.rest(pause)
      } catch (error) {
        await this.complain(error)
      }
    }
    off()
    signal?.removeEventListener('abort', stop)
    clearTimeout(this.gathering)
    // What we gave back, and what waited behind our last messages, is for another listener now.
    world.pulse.beat(`queue ${queue}`)
  }

  private get stopping(): boolean {
    return this.it.signal?.aborted ?? false
  }

  /** Whether all is done. Where the database does not hear of what ended, the leases run out and the messages are handled again. */
  private over(): boolean {
    return this.stopping && this.running.size === 0 && (this.ended.length === 0 || this.failures > 3)
  }

  private get room(): number {
    return this.stopping ? 0 : this.it.concurrency - this.running.size
  }

  /** One turn; says how long to rest unless woken (ms). */
  private async turn(): Promise<number> {
    const { world, queue, lease } = this.it
    const now = world.clock()
    const mine = { queue, by: this.me, now: instant(now), until: instant(now + lease) }
    const wanted = this.mayLook() ? await this.look(mine) : []
    const ended = this.ended.slice(0, this.singly ? 1 : undefined)
    const extending = this.running.size > 0 && now >= this.extended + lease / 3
    if (wanted.length > 0 || extending || ended.length > 0) {
      try {
        const { ours, found } = await this.atOnce(mine, ended, extending, wanted)
        if (extending || this.running.size === 0) this.extended = now
        this.ended = this.ended.slice(ended.length)
        this.singly &&= this.ended.length > 0
        this.report(ended, ours)
        for (const leased of found) this.begin(leased)
        if (ended.some(({ settlement }) => settlement.is === 'back')) this.unseen = true
      } catch (error) {
        this.unseen = true
        if (!isPassing(error)) this.doubt(ended, mine)
        throw error
      }
    }
    return this.untilNext(mine)
  }

  private mayLook(): boolean {
    return this.unseen && this.room > 0 && performance.now() >= this.lookFrom
  }

  /** Looks for work: as many messages as there is room for. Where it finds fewer, not again before a while, longer where looking takes long. */
  private async look({ queue, now }: Lease): Promise<number[]> {
    const { world, poll } = this.it
    const { room } = this
    const begun = performance.now()
    this.unseen = false
    try {
      const seqs = await ready(world.db, queue, now, room)
      if (seqs.length === room) {
        this.unseen = true
        return seqs
      }
      if (Date.parse(now) >= this.tidied + poll) {
        this.tidied = Date.parse(now)
        await putOffBlocked(world.db, queue, now)
      }
      const ended = performance.now()
      this.lookFrom = ended + Math.max(GATHER, 4 * (ended - begun))
      return seqs
    } catch (error) {
      this.unseen = true
      throw error
    }
  }

  /** Finds the one that keeps the others from being settled, and gives it back with a word that can be written down. */
  private doubt(ended: Listener['ended'], { until }: Lease): void {
    const [only] = ended
    this.singly = only !== undefined
    if (!only || ended.length > 1 || only.settlement.is === 'done') return
    const why = 'What became of it could not be written down.'
    only.settlement = { seq: only.leased.seq, is: 'back', due: until, why, uncounted: false }
  }

  /** The transaction of a turn; says how many of what ended were still ours, and what we have leased. */
  private atOnce(mine: Lease, ended: Listener['ended'], extending: boolean, wanted: number[]) {
    const { room, running } = this
    return inTransaction(this.it.world.db, async (tx) => {
      const settlements = ended.map(({ settlement }) => settlement)
      const ours = await settle(tx, mine, settlements)
      if (extending) await extendLeases(tx, mine, [...running.keys()])
      const keys = new Set(ended.flatMap(({ leased }) => leased.ordering_key ?? []))
      const next = room > 0 && keys.size > 0 ? await claimNext(tx, mine, [...keys]) : []
      const others = wanted.slice(0, room - next.length)
      if (others.length < wanted.length) this.unseen = true
      const found = others.length > 0 ? [...next, ...(await claim(tx, mine, others))] : next
      return { ours, found: found.sort((a, b) => a.seq - b.seq) }
    })
  }

  private begin(leased: Leased): void {
    const { seq, due, why } = leased
    // Our own lease had run out and we took it again: it runs already, or has just ended.
    if (this.running.has(seq) || this.ended.some((it) => it.leased.seq === seq)) return
    if (this.stopping) {
      this.ended.push({ leased, settlement: { seq, is: 'back', due, why, uncounted: true } })
      return
    }
    this.running.set(seq, leased)
    void this.it.handle(leased).then((settlement) => {
      this.running.delete(seq)
      this.ended.push({ leased, settlement })
      if (this.running.size === 0 || this.ended.length * 2 >= this.it.concurrency) this.wake()
      else this.gathering ??= setTimeout(() => this.wake(), GATHER)
    })
  }

  private report(ended: Listener['ended'], ours: number): void {
    const { world, queue } = this.it
    for (const { leased, settlement } of ended) {
      const about = { queue, seq: leased.seq, attempts: leased.attempts }
      if (settlement.is === 'dead')
        world.log('warning', 'A message was given up', { ...about, why: settlement.why })
      if (settlement.is === 'back')
        world.log('debug', 'A message will be tried again', { ...about, due: settlement.due })
    }
    if (ours < ended.length)
      world.log(
        'warning',
        'Messages took longer than their lease, and another listener has taken them over',
        {
          queue,
          messages: ended.length - ours,
        },
      )
  }

  /** How long there is nothing to do unless somebody tells (ms). */
  private async untilNext({ queue, now }: Lease): Promise<number> {
    const { world, lease, poll } = this.it
    if (this.singly || this.mayLook()) return 0
    const waits = [poll]
    if (this.running.size > 0) waits.push(this.extended + lease / 3 - Date.parse(now))
    if (this.unseen && this.room > 0) waits.push(this.lookFrom - performance.now())
    else if (this.room > 0) {
      const due = await nextDue(world.db, queue, now)
      if (due) waits.push(Date.parse(due) - Date.parse(now))
    }
    return Math.max(0, Math.min(...waits))
  }

  private async rest(ms: number): Promise<void> {
    if (!this.woken && ms > 0)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          this.unseen = true
          resolve()
        }, ms)
        this.wakeUp = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    // Whatever ends in the same breath is settled together; and the rest of the process gets its turn.
    await new Promise(setImmediate)
    this.woken = false
    clearTimeout(this.gathering)
    this.gathering = undefined
  }

  private wake(told = false): void {
    this.unseen ||= told
    this.woken = true
    this.wakeUp()
  }

  /** Says what went wrong, and waits before the next try: longer each time, and no longer than a second. */
  private async complain(error: unknown): Promise<void> {
    this.failures++
    this.it.world.log(isPassing(error) ? 'warning' : 'error', 'The queue cannot be worked on; trying again', {
      queue: this.it.queue,
      why: error instanceof Error ? error.message : String(error),
    })
    await new Promise((resolve) => setTimeout(resolve, Math.min(50 * 2 ** this.failures, 1000)))
  }
}
