import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { dialects, freshDb } from '../../test/support/db.ts'
import { noon, processOn, promised, until } from '../../test/support/queue.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { HOUR, instant, MINUTE } from '../lib/time.ts'
import { GiveUp, type Handler, openQueue, Postpone, type Queue } from './queue.ts'
import { deadCounts } from './store/queue.ts'

describe.each(dialects)('a queue on %s', (dialect) => {
  let open: Awaited<ReturnType<typeof freshDb>>
  let one: ReturnType<typeof processOn>
  let queue: Queue

  beforeAll(async () => {
    open = await freshDb(dialect)
  })
  afterAll(() => open.drop())
  beforeEach(async () => {
    await open.db.deleteFrom('queue').execute()
    await open.db.deleteFrom('dead_letters').execute()
    one = processOn(open)
    queue = one.queue
  })
  afterEach(() => one.end())

  it('hands on any JSON as it was, and says how often it has tried', async () => {
    const messages = ['text', '', 0, false, null, [1, [null]], { a: { ü: '😀\u0000' } }]
    await queue.enqueueMany(messages)
    await queue.enqueue({ late: true })
    const got: unknown[] = []
    one.work((message, about) => void got.push([message, about]))
    await one.empty()
    const about = { attempts: 1, last: false, made: instant(noon) }
    expect(got).toEqual([...messages, { late: true }].map((message) => [message, about]))
  })

  it('takes any text as a key, and keeps long ones apart too', async () => {
    const long = Array.from({ length: 3000 }, () => Math.random().toString(36)[2]).join('')
    await queue.enqueueMany([1, 2], { orderingKey: `${long}a` })
    await queue.enqueueMany([3, 4], { orderingKey: `${long}b` })
    await queue.enqueueMany([5, 6], { orderingKey: 'a\u0000' })
    const { kept, keep } = promised()
    const got: unknown[] = []
    one.work(async (message) => {
      got.push(message)
      await kept
    })
    await until(() => got.length === 3)
    expect(got).toEqual([1, 3, 5])
    keep()
    await one.empty()
    expect(got.slice(3).sort()).toEqual([2, 4, 6])
  })

  it('keeps queues apart', async () => {
    await openQueue(one.world, 'another').enqueue('for another')
    await queue.enqueue('for us')
    const got: unknown[] = []
    one.work((message) => void got.push(message))
    await until(async () => (await one.rows()).length === 1)
    expect(got).toEqual(['for us'])
    expect(await queue.getDepth()).toEqual({ queued: 0, ready: 0, delayed: 0 })
    expect((await openQueue(one.world, 'another').getDepth()).queued).toBe(1)
  })

  it('holds nothing of a transaction that failed, and all of one that did not', async () => {
    const put = (tx: Tx) =>
      queue.enqueueIn(tx, [{ message: 1 }, { message: 2, orderingKey: 'k', due: instant(noon + HOUR) }])
    const failing = inTransaction(open.db, async (tx) => {
      await put(tx)
      throw new Error('the plug was pulled')
    })
    await expect(failing).rejects.toThrow('the plug was pulled')
    expect((await queue.getDepth()).queued).toBe(0)
    await inTransaction(open.db, put)
    expect(await queue.getDepth()).toEqual({ queued: 2, ready: 1, delayed: 1 })
  })

  it('takes thousands at once, all or nothing, in their order', async () => {
    const many = Array.from({ length: 1700 }, (_, i) => i)
    await queue.enqueueMany(many, { orderingKey: 'k' })
    expect(await one.rows()).toHaveLength(1700)
    await expect(queue.enqueueMany([...many, 1n])).rejects.toThrow('BigInt')
    expect(await one.rows()).toHaveLength(1700)
    expect((await one.rows()).map(({ sealed }) => JSON.parse(one.world.vault.unseal(sealed)))).toEqual(many)
  })

  it('keeps what a message says from whoever reads the table', async () => {
    await queue.enqueueMany([{ key: 'ALICE-PRIVATE' }, { key: 'BOB-PRIVATE', hopeless: true }])
    expect(JSON.stringify(await one.rows())).not.toMatch(/PRIVATE/)
    one.work((message) => {
      if ((message as { hopeless?: true }).hopeless) throw new GiveUp('hopeless')
    })
    await one.empty()
    const dead = await open.db.selectFrom('dead_letters').selectAll().execute()
    expect(dead).toHaveLength(1)
    expect(JSON.stringify(dead)).not.toMatch(/PRIVATE/)
  })

  it('hands out nothing before its time', async () => {
    const delay = Temporal.Duration.from({ hours: 1 })
    await queue.enqueue('in an hour', { delay })
    await queue.enqueue('now')
    const got: unknown[] = []
    one.work((message) => void got.push(message))
    await until(() => got.length === 1)
    one.forward(HOUR - 1)
    await queue.enqueue('just before')
    await until(() => got.length === 2)
    expect(got).toEqual(['now', 'just before'])
    one.forward(1)
    await until(() => got.length === 3)
    expect(got.at(-1)).toBe('in an hour')
  })

  it('counts what waits, not what is being handled', async () => {
    const { kept, keep } = promised()
    await queue.enqueue('handled')
    let begun = 0
    const end = one.work(
      () => {
        begun++
        return kept
      },
      { concurrency: 1 },
    )
    await until(() => begun === 1)
    expect((await queue.getDepth()).queued).toBe(0)
    await inTransaction(open.db, (tx) =>
      queue.enqueueIn(tx, [{ message: 1 }, { message: 2 }, { message: 3, due: instant(noon + 1) }]),
    )
    expect(await queue.getDepth()).toEqual({ queued: 3, ready: 2, delayed: 1 })
    const stopped = end()
    keep()
    await stopped
    expect(await queue.getDepth()).toEqual({ queued: 3, ready: 2, delayed: 1 })
  })

  it('tries again later what failed, and remembers why', async () => {
    await queue.enqueue('stubborn')
    const waits = vi.fn((attempts: number) => attempts * HOUR)
    const tries: number[] = []
    const handler: Handler = (_, { attempts }) => {
      tries.push(attempts)
      if (attempts < 3) throw new Error(`no answer the ${attempts}. time`)
    }
    one.work(handler, { backoff: waits })
    await until(async () => (await one.rows())[0]?.why === 'no answer the 1. time')
    expect(await one.rows()).toMatchObject([{ attempts: 1, due: instant(noon + HOUR), leased_by: null }])
    one.forward(HOUR)
    await until(async () => (await one.rows())[0]?.why === 'no answer the 2. time')
    expect(await one.rows()).toMatchObject([{ attempts: 2, due: instant(noon + 3 * HOUR) }])
    one.forward(2 * HOUR)
    await one.empty()
    expect(tries).toEqual([1, 2, 3])
    expect(waits.mock.calls).toEqual([[1], [2]])
    expect(await deadCounts(open.db)).toEqual([])
  })

  it('tries again at once where it may', async () => {
    await queue.enqueueMany(['a', 'b'])
    const tries: unknown[] = []
    one.work(
      (message, { attempts }) => {
        tries.push([message, attempts])
        if (attempts < 3) throw new Error('no answer')
      },
      { backoff: () => 0 },
    )
    await one.empty()
    expect(tries).toHaveLength(6)
  })

  it('waits longer each time by default, within bounds, for about a day in all', async () => {
    await queue.enqueue('stubborn')
    const waits: number[] = []
    let before = noon
    const stop = new AbortController()
    const listening = queue.listen(
      () => {
        waits.push(one.clock.now - before)
        before = one.clock.now
        throw new Error('no answer')
      },
      { signal: stop.signal },
    )
    while ((await one.rows()).length > 0) {
      const due = Date.parse((await one.rows())[0]?.due ?? instant(0))
      if (due > one.clock.now) one.forward(due - one.clock.now)
      await setImmediate()
    }
    stop.abort()
    await listening
    expect(waits).toHaveLength(10)
    for (const [i, wait] of waits.slice(1).entries()) {
      const middle = Math.min(15_000 * 3 ** i, 12 * HOUR)
      expect(wait).toBeGreaterThanOrEqual(middle * 0.75)
      expect(wait).toBeLessThanOrEqual(middle * 1.25)
    }
    expect(one.clock.now - noon).toBeGreaterThan(18 * HOUR)
  })

  it('puts a message off without counting the attempt', async () => {
    await queue.enqueue('patient')
    let offs = 0
    const seen: number[] = []
    one.work(
      (_, { attempts }) => {
        seen.push(attempts)
        if (offs++ < 5) throw new Postpone(instant(one.clock.now + MINUTE), 'the server rests')
      },
      { maxAttempts: 2 },
    )
    for (let i = 1; i <= 5; i++) {
      await until(async () => (await one.rows())[0]?.due === instant(noon + i * MINUTE))
      expect((await one.rows())[0]).toMatchObject({ attempts: 0, why: 'the server rests' })
      one.forward(MINUTE)
    }
    await one.empty()
    expect(seen).toEqual([1, 1, 1, 1, 1, 1])
  })
})
