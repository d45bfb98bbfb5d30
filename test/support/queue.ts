import { vi } from 'vitest'
import { type OpenDb, openDb } from '../../src/db/index.ts'
import { openPulse } from '../../src/db/pulse.ts'
import { openVault } from '../../src/db/secret.ts'
import { type Handler, openQueue, type QueueOptions, type QueueWorld } from '../../src/federation/queue.ts'
import { HOUR, MINUTE } from '../../src/lib/time.ts'

/** Where clocks of queues stand at first. */
export const noon = Date.parse('2026-11-01T12:00:00Z')

/** Waits until something is so, whatever it takes within reason. */
export const until = (condition: () => boolean | Promise<boolean>) =>
  vi.waitUntil(condition, { timeout: 20_000, interval: 5 })

/** A promise and how to keep it. */
export function promised() {
  let keep = () => {}
  const kept = new Promise<void>((resolve) => {
    keep = resolve
  })
  return { kept, keep: () => keep() }
}

/** One process with a queue, as far as it can be had within the test's own: a connection, a clock and a pulse of its own. */
export function processOn(open: OpenDb) {
  const clock = { now: noon }
  const logged: string[] = []
  const ends: (() => Promise<void>)[] = []
  const world: QueueWorld = {
    db: open.db,
    vault: openVault('a secret for tests that nobody else knows'),
    clock: () => clock.now,
    log: (level, what) => void logged.push(`${level}: ${what}`),
    pulse: openPulse(open),
  }
  return {
    open,
    world,
    clock,
    logged,
    queue: openQueue(world, 'q'),
    rows: () => open.db.selectFrom('queue').selectAll().orderBy('seq').execute(),
    empty: () =>
      until(async () => (await open.db.selectFrom('queue').select('seq').limit(1).execute()).length === 0),
    /** Lets time pass, and has everybody look at the clock. */
    forward(ms: number) {
      clock.now += ms
      world.pulse.beat()
    },
    /** Listens until told to stop, or until the process ends. It hardly ever polls: only what it is told wakes it. */
    work(handler: Handler, options: QueueOptions = {}) {
      const stop = new AbortController()
      const queue = openQueue(world, 'q', { backoff: () => MINUTE, poll: HOUR, ...options })
      const listening = queue.listen(handler, { signal: stop.signal })
      const end = () => {
        stop.abort()
        return listening
      }
      ends.push(end)
      return end
    },
    /** Stops every listener of this process; its connection stays open. */
    async end() {
      for (const end of ends.splice(0)) await end()
    },
  }
}

/** A second connection to a database that is open already. */
export const againOn = (open: OpenDb): OpenDb => openDb(open.postgres?.url ?? open.sqlite!.file)
