import { fork } from 'node:child_process'
import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dialects, freshDb } from '../../../test/support/db.ts'
import { againOn, noon, processOn, promised, until } from '../../../test/support/queue.ts'
import { inTransaction, type OpenDb } from '../../db/index.ts'
import { HOUR, instant, MINUTE, SECOND } from '../../lib/time.ts'
import type { Handler } from '../queue.ts'
import { claim, claimNext, type Lease, putOffBlocked, ready, settle } from './leases.ts'

/** What a listener does when it looks for work and finds some. */
const lookAndClaim = async (db: OpenDb['db'], lease: Lease, limit: number) =>
  claim(db, lease, await ready(db, lease.queue, lease.now, limit))

describe.each(dialects)('leases on %s', (dialect) => {
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

  it('let each message go to one listener only', async () => {
    const many = Array.from({ length: 300 }, (_, i) => i)
    const got: number[] = []
    const handler: Handler = (message) => void got.push(message as number)
    for (const process of [one, two, one, two]) {
      process.work(handler, { concurrency: 7 })
      // Two connections of one process to a SQLite file: let each end its turn, it could not while another waits for it.
      await setImmediate()
    }
    for (const part of [0, 100, 200]) {
      await one.queue.enqueueMany(many.slice(part, part + 50))
      await two.queue.enqueueMany(many.slice(part + 50, part + 100))
    }
    await one.empty()
    expect(got.sort((a, b) => a - b)).toEqual(many)
    // Nor did they get into each other's way: no deadlock, no lock that was waited for in vain.
    expect([...one.logged, ...two.logged]).toEqual([])
  })

  it('pass on what a process left behind that was not heard of, and its late word no longer counts', async () => {
    const [first, second] = [promised(), promised()]
    const got: string[] = []
    await one.queue.enqueue('letter')
    // Its clock stands still, so it never extends its lease: to the others it is dead.
    const endOne = one.work(
      async (_, { attempts }) => {
        got.push(`one, attempt ${attempts}`)
        await first.kept
      },
      { concurrency: 1 },
    )
    await until(() => got.length === 1)
    two.clock.now += MINUTE - 1
    await setImmediate()
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
    expect(await one.rows()).toHaveLength(1)
    expect(one.logged.join()).toContain('took longer than their lease')
    second.keep()
    await one.empty()
    expect(two.logged).toEqual([])
  })

  it('are extended while their process lives', async () => {
    const { kept, keep } = promised()
    const got: unknown[] = []
    await one.queue.enqueue('long work')
    one.work(
      async (message) => {
        got.push(message)
        await kept
      },
      { concurrency: 1 },
    )
    await until(() => got.length === 1)
    for (const passed of [25, 50, 75]) {
      one.forward(25 * SECOND)
      await until(
        async () => (await one.rows())[0]?.leased_until === instant(noon + passed * SECOND + MINUTE),
      )
    }
    two.clock.now += 75 * SECOND
    two.work((message) => void got.push(`two: ${message}`))
    await two.queue.enqueue('short work')
    await until(() => got.length === 2)
    expect(got).toEqual(['long work', 'two: short work'])
    keep()
    await one.empty()
    expect(one.logged).toEqual([])
  })

  it('end for good when a message has ended the process each time', async () => {
    await one.queue.enqueue('poison')
    const lease = { queue: 'q', by: 'a process that died' }
    for (let i = 0; i < 3; i++) {
      const now = noon + i * MINUTE
      const taken = await lookAndClaim(
        one.open.db,
        { ...lease, now: instant(now), until: instant(now + MINUTE) },
        1,
      )
      expect(taken).toMatchObject([{ attempts: i + 1 }])
    }
    one.clock.now += 3 * MINUTE
    const got: unknown[] = []
    one.work((message) => void got.push(message), { maxAttempts: 3 })
    await one.empty()
    expect(got).toEqual([])
    const dead = await one.open.db.selectFrom('dead_letters').select('why').execute()
    expect(dead).toEqual([{ why: 'The server stopped while working on it, 3 times.' }])
  })

  it('are never given on two of a key at once, even if the older was committed later', async () => {
    const now = instant(noon)
    const lease = { queue: 'q', by: 'me', now, until: instant(noon + MINUTE) }
    const message = { queue: 'q', sealed: '', ordering_key: 'k', due: now, attempts: 0, made: now }
    const db = one.open.db
    await db
      .insertInto('queue')
      .values({ ...message, seq: 6 })
      .execute()
    expect(await lookAndClaim(db, lease, 10)).toMatchObject([{ seq: 6 }])
    await db
      .insertInto('queue')
      .values({ ...message, seq: 5 })
      .execute()
    expect(await lookAndClaim(db, lease, 10)).toEqual([])
    expect(await claim(db, lease, [5])).toEqual([])
    expect(await claimNext(db, lease, ['k'])).toEqual([])
    await inTransaction(db, (tx) => settle(tx, lease, [{ seq: 6, is: 'done' }]))
    expect(await claimNext(db, lease, ['k', 'another'])).toMatchObject([{ seq: 5 }])
  })

  it('are given once, however many ask at the same moment', async () => {
    await one.queue.enqueueMany(Array.from({ length: 60 }, (_, i) => i))
    const all: number[] = []
    const claimer = async (db: OpenDb['db'], by: string) => {
      const lease = { queue: 'q', by, now: instant(noon), until: instant(noon + MINUTE) }
      for (let tries = 0; tries < 30; tries++)
        all.push(...(await lookAndClaim(db, lease, 5)).map(({ seq }) => seq))
    }
    await Promise.all(
      Array.from({ length: 8 }, (_, i) => claimer((i % 2 ? one : two).open.db, `claimer ${i}`)),
    )
    expect(all.sort((a, b) => a - b)).toEqual((await one.rows()).map(({ seq }) => seq))
  })

  it('are not looked for among what waits behind a delayed message', async () => {
    await one.queue.enqueueMany(['a1', 'a2'], { orderingKey: 'a' })
    await one.queue.enqueueMany(['b1', 'b2'], { orderingKey: 'b' })
    await one.queue.enqueue('free')
    const later = instant(noon + HOUR)
    const [a1] = await one.rows()
    await one.open.db.updateTable('queue').set({ due: later }).where('seq', '=', a1!.seq).execute()
    await putOffBlocked(one.open.db, 'q', instant(noon))
    const now = instant(noon)
    expect((await one.rows()).map(({ due }) => due)).toEqual([later, later, now, now, now])
  })

  it('pass to the living when a process is killed in the middle of its work', async () => {
    const child = await otherProcess(open, noon)
    child.tell({ enqueue: 'for ever' })
    await until(() => child.got.includes('for ever'))
    await child.kill()
    expect(await one.rows()).toMatchObject([{ attempts: 1, leased_until: instant(noon + MINUTE) }])
    const got: unknown[] = []
    one.work((message, { attempts }) => void got.push([message, attempts]))
    await one.queue.enqueue('another')
    await until(() => got.length === 1)
    one.forward(MINUTE)
    await one.empty()
    expect(got).toEqual([
      ['another', 1],
      ['for ever', 2],
    ])
  })

  it('share the work between processes, which wake each other', async () => {
    const child = await otherProcess(open, noon)
    const here: unknown[] = []
    const stop = new AbortController()
    one.world.pulse.feel(stop.signal)
    // Neither polls: what another process has put in is found because the database tells.
    child.tell({ enqueue: 'alone' })
    await until(() => child.got.includes('alone'))
    await one.queue.enqueue('from here')
    await until(() => child.got.includes('from here'))
    one.work((message) => void here.push(message), { concurrency: 5 })
    const many = Array.from({ length: 200 }, (_, i) => i)
    await one.queue.enqueueMany(many)
    await one.empty()
    await until(() => child.got.length + here.length === 202)
    const numbers = [...child.got, ...here].filter((it) => typeof it === 'number')
    expect(numbers.sort((a, b) => a - b)).toEqual(many)
    child.tell({ stop: true })
    await child.gone
    stop.abort()
    expect(child.logged.filter((line) => line.startsWith('error'))).toEqual([])
  })
})

/** Another process on the same database, with a listener; see test/support/other-process.ts. */
async function otherProcess(open: OpenDb, now: number) {
  const script = new URL('../../../test/support/other-process.ts', import.meta.url)
  const child = fork(script, [open.postgres?.url ?? open.sqlite!.file, `${now}`])
  const got: unknown[] = []
  const logged: string[] = []
  let ready = false
  child.on('message', (told: { got?: unknown; logged?: string; ready?: true }) => {
    if ('got' in told) got.push(told.got)
    if (told.logged) logged.push(told.logged)
    if (told.ready) ready = true
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await until(() => ready)
  return {
    got,
    logged,
    gone,
    tell: (what: object) => void child.send(what),
    kill: () => {
      child.kill('SIGKILL')
      return gone
    },
  }
}
