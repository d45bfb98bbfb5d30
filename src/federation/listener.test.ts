import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dialects, freshDb } from '../../test/support/db.ts'
import { againOn, noon, processOn, promised, until } from '../../test/support/queue.ts'
import { inTransaction, type OpenDb } from '../db/index.ts'
import { DAY, HOUR, instant, MINUTE, SECOND } from '../lib/time.ts'
import { type Handler, openQueue, Postpone, type QueueWorld } from './queue.ts'

describe.each(dialects)('listeners of a queue on %s', (dialect) => {
  let open: Awaited<ReturnType<typeof freshDb>>
  let again: OpenDb
  let one: ReturnType<typeof processOn>
  let two: ReturnType<typeof processOn>

  beforeAll(async () => {
    open = await freshDb(dialect)
    again = againOn(open)
  })
  afterAll(async () => {
    await again.close()
    await open.drop()
  })
  beforeEach(async () => {
    await open.db.deleteFrom('queue').execute()
    await open.db.deleteFrom('dead_letters').execute()
    one = processOn(open)
    two = processOn(again)
  })
  afterEach(async () => {
    await one.end()
    await two.end()
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
      await setImmediate()
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
    // Time flies in this test, and a lease must not run out because the machine is slow.
    const days = { lease: 100 * DAY }
    one.work(handler, days)
    // Two connections of one process to a SQLite file: let the first end its turn, it could not while the other waits for it.
    await setImmediate()
    two.work(handler, days)
    const tick = setInterval(() => {
      one.forward(10 * SECOND)
      two.forward(10 * SECOND)
    }, 5)
    await one.empty()
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
      else await setImmediate()
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
    await one.empty()
    expect(got.slice(8)).toEqual(['a1', 'a2'])
    expect(most).toBe(3)
    for (const key of ['b', 'c', 'd', 'e'])
      expect(got.indexOf(`${key}1`)).toBeLessThan(got.indexOf(`${key}2`))
  })

  it('are woken by what another process has put in', async () => {
    const stop = new AbortController()
    two.world.pulse.feel(stop.signal)
    const got: unknown[] = []
    two.work((message) => void got.push(message))
    await setImmediate()
    for (const message of ['first', 'second', 'third']) {
      await one.queue.enqueue(message)
      await until(() => got.includes(message))
    }
    expect(got).toEqual(['first', 'second', 'third'])
    stop.abort()
  })

  it('wake by themselves when a message becomes due', async () => {
    const alive: QueueWorld = { ...one.world, clock: Date.now }
    const got: unknown[] = []
    const stop = new AbortController()
    const listening = openQueue(alive, 'q', { poll: HOUR }).listen((message) => void got.push(message), {
      signal: stop.signal,
    })
    await openQueue(alive, 'q').enqueue('soon', { delay: Temporal.Duration.from({ milliseconds: 300 }) })
    await until(() => got.length === 1)
    expect(got).toEqual(['soon'])
    stop.abort()
    await listening
  })

  it('look by themselves where nobody tells them', async () => {
    const got: unknown[] = []
    one.work((message) => void got.push(message), { poll: 20 })
    await setImmediate()
    await two.queue.enqueue('untold')
    await until(() => got.length === 1)
    expect(got).toEqual(['untold'])
  })

  it('finish what they have begun when they are told to stop, and begin nothing more', async () => {
    const { kept, keep } = promised()
    const got: unknown[] = []
    await one.queue.enqueueMany(['a', 'b', 'c'])
    let begun = 0
    const end = one.work(
      async (message) => {
        begun++
        await kept
        got.push(message)
      },
      { concurrency: 2 },
    )
    await until(() => begun === 2)
    let over = false
    const stopped = end().then(() => {
      over = true
    })
    await one.queue.enqueue('d')
    expect(over).toBe(false)
    keep()
    await stopped
    expect(got).toEqual(['a', 'b'])
    expect(await one.rows()).toMatchObject([{ leased_by: null, attempts: 0 }, { leased_by: null }])
  })

  it('give back what they had claimed but not begun', async () => {
    await one.queue.enqueueMany(['a', 'b'])
    const got: unknown[] = []
    const stop = new AbortController()
    // The signal comes while the claim is under way.
    const db = open.db.withPlugin({
      transformQuery: ({ node }) => {
        if (node.kind === 'UpdateQueryNode') stop.abort()
        return node
      },
      transformResult: async ({ result }) => result,
    })
    await openQueue({ ...one.world, db }, 'q').listen((message) => void got.push(message), {
      signal: stop.signal,
    })
    expect(got).toEqual([])
    expect(await one.rows()).toMatchObject([
      { leased_by: null, leased_until: null, attempts: 0 },
      { leased_by: null, leased_until: null, attempts: 0 },
    ])
    one.work((message) => void got.push(message))
    await one.empty()
    expect(got.sort()).toEqual(['a', 'b'])
  })

  it('do not begin anew what they are still at, when they get it back after their lease had run out', async () => {
    const { kept, keep } = promised()
    let begun = 0
    await one.queue.enqueue('long work')
    one.work(async () => {
      begun++
      await kept
    })
    await until(() => begun === 1)
    await one.open.db
      .updateTable('queue')
      .set({ leased_by: 'another that died', leased_until: instant(noon) })
      .execute()
    one.world.pulse.beat()
    await until(async () => (await one.rows())[0]?.attempts === 2)
    keep()
    await one.empty()
    expect(begun).toBe(1)
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
    // Nobody tells of this one: whoever could not look before must look again by itself.
    await inTransaction(two.open.db, async (tx) => {
      await sql`alter table mislaid rename to queue`.execute(tx)
      await two.queue.enqueueIn(tx, [{ message: 'after' }])
    })
    await until(() => got.length === 2)
    await one.empty()
    expect(got).toEqual(['before', 'after'])
  })

  it('are not held up by one message whose fate cannot be written down', async () => {
    await one.queue.enqueueMany(['bad', 'good', 'bad', 'good', 'good'])
    one.work((message) => {
      if (message === 'bad') throw new Postpone(null as never, 'no time at all')
    })
    await until(async () => (await one.rows()).every(({ why }) => why?.startsWith('What became of it')))
    expect(await one.rows()).toMatchObject([
      { attempts: 1, due: instant(noon + MINUTE), leased_by: null },
      { attempts: 1, due: instant(noon + MINUTE), leased_by: null },
    ])
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
    await sql`alter table mislaid rename to queue`.execute(one.open.db)
  })
})
