import { describe, expect, it } from 'vitest'
import { dialects, freshDb } from '../../test/support/db.ts'
import { setSetting, setting } from '../federation/store/settings.ts'
import type { Tx } from './index.ts'
import { inSharedTransaction } from './together.ts'

describe.each(dialects)('what comes together on %s', (dialect) => {
  it('is kept, and each gets its own answer', async () => {
    const { db, drop } = await freshDb(dialect)
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        inSharedTransaction(db, async (tx) => {
          await setSetting(tx, `key ${i}`, `value ${i}`)
          return i
        }),
      ),
    )
    expect(answers).toEqual(Array.from({ length: 100 }, (_, i) => i))
    for (const i of answers) expect(await setting(db, `key ${i}`)).toBe(`value ${i}`)
    await drop()
  })

  it('is kept also where one of them fails, and nothing of that one', async () => {
    const { db, drop } = await freshDb(dialect)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) =>
        inSharedTransaction(db, async (tx) => {
          await setSetting(tx, `key ${i}`, 'here')
          if (i === 4) throw new Error('the plug was pulled')
        }),
      ),
    )
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array(4).fill('fulfilled'),
      'rejected',
      ...Array(5).fill('fulfilled'),
    ])
    for (let i = 0; i < 10; i++) expect(await setting(db, `key ${i}`)).toBe(i === 4 ? undefined : 'here')
    await drop()
  })

  it('is one transaction where the database has a single writer', async () => {
    const { db, drop } = await freshDb(dialect)
    const seen = new Set<Tx>()
    await Promise.all(
      Array.from({ length: 10 }, () => inSharedTransaction(db, async (tx) => void seen.add(tx))),
    )
    expect(seen.size).toBe(dialect === 'sqlite' ? 1 : 10)
    await drop()
  })
})
