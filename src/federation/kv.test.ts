import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dialects, freshDb } from '../../test/support/db.ts'
import { DAY, HOUR, instant, MINUTE } from '../lib/time.ts'
import { forgetEnded, LARGEST_VALUE, LONGEST_KEY, openKv } from './kv.ts'

describe.each(dialects)('what Fedify remembers, on %s', (dialect) => {
  let open: Awaited<ReturnType<typeof freshDb>>
  let kv: ReturnType<typeof openKv>
  const clock = { now: 0 }
  const hour = { ttl: Temporal.Duration.from({ hours: 1 }) }

  beforeAll(async () => {
    open = await freshDb(dialect)
  })
  afterAll(() => open.drop())
  beforeEach(async () => {
    await open.db.deleteFrom('kv').execute()
    clock.now = Date.parse('2026-11-01T10:00:00Z')
    kv = openKv({ db: open.db, clock: () => clock.now })
  })

  const listed = async (...prefix: [string, ...string[]] | []) => {
    const found: unknown[] = []
    for await (const { key, value } of kv.list(prefix.length > 0 ? (prefix as [string]) : undefined))
      found.push([key, value])
    return found
  }

  it('comes back as it was, whatever JSON it is', async () => {
    const values = [
      true,
      false,
      null,
      0,
      '',
      'text',
      [],
      [null, { a: ['ü', '\u0000', '😀'] }],
      { b: { c: 1.5 } },
    ]
    for (const value of values) {
      await kv.set(['v'], value)
      expect(await kv.get(['v'])).toStrictEqual(value)
    }
  })

  it('is undefined where there is nothing, and null only where null was put', async () => {
    expect(await kv.get(['nothing'])).toBeUndefined()
    await kv.set(['key that cannot be had'], null)
    expect(await kv.get(['key that cannot be had'])).toBeNull()
    await kv.set(['key that cannot be had'], undefined)
    expect(await kv.get(['key that cannot be had'])).toBeUndefined()
  })

  it('is kept apart by the elements of its key', async () => {
    await kv.set(['a', 'b'], 1)
    await kv.set(['a,b'], 2)
    await kv.set(['a","b'], 3)
    expect([await kv.get(['a', 'b']), await kv.get(['a,b']), await kv.get(['a","b'])]).toEqual([1, 2, 3])
  })

  it('is replaced by what comes later, and goes when told to', async () => {
    await kv.set(['a'], 1)
    await kv.set(['a'], 2)
    expect(await kv.get(['a'])).toBe(2)
    await kv.delete(['a'])
    await kv.delete(['a'])
    expect(await kv.get(['a'])).toBeUndefined()
  })

  it('ends with its time, before anybody cleans up', async () => {
    await kv.set(['a'], 1, hour)
    clock.now += HOUR - 1
    expect(await kv.get(['a'])).toBe(1)
    clock.now += 1
    expect(await kv.get(['a'])).toBeUndefined()
    expect(await listed()).toEqual([])
    expect(await kv.cas(['a'], 1, 2)).toBe(false)
  })

  it('stays for good when it is put anew without an end', async () => {
    await kv.set(['a'], 1, hour)
    await kv.set(['a'], 2)
    clock.now += DAY
    expect(await kv.get(['a'])).toBe(2)
  })

  it('gets a new end when it is put anew with one', async () => {
    await kv.set(['a'], 1, hour)
    clock.now += 50 * MINUTE
    await kv.set(['a'], 1, hour)
    clock.now += 50 * MINUTE
    expect(await kv.get(['a'])).toBe(1)
  })

  it('is not kept for ever where Fedify sets no end to what it can ask for again', async () => {
    await kv.set(['_fedify', 'publicKey', 'https://hub.example/key'], 1)
    await kv.set(['_fedify', 'httpMessageSignaturesSpec', 'https://hub.example'], 'rfc9421')
    await kv.set(['_fedify', 'other'], 1)
    clock.now += 31 * DAY
    expect(await listed()).toEqual([[['_fedify', 'other'], 1]])
  })

  it('changes only from what was expected', async () => {
    await kv.set(['a'], { one: 1, two: [2] })
    expect(await kv.cas(['a'], { one: 1, two: [3] }, 'new')).toBe(false)
    expect(await kv.cas(['a'], undefined, 'new')).toBe(false)
    expect(await kv.get(['a'])).toEqual({ one: 1, two: [2] })
    expect(await kv.cas(['a'], { two: [2], one: 1, three: undefined }, 'new')).toBe(true)
    expect(await kv.get(['a'])).toBe('new')
  })

  it('may be expected not to be there, or to have ended', async () => {
    expect(await kv.cas(['a'], null, 1)).toBe(false)
    expect(await kv.cas(['a'], undefined, 1, hour)).toBe(true)
    expect(await kv.cas(['a'], undefined, 2)).toBe(false)
    clock.now += HOUR
    expect(await kv.cas(['a'], undefined, 3)).toBe(true)
    expect(await kv.get(['a'])).toBe(3)
  })

  it('may be changed into nothing', async () => {
    await kv.set(['nonce'], true)
    expect(await kv.cas(['nonce'], false, undefined)).toBe(false)
    expect(await kv.cas(['nonce'], true, undefined)).toBe(true)
    expect(await kv.cas(['nonce'], true, undefined)).toBe(false)
    expect(await kv.cas(['nonce'], undefined, undefined)).toBe(true)
    expect(await kv.get(['nonce'])).toBeUndefined()
  })

  it('is won by one of many who change it at the same time', async () => {
    const everybody = Array.from({ length: 12 }, (_, who) => who)
    const first = await Promise.all(everybody.map((who) => kv.cas(['a'], undefined, who)))
    expect(first.filter(Boolean)).toHaveLength(1)
    const winner = await kv.get<number>(['a'])
    expect(first[winner!]).toBe(true)
    const count = async () => {
      for (;;) {
        const seen = await kv.get<number>(['count'])
        if (await kv.cas(['count'], seen, (seen ?? 0) + 1)) return
      }
    }
    await Promise.all(everybody.map(count))
    expect(await kv.get(['count'])).toBe(12)
  })

  it('is listed by the elements that its key begins with, nothing more', async () => {
    const keys: [string, ...string[]][] = [
      ['a'],
      ['a', 'b'],
      ['a', 'b', 'c'],
      ['a', 'bc'],
      ['ab'],
      ['a%'],
      ['a%', 'x'],
      ['a_', 'x'],
      ['ax', 'x'],
      ['A', 'b'],
      ['a\\', 'x'],
      ['ü😀', 'x'],
      ['a"', 'x'],
    ]
    for (const [i, key] of keys.entries()) await kv.set(key, i)
    const numbers = async (...prefix: [string, ...string[]] | []) =>
      (await listed(...prefix)).map((entry) => (entry as [unknown, number])[1]).sort((a, b) => a - b)
    expect(await numbers()).toEqual(keys.map((_, i) => i))
    expect(await numbers('a')).toEqual([0, 1, 2, 3])
    expect(await numbers('a', 'b')).toEqual([1, 2])
    expect(await numbers('a%')).toEqual([5, 6])
    expect(await numbers('a_')).toEqual([7])
    expect(await numbers('a\\')).toEqual([10])
    expect(await numbers('ü😀')).toEqual([11])
    expect(await numbers('a"')).toEqual([12])
    expect(await numbers('b')).toEqual([])
    expect((await listed('a', 'b', 'c'))[0]).toEqual([['a', 'b', 'c'], 2])
  })

  it('is listed to the end, however many there are', async () => {
    for (let i = 0; i < 250; i++) await kv.set(['many', `${i}`], i)
    await kv.set(['others'], 0)
    expect(await listed('many')).toHaveLength(250)
  })

  it('is not kept at all where it is too large, and what stood there goes too', async () => {
    await kv.set(['a'], 'small')
    await kv.set(['a'], 'x'.repeat(LARGEST_VALUE))
    expect(await kv.get(['a'])).toBeUndefined()
    await kv.set(['a'], 'x'.repeat(LARGEST_VALUE - 2))
    expect(await kv.get(['a'])).toHaveLength(LARGEST_VALUE - 2)
    expect(await kv.cas(['b'], undefined, 'ü'.repeat(LARGEST_VALUE / 2))).toBe(true)
    expect(await kv.get(['b'])).toBeUndefined()
  })

  it('is not kept under a key that an index could not hold', async () => {
    const random = Array.from({ length: LONGEST_KEY }, () => Math.random().toString(36)[2]).join('')
    await kv.set([random], 1)
    expect(await kv.get([random])).toBeUndefined()
    await kv.set([random.slice(4)], 1)
    expect(await kv.get([random.slice(4)])).toBe(1)
  })

  it('leaves the table when it has ended', async () => {
    await kv.set(['stays'], 1)
    await kv.set(['stays a day'], 1, { ttl: Temporal.Duration.from({ days: 1 }) })
    for (let i = 0; i < 20; i++) await kv.set(['goes', `${i}`], 1, hour)
    expect(await forgetEnded(open.db, instant(clock.now))).toBe(0)
    expect(await forgetEnded(open.db, instant(clock.now + HOUR))).toBe(20)
    expect(await open.db.selectFrom('kv').select('key').orderBy('key').execute()).toEqual([
      { key: '["stays a day"]' },
      { key: '["stays"]' },
    ])
  })
})
