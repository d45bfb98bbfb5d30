import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects, freshDb } from '../../test/support/db.ts'
import { inTransaction } from '../db/index.ts'
import { instant } from '../lib/time.ts'
import { insertMailIn, mailById, markGivenUp, markSent, markTried, waiting } from './store.ts'

const at = (minute: number) => instant(Date.parse('2026-11-01T10:00:00Z') + minute * 60_000)

describe.each(dialects)('mails on %s', (dialect) => {
  let open: Awaited<ReturnType<typeof freshDb>>
  beforeAll(async () => {
    open = await freshDb(dialect)
  })
  afterAll(() => open.drop())
  const write = (id: string, minute: number) =>
    inTransaction(open.db, (tx) =>
      insertMailIn(tx, {
        ...{ id, hub_id: null, person_id: null, kind: 'test', sealed: 'x', made: at(minute), ends: null },
      }),
    )

  it('are written down once', async () => {
    expect(await write('a', 1)).toBe(true)
    expect(await write('a', 2)).toBe(false)
    expect((await mailById(open.db, 'a'))?.made).toBe(at(1))
  })

  it('end once: what was sent is not given up, and what was given up is not sent', async () => {
    await write('b', 1)
    await write('c', 1)
    expect(await markSent(open.db, 'b', at(2))).toBe(true)
    expect(await markSent(open.db, 'b', at(3))).toBe(false)
    expect(await markGivenUp(open.db, 'b', { given_up: at(3), why: 'no', refused: false })).toBe(false)
    expect(await markTried(open.db, 'b', 'no')).toBe(false)
    expect(await mailById(open.db, 'b')).toMatchObject({
      sent: at(2),
      given_up: null,
      why: null,
      sealed: null,
      tries: 1,
    })
    expect(await markGivenUp(open.db, 'c', { given_up: at(2), why: 'no', refused: true })).toBe(true)
    expect(await markSent(open.db, 'c', at(3))).toBe(false)
    expect(await mailById(open.db, 'c')).toMatchObject({
      sent: null,
      given_up: at(2),
      why: 'no',
      sealed: 'x',
    })
  })

  it('that wait are counted, since the oldest', async () => {
    await write('d', 9)
    expect(await waiting(open.db)).toEqual({ count: 2, oldest: at(1) })
    await markSent(open.db, 'a', at(10))
    expect(await waiting(open.db)).toEqual({ count: 1, oldest: at(9) })
    await markSent(open.db, 'd', at(10))
    expect(await waiting(open.db)).toEqual({ count: 0, oldest: null })
  })
})
