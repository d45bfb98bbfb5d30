import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dialects, freshDb } from '../../../test/support/db.ts'
import { noon, processOn, until } from '../../../test/support/queue.ts'
import { inTransaction } from '../../db/index.ts'
import { openVault } from '../../db/secret.ts'
import { instant, MINUTE } from '../../lib/time.ts'
import { GiveUp, openQueue, type Queue } from '../queue.ts'
import { deadCounts, deadLetters, forgetDeadLetters, reviveDeadLetters } from './queue.ts'

describe.each(dialects)('what a queue has given up, on %s', (dialect) => {
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

  it('gives a message up after its last attempt, and keeps it with the reason', async () => {
    await queue.enqueue('hopeless', { orderingKey: 'k' })
    await queue.enqueue('next', { orderingKey: 'k' })
    const got: unknown[] = []
    one.work(
      (message, { last }) => {
        got.push([message, last])
        if (message === 'hopeless') throw new Error('nobody there')
      },
      { maxAttempts: 2 },
    )
    await until(async () => (await one.rows())[0]?.why === 'nobody there')
    one.forward(MINUTE)
    await one.empty()
    expect(got).toEqual([
      ['hopeless', false],
      ['hopeless', true],
      ['next', false],
    ])
    expect(await deadLetters(open.db, 'q', 10)).toMatchObject([
      {
        why: 'nobody there',
        attempts: 2,
        ordering_key: 'k',
        made: instant(noon),
        died: instant(noon + MINUTE),
      },
    ])
    expect(one.logged).toContain('warning: A message was given up')
  })

  it('gives a message up at once when its handler says so', async () => {
    await queue.enqueue('to nobody')
    one.work(() => {
      throw new GiveUp('the inbox is gone for good')
    })
    await one.empty()
    expect(await deadLetters(open.db, 'q', 10)).toMatchObject([
      { why: 'the inbox is gone for good', attempts: 1 },
    ])
  })

  it('puts aside what it cannot read, and goes on with the rest', async () => {
    const other = { ...one.world, vault: openVault('the secret of another server altogether') }
    await openQueue(other, 'q').enqueue('sealed by another')
    await queue.enqueue('ours')
    const got: unknown[] = []
    one.work((message) => void got.push(message))
    await one.empty()
    expect(got).toEqual(['ours'])
    expect((await deadLetters(open.db, 'q', 10))[0]?.why).toContain('could not be unsealed')
  })

  it('lets an operator list, forget and revive what was given up', async () => {
    await queue.enqueueMany(['a', 'b', 'c'])
    let hopeless = true
    const got: unknown[] = []
    one.work((message) => {
      if (hopeless) throw new GiveUp(`${message} failed`)
      got.push(message)
    })
    await one.empty()
    const [c, b, a] = await deadLetters(open.db, 'q', 3)
    expect([a, b, c].map((it) => it?.why)).toEqual(['a failed', 'b failed', 'c failed'])
    expect(await deadLetters(open.db, 'q', 2)).toHaveLength(2)
    expect(await deadCounts(open.db)).toEqual([{ queue: 'q', count: 3 }])
    hopeless = false
    const revived = await inTransaction(open.db, (tx) =>
      reviveDeadLetters(tx, [b!.seq, a!.seq, 999_999], instant(one.clock.now)),
    )
    one.world.pulse.beat()
    await one.empty()
    expect([revived, got]).toEqual([2, ['a', 'b']])
    expect(await forgetDeadLetters(open.db, 'q', instant(noon))).toBe(0)
    expect(await forgetDeadLetters(open.db, 'q', instant(noon + 1))).toBe(1)
    expect(await deadLetters(open.db, 'q', 10)).toEqual([])
  })

  it('goes on after an error whose words the database cannot hold', async () => {
    await queue.enqueueMany(['retried', 'hopeless', 'well'])
    const got: unknown[] = []
    const end = one.work((message) => {
      got.push(message)
      if (message === 'hopeless') throw new GiveUp('it calls itself \u0000 \ud800')
      if (message === 'retried') throw new Error('it calls itself \u0000 \ud800')
    })
    await until(async () => (await one.rows()).every(({ why }) => why !== null))
    expect((await one.rows()).map(({ why }) => why)).toEqual(['it calls itself �'])
    expect((await deadLetters(open.db, 'q', 9)).map(({ why }) => why)).toEqual(['it calls itself �'])
    expect(got.sort()).toEqual(['hopeless', 'retried', 'well'])
    await end()
    expect(one.logged.filter((line) => line.startsWith('error'))).toEqual([])
  })
})
