import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell, Snapshot } from '../db/snapshot.ts'
import { type Head, type Piece, readArchive, writeArchive } from './archive.ts'

const head: Head = {
  ...{ folkmoot: 'backup', form: 1, software: '0.1.0', origin: 'https://hub.example' },
  ...{ made: '2026-11-26T03:15:00.000Z', steps: ['0001-begin'], seal: null, secret: null },
}

const snapshotOf = (tables: Record<string, Cell[][]>): Snapshot => ({
  steps: head.steps,
  tables: Object.keys(tables).map((name) => ({ name, columns: ['a', 'b'], key: ['a'], last: null })),
  rows: async function* ({ name }) {
    yield tables[name]!
  },
})

async function written(tables: Record<string, Cell[][]>): Promise<string[]> {
  let text = ''
  for await (const some of writeArchive(head, snapshotOf(tables))) text += some
  return text.split('\n').slice(0, -1)
}

/** Reads lines as they come off a disk, in pieces of any size. */
async function read(text: string, size = 7): Promise<Piece[]> {
  const bytes = Buffer.from(text)
  const pieces: Piece[] = []
  const chunks = (async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  })()
  for await (const piece of readArchive(chunks, 'it')) pieces.push(piece)
  return pieces
}

describe('the lines of a backup', () => {
  it('come back as they were, whatever stands in them and however they are cut', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
      fc.constant(null),
    )
    const rows = fc.array(fc.tuple(cell, cell), { maxLength: 250 })
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 5000 }), async (those, size) => {
        const lines = await written({ issues: those, people: [] })
        const pieces = await read(`${lines.join('\n')}\n`, size)
        expect(pieces[0]).toEqual({ head })
        const back = pieces.flatMap((piece) => ('rows' in piece ? piece.rows : []))
        // There is one zero in JSON.
        expect(back).toEqual(those.map((row) => row.map((each) => (Object.is(each, -0) ? 0 : each))))
        expect(pieces.at(-1)).toMatchObject({
          sums: { tables: { issues: { rows: those.length }, people: { rows: 0 } } },
        })
      }),
      { numRuns: 50 },
    )
  })

  it('are noticed where one is another, missing, doubled, or in another place', async () => {
    const lines = await written({
      issues: [
        ['x', 1],
        ['y', 2],
      ],
      people: [['z', 3]],
    })
    const [first, issues, x, y, people, z, end] = lines as [string, ...string[]]
    const wrong: [lines: (string | undefined)[], says: string][] = [
      [
        [first, issues, x, '["y",3]', people, z, end],
        'The table “issues” in it is not the one that was written.',
      ],
      [[first, issues, y, x, people, z, end], 'The table “issues” in it is not the one that was written.'],
      [[first, issues, x, people, z, end], 'The table “issues” in it is not the one that was written.'],
      [[first, issues, x, y, y, people, z, end], 'The table “issues” in it is not the one that was written.'],
      [[first, issues, x, y, end], 'The table “people” in it is not the one that was written.'],
      [
        [first!.replace('hub.', 'her.'), ...lines.slice(1)],
        'The first line of it is not the one that was written.',
      ],
      [[first, issues, x, y, people, z, issues, end], 'The table “issues” stands twice in it.'],
      [[first, x, end], 'A row stands in it before any table.'],
      [[first, issues, '["x"]', end], 'A row of the table “issues” in it cannot be read.'],
      [[first, issues, '["x",true]', end], 'A row of the table “issues” in it cannot be read.'],
      [[first, issues, '{"table":"x"}', end], 'A line in it is nothing that we write.'],
      [[first, issues, 'x', end], 'A line in it cannot be read.'],
      [[issues, x], 'The first line of it cannot be read.'],
      [
        ['{"folkmoot":"backup","form":2,"software":"9.9"}'],
        'it was made by a newer Folkmoot (9.9), in a form that this version does not know.',
      ],
      [[...lines, z], 'Something stands behind the end of it.'],
      [lines.slice(0, -1), 'it is not whole: its end is missing.'],
    ]
    for (const [those, says] of wrong) await expect(read(`${those.join('\n')}\n`)).rejects.toThrow(says)
    await expect(read(lines.join('\n'))).rejects.toThrow('it is not whole: it ends in the middle of a line.')
    await expect(read('')).rejects.toThrow('There is nothing in it.')
    await expect(read('x'.repeat(64 * 1024 * 1024 + 1), 1 << 20)).rejects.toThrow(
      'A line in it is longer than any that we write.',
    )
  })

  it('are not written where something would come back as something else', async () => {
    for (const odd of [Buffer.from('x'), true, new Date(), Number.NaN, 1n])
      await expect(written({ issues: [['a', odd as never]] })).rejects.toThrow(
        'a backup has no form for what stands in issues.b',
      )
  })
})
