import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dialects, freshAddress } from '../../test/support/db.ts'
import { inTransaction, type OpenDb, openDb } from '../db/index.ts'
import { migrate } from '../db/migrate.ts'
import { openPulse } from '../db/pulse.ts'
import { openVault } from '../db/secret.ts'
import { HOUR, instant, MINUTE, SECOND } from '../lib/time.ts'
import { type Handler, openQueue, Postpone, type QueueOptions, type QueueWorld } from './queue.ts'
import { claim, putOffBlocked, settle } from './store/leases.ts'

const noon = Date.parse('2026-11-01T12:00:00Z')
const until = (condition: () => boolean | Promise<boolean>) =>
  vi.waitUntil(condition, { timeout: 20_000, interval: 5 })

/** A promise and how to keep it. */
function promised() {
  let keep = () => {}
  const kept = new Promise<void>((resolve) => (keep = resolve))
  return { kept, keep: () => keep() }
}

/** One process of a server: a connection, a clock and a pulse of its own. */
function processOn(address: string) {
  const open = openDb(address)
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
    forward(ms: number) {
      clock.now += ms
      world.pulse.beat()
    },
    /** Listens until told to stop, or until the process ends. It never polls: only what it is told wakes it. */
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
    async end() {
      for (const end of ends) await end()
      await open.close()
    },
  }
}

describe.each(dialects)('listeners of a queue on %s', (dialect) => {
  let one: ReturnType<typeof processOn>
  let two: ReturnType<typeof processOn>
  let drop: () => Promise<void>

  beforeEach(async () => {
    const fresh = await freshAddress(dialect)
    one = processOn(fresh.address)
    await migrate(one.open)
    two = processOn(fresh.address)
    drop = fresh.drop
  })
  afterEach(async () => {
    await one.end()
    await two.end()
    await drop()
  })

  const rows = () => one.open.db.selectFrom('queue').selectAll().orderBy('seq').execute()
  const empty = () => until(async () => (await rows()).length === 0)

  it('get each message once between them', async () => {
    const many = Array.from({ length: 300 }, (_, i) => i)
    const got: number[] = []
    const handler: Handler = (message) => void got.push(message as number)
    for (const process of [one, two, one, two]) process.work(handler, { concurrency: 7 })
    for (const part of [0, 100, 200]) {
      await one.queue.enqueueMany(many.slice(part, part + 50))
      await two.queue.enqueueMany(many.slice(part + 50, part + 100))
    }
    await empty()
    expect(got.sort((a, b) => a - b)).toEqual(many)
  })

  it('take over what a process left behind when it died, and its late word no longer counts', async () => {
    const [first, second] = [promised(), promised()]
    const got: string[] = []
    await one.queue.enqueue('letter')
    // Its clock stands still, so it never extends its lease: to the others it is dead.
    const endOne = one.work(async (_, { attempts }) => {
      got.push(`one, attempt ${attempts}`)
      await first.kept
    })
    await until(() => got.length === 1)
    two.clock.now += MINUTE - 1
    two.work(async (message, { attempts }) => {
      got.push(`two, attempt ${attempts}`)
      if (message === 'letter') await second.kept
    })
    await two.queue.enqueue('another')
    await until(() => got.length === 2)
    expect(got[1]).toBe('two, attempt 1')
    two.forward(1)
    await until(() => got.length === 3)
    expect(got[2]).toBe('two, attempt 2')
    first.keep()
    await endOne()
    expect(await rows()).toHaveLength(1)
    expect(one.logged.join()).toContain('took longer than their lease')
    second.keep()
    await empty()
    expect(two.logged).toEqual([])
  })

  it('extend their leases while they live', async () => {
    const { kept, keep } = promised()
    const got: unknown[] = []
    await one.queue.enqueue('long work')
    one.work(async (message) => {
      got.push(message)
      await kept
    })
    await until(() => got.length === 1)
    for (const passed of [25, 50, 75]) {
      one.forward(25 * SECOND)
      await until(async () => (await rows())[0]?.leased_until === instant(noon + passed * SECOND + MINUTE))
    }
    two.clock.now += 75 * SECOND
    two.work((message) => void got.push(`two: ${message}`))
    await two.queue.enqueue('short work')
    await until(() => got.length === 2)
    expect(got).toEqual(['long work', 'two: short work'])
    keep()
    await empty()
    expect(one.logged).toEqual([])
  })

  it('give a message up that has ended the process each time', async () => {
    await one.queue.enqueue('poison')
    const lease = { queue: 'q', by: 'a process that died' }
    for (let i = 0; i < 3; i++) {
      const now = noon + i * MINUTE
      const taken = await claim(one.open.db, { ...lease, now: instant(now), until: instant(now + MINUTE) }, 1)
      expect(taken).toMatchObject([{ attempts: i + 1 }])
    }
    one.clock.now += 3 * MINUTE
    const got: unknown[] = []
    one.work((message) => void got.push(message), { maxAttempts: 3 })
    await empty()
    expect(got).toEqual([])
    const dead = await one.open.db.selectFrom('dead_letters').select('why').execute()
    expect(dead).toEqual([{ why: 'The server stopped while working on it, 3 times.' }])
  })

  it('handle the messages of one key one after the other, whatever happens to them', async () => {
    const got: string[] = []
    let busy = 0
    const fate: Record<string, () => void> = {
      'fails once': () => {
        throw new Error('no answer')
      },
      'is put off once': () => {
        throw new Postpone(instant(one.clock.now + MINUTE), 'the server rests')
      },
    }
    const handler: Handler = async (message) => {
      expect(++busy).toBe(1)
      await new Promise(setImmediate)
      busy--
      const { name } = message as { name: string }
      got.push(name)
      const happens = fate[name]
      delete fate[name]
      happens?.()
    }
    const put = (name: string, due?: number) =>
      inTransaction(one.open.db, (tx) =>
        one.queue.enqueueIn(tx, [
          { message: { name }, orderingKey: 'k', ...(due ? { due: instant(due) } : {}) },
        ]),
      )
    await put('is delayed', noon + MINUTE)
    await put('fails once')
    await put('is put off once')
    await put('is last')
    one.work(handler)
    two.work(handler)
    const tick = setInterval(() => {
      one.forward(10 * SECOND)
      two.forward(10 * SECOND)
    }, 5)
    await empty()
    clearInterval(tick)
    expect(got).toEqual([
      'is delayed',
      'fails once',
      'fails once',
      'is put off once',
      'is put off once',
      'is last',
    ])
    expect(one.clock.now).toBeGreaterThanOrEqual(noon + 3 * MINUTE)
  })

  it('handle other keys meanwhile, as many at a time as they may', async () => {
    const { kept, keep } = promised()
    const got: unknown[] = []
    let busy = 0
    let most = 0
    const handler: Handler = async (message) => {
      most = Math.max(most, ++busy)
      if (message === 'a1') await kept
      else await new Promise(setImmediate)
      got.push(message)
      busy--
    }
    for (const key of ['a', 'b', 'c', 'd', 'e'])
      await one.queue.enqueueMany([`${key}1`, `${key}2`], { orderingKey: key })
    one.work(handler, { concurrency: 3 })
    await until(() => got.length === 8)
    expect(got).not.toContain('a1')
    expect(got).not.toContain('a2')
    keep()
    await empty()
    expect(got.slice(8)).toEqual(['a1', 'a2'])
    expect(most).toBe(3)
    for (const key of ['b', 'c', 'd', 'e'])
      expect(got.indexOf(`${key}1`)).toBeLessThan(got.indexOf(`${key}2`))
  })

  it('never have two of a key at once, even if the older was committed later', async () => {
    const now = instant(noon)
    const lease = { queue: 'q', by: 'me', now, until: instant(noon + MINUTE) }
    const message = { queue: 'q', sealed: '', ordering_key: 'k', due: now, attempts: 0, made: now }
    const db = one.open.db
    await db
      .insertInto('queue')
      .values({ ...message, seq: 6 })
      .execute()
    expect(await claim(db, lease, 10)).toMatchObject([{ seq: 6 }])
    await db
      .insertInto('queue')
      .values({ ...message, seq: 5 })
      .execute()
    expect(await claim(db, lease, 10)).toEqual([])
    await inTransaction(db, (tx) => settle(tx, lease, [{ seq: 6, is: 'done' }]))
    expect(await claim(db, lease, 10)).toMatchObject([{ seq: 5 }])
  })

  it('claim each message once, however many claim at the same moment', async () => {
    await one.queue.enqueueMany(Array.from({ length: 60 }, (_, i) => i))
    const all: number[] = []
    const claimer = async (db: OpenDb['db'], by: string) => {
      const lease = { queue: 'q', by, now: instant(noon), until: instant(noon + MINUTE) }
      for (let tries = 0; tries < 30; tries++) all.push(...(await claim(db, lease, 5)).map(({ seq }) => seq))
    }
    await Promise.all(
      Array.from({ length: 8 }, (_, i) => claimer((i % 2 ? one : two).open.db, `claimer ${i}`)),
    )
    expect(all.sort((a, b) => a - b)).toEqual((await rows()).map(({ seq }) => seq))
  })

  it('walk past what waits behind a delayed message only once', async () => {
    await one.queue.enqueueMany(['a1', 'a2'], { orderingKey: 'a' })
    await one.queue.enqueueMany(['b1', 'b2'], { orderingKey: 'b' })
    await one.queue.enqueue('free')
    const later = instant(noon + HOUR)
    const [a1] = await rows()
    await one.open.db.updateTable('queue').set({ due: later }).where('seq', '=', a1!.seq).execute()
    await putOffBlocked(one.open.db, 'q', instant(noon))
    const now = instant(noon)
    expect((await rows()).map(({ due }) => due)).toEqual([later, later, now, now, now])
  })

  it('are woken by what another process has put in', async () => {
    const stop = new AbortController()
    two.world.pulse.feel(stop.signal)
    const got: unknown[] = []
    two.work((message) => void got.push(message))
    for (const message of ['first', 'second', 'third']) {
      await one.queue.enqueue(message)
      await until(() => got.includes(message))
    }
    expect(got).toEqual(['first', 'second', 'third'])
    stop.abort()
  })

  it('wake by themselves when a message becomes due', async () => {
    two.clock = { now: 0 }
    const alive: QueueWorld = { ...one.world, clock: Date.now }
    const got: unknown[] = []
    const stop = new AbortController()
    const listening = openQueue(alive, 'q', { poll: HOUR }).listen((message) => void got.push(message), {
      signal: stop.signal,
    })
    await openQueue(alive, 'q').enqueue('soon', { delay: { total: () => 300 } as never })
    await until(() => got.length === 1)
    expect(got).toEqual(['soon'])
    stop.abort()
    await listening
  })

  it('look by themselves where nobody tells them', async () => {
    const got: unknown[] = []
    one.work((message) => void got.push(message), { poll: 20 })
    await two.queue.enqueue('untold')
    await until(() => got.length === 1)
    expect(got).toEqual(['untold'])
  })

  it('finish what they have begun when they are told to stop, and begin nothing more', async () => {
    const { kept, keep } = promised()
    const got: unknown[] = []
    await one.queue.enqueueMany(['a', 'b', 'c'])
    const end = one.work(
      async (message) => {
        await kept
        got.push(message)
      },
      { concurrency: 2 },
    )
    await until(async () => (await one.queue.getDepth()).queued === 1)
    let over = false
    const stopped = end().then(() => {
      over = true
    })
    await one.queue.enqueue('d')
    expect(over).toBe(false)
    keep()
    await stopped
    expect(got).toEqual(['a', 'b'])
    expect(await rows()).toMatchObject([{ leased_by: null, attempts: 0 }, { leased_by: null }])
  })

  it('give back what they had claimed but not begun', async () => {
    await one.queue.enqueueMany(['a', 'b'])
    const got: unknown[] = []
    const end = one.work((message) => void got.push(message))
    // The first claim is under way already.
    await end()
    expect(got).toEqual([])
    expect(await rows()).toMatchObject([
      { leased_by: null, leased_until: null, attempts: 0 },
      { leased_by: null, leased_until: null, attempts: 0 },
    ])
    one.work((message) => void got.push(message))
    await empty()
    expect(got.sort()).toEqual(['a', 'b'])
  })

  it('say so when the database fails them, and go on as soon as it is back', async () => {
    const got: unknown[] = []
    one.work((message) => void got.push(message))
    await one.queue.enqueue('before')
    await until(() => got.length === 1)
    await sql`alter table queue rename to mislaid`.execute(one.open.db)
    one.world.pulse.beat()
    await until(() => one.logged.length > 1)
    expect(one.logged[0]).toBe('error: The queue cannot be worked on; trying again')
    await sql`alter table mislaid rename to queue`.execute(one.open.db)
    await one.queue.enqueue('after')
    await until(() => got.length === 2)
    await empty()
    expect(got).toEqual(['before', 'after'])
  })

  it('stop in the end even where the database is gone for good', async () => {
    const { kept, keep } = promised()
    const got: unknown[] = []
    await one.queue.enqueue('letter')
    const end = one.work(async (message) => {
      got.push(message)
      await kept
    })
    await until(() => got.length === 1)
    await sql`alter table queue rename to mislaid`.execute(one.open.db)
    const stopped = end()
    keep()
    await stopped
    expect(one.logged.length).toBeGreaterThan(3)
  })
})
