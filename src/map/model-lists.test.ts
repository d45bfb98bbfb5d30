import { describe, expect, it } from 'vitest'
import { newId } from '../lib/id.ts'
import type { Instant } from '../lib/time.ts'
import { listAddress, listTypedOf, readListCursor, writeListCursor } from './model-lists.ts'

describe('a cursor of a list', () => {
  const id = newId()
  const updated = '2026-12-01T10:00:00.000Z' as Instant

  it('leads back to the line it was made of, by the latest change and by the day, also where there is no day', () => {
    for (const due of ['2026-12-20', null]) {
      const last = { updated, due, id }
      expect(readListCursor(writeListCursor(last, undefined), undefined)).toEqual({ updated, due: null, id })
      expect(readListCursor(writeListCursor(last, 'due'), 'due')).toMatchObject({ due, id })
    }
  })

  it('leads nowhere in a list of another order, or where it was cut', () => {
    const cursor = writeListCursor({ updated, due: '2026-12-20', id }, 'due')
    expect(readListCursor(cursor, undefined)).toBeNull()
    expect(readListCursor(writeListCursor({ updated, due: null, id }, undefined), 'due')).toBeNull()
    expect(readListCursor(cursor.slice(0, -6), 'due')).toBeNull()
  })
})

it('the address of a list has only the filters of that list, in one order', () => {
  const typed = listTypedOf('actions', {
    state: 'open',
    text: ' lifts ',
    assembly: 'x',
    order: 'due',
    hub: '',
  })
  expect(typed).toEqual({ text: 'lifts', state: 'open', order: 'due' })
  expect(listAddress('actions', typed, 'abc')).toBe('/actions?text=lifts&state=open&order=due&after=abc')
  expect(listAddress('outcomes', {})).toBe('/outcomes')
})
