import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dialects, freshDb } from '../../test/support/db.ts'
import { againOn, until } from '../../test/support/queue.ts'
import { instant } from '../lib/time.ts'
import type { OpenDb } from './index.ts'
import { openPulse } from './pulse.ts'

describe.each(dialects)('the pulse of a database on %s', (dialect) => {
  let open: Awaited<ReturnType<typeof freshDb>>
  let again: OpenDb
  let stop: AbortController

  beforeAll(async () => {
    open = await freshDb(dialect)
    again = againOn(open)
  })
  afterAll(async () => {
    await again.close()
    await open.drop()
  })
  beforeEach(() => {
    stop = new AbortController()
  })
  afterEach(() => stop.abort())

  /** Another process writes and tells of it. */
  const writeElsewhere = async () => {
    const value = { key: 'k', value: '1', expires: instant(Date.now()) }
    await again.db
      .insertInto('kv')
      .values(value)
      .onConflict((c) => c.column('key').doUpdateSet(value))
      .execute()
    openPulse(again).beat()
  }
  const counting = (pulse: ReturnType<typeof openPulse>) => {
    const felt = { beats: 0 }
    const off = pulse.on(() => {
      felt.beats++
    })
    return { felt, off }
  }

  it('is felt at once by everybody in the process, until they no longer listen', () => {
    const pulse = openPulse(open)
    const [a, b] = [counting(pulse), counting(pulse)]
    pulse.beat()
    a.off()
    pulse.beat()
    expect([a.felt.beats, b.felt.beats]).toEqual([1, 2])
  })

  it('is felt only by those whom it concerns, and about nothing named by all', () => {
    const pulse = openPulse(open)
    const heard: string[] = []
    pulse.on(() => heard.push('teller'), 'news')
    pulse.on(() => heard.push('desk'), 'public')
    pulse.on(() => heard.push('anybody'))
    pulse.beat('queue inbox')
    pulse.beat('news', 'public')
    pulse.beat('news')
    pulse.beat()
    expect(heard).toEqual([
      'anybody',
      ...['teller', 'desk', 'anybody'],
      ...['teller', 'anybody'],
      ...['teller', 'desk', 'anybody'],
    ])
  })

  it('is felt by another process, again and again', async () => {
    const pulse = openPulse(open)
    const { felt } = counting(pulse)
    pulse.feel(stop.signal)
    for (let times = 1; times <= 3; times++) {
      const before = felt.beats
      // Whoever only begins to listen may miss a beat, so it is beaten until it is felt.
      await until(async () => {
        await writeElsewhere()
        await setImmediate()
        return felt.beats > before
      })
    }
    expect(felt.beats).toBeGreaterThanOrEqual(3)
  })

  it('does not disturb whoever has closed the database', async () => {
    const closed = againOn(open)
    const pulse = openPulse(closed)
    const { felt } = counting(pulse)
    pulse.feel(stop.signal)
    await closed.close()
    pulse.beat()
    await setImmediate()
    expect(felt.beats).toBe(1)
  })
})

describe('the pulse on postgres', () => {
  it('tells another process what a beat is about', async () => {
    const open = await freshDb('postgres')
    const again = againOn(open)
    const stop = new AbortController()
    const pulse = openPulse(open)
    const heard: string[] = []
    pulse.feel(stop.signal)
    pulse.on(() => heard.push('desk'), 'public')
    pulse.on(() => heard.push('teller'), 'news')
    const elsewhere = openPulse(again)
    await until(() => {
      elsewhere.beat('news')
      return heard.includes('teller')
    })
    // Beginning to listen is a beat about everything; after it only the one concerned hears.
    heard.length = 0
    elsewhere.beat('news', 'logs')
    await until(() => heard.length > 0)
    expect(new Set(heard)).toEqual(new Set(['teller']))
    stop.abort()
    await again.close()
    await open.drop()
  })

  it('is felt again after the connection was lost, and what was missed meanwhile is made up for', async () => {
    const open = await freshDb('postgres')
    const again = againOn(open)
    const stop = new AbortController()
    const pulse = openPulse(open)
    let beats = 0
    pulse.on(() => {
      beats++
    })
    const listening = async () =>
      (
        await sql<{ pid: number }>`select pid from pg_stat_activity
          where datname = current_database() and query like 'listen%'`.execute(again.db)
      ).rows.map(({ pid }) => pid)
    pulse.feel(stop.signal)
    await until(() => beats > 0)
    expect(await listening()).toHaveLength(1)
    for (let times = 0; times < 3; times++) {
      const [lost] = await listening()
      const before = beats
      await sql`select pg_terminate_backend(${lost}::int)`.execute(again.db)
      // Nobody beats: the reconnection does.
      await until(async () => beats > before && (await listening()).some((pid) => pid !== lost))
    }
    const before = beats
    openPulse(again).beat()
    await until(() => beats > before)
    expect(await listening()).toHaveLength(1)
    stop.abort()
    await until(async () => (await listening()).length === 0)
    await again.close()
    await open.drop()
  })
})
