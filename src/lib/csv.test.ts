import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRow } from './csv.ts'

test('what stands in a cell is read back as it was', () => {
  const cell = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ' ', 'a') }))
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (cells) => {
      const [read] = parse(csvRow(cells), { record_delimiter: '\r\n' }) as string[][]
      // An apostrophe may have come in front, see below.
      expect(read!.map((text, i) => (text === cells[i] ? text : text.replace(/^'/, '')))).toEqual(cells)
    }),
  )
})

test.each(['=1+1', '+44 20', '-2', '@sum(a1)', '\t=1', '\r=1', ' =1', '＝1', '=cmd|"/c calc"!a1'])(
  '%j is text and no formula',
  (text) => {
    expect((parse(csvRow([text, 'x'])) as string[][])[0]).toEqual([`'${text}`, 'x'])
  },
)

test('numbers, what is true, and nothing stay what they are', () => {
  expect(csvRow([-1.785, 0, true, false, null, ''])).toBe('-1.785,0,true,false,,\r\n')
})
