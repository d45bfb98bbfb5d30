import { createHash, type Hash } from 'node:crypto'
import { z } from 'zod'
import type { Cell, Snapshot, Table } from '../db/snapshot.ts'
import { Refused } from '../lib/granted.ts'
import { inBrief } from '../lib/plain.ts'

/** What the first line of a backup says of it. */
export type Head = {
  readonly folkmoot: 'backup'
  /** The form of what follows; another number is for another reader. */
  readonly form: 1
  readonly software: string
  /** The address of the server, with which every id in it begins. */
  readonly origin: string
  readonly made: string
  /** The migrations that its database had seen, oldest first. */
  readonly steps: readonly string[]
  /** A word sealed with the server’s secret, by which a secret can be tried; null where the server had none yet. */
  readonly seal: string | null
  /** The server’s secret: only in a backup that is encrypted, else null. */
  readonly secret: string | null
}

/** A table as its part of a backup announces it. */
export type Part = Pick<Table, 'name' | 'columns' | 'last'>

/** What the last line says: of each table its rows and the SHA-256 of its lines, and that of the first line. */
export type Sums = {
  readonly head: string
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly sha256: string }>>
}

/** What a reader of a backup meets, in order: the head, then of each table its part and rows, some at a time, then the sums. */
export type Piece =
  | { readonly head: Head }
  | { readonly part: Part }
  | { readonly rows: readonly Cell[][]; readonly of: Part }
  | { readonly sums: Sums }

/** The longest line that is read, in bytes: a row of ours has a few mebibytes at most. */
const longestLine = 64 * 1024 * 1024

/**
 * A backup as lines of JSON: the head; of each table a line that names it and one for each row; the sums. One line is one
 * thing, so that nothing needs to be counted before it is written, and anybody can read it.
 */
export async function* writeArchive(head: Head, { tables, rows }: Snapshot): AsyncGenerator<string> {
  const first = lineOf(head)
  yield first
  const sums: Record<string, { rows: number; sha256: string }> = {}
  for (const table of tables) {
    const { name, columns, last } = table
    const hash = createHash('sha256')
    const opening = lineOf({ table: name, columns, last } satisfies z.input<typeof partShape>)
    hash.update(opening)
    yield opening
    let count = 0
    for await (const some of rows(table)) {
      const text = some.map((row) => lineOf(checked(row, table))).join('')
      hash.update(text)
      count += some.length
      yield text
    }
    sums[name] = { rows: count, sha256: hash.digest('hex') }
  }
  yield lineOf({ head: createHash('sha256').update(first).digest('hex'), tables: sums } satisfies Sums)
}

const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`

/** What would come back as something else is not written: better no backup than a wrong one. */
function checked(row: readonly Cell[], { name, columns }: Table): readonly Cell[] {
  row.forEach((cell, at) => {
    if (cell === null || typeof cell === 'string' || (typeof cell === 'number' && Number.isFinite(cell)))
      return
    throw new Error(`a backup has no form for what stands in ${name}.${columns[at]}: ${typeof cell}`)
  })
  return row
}

/**
 * Reads the lines of a backup, and checks each digest as far as it has read. Only who has met the sums at the end has read a
 * backup that is whole. `name` is what the sentences call it.
 * @throws Refused where it is not what we write
 */
export async function* readArchive(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<Piece> {
  const found: Record<string, { rows: number; sha256: string }> = {}
  let first: string | null = null
  let open: { part: Part; hash: Hash; count: number } | null = null
  let rows: Cell[][] = []
  let sums: Sums | null = null
  const close = () => {
    if (open) found[open.part.name] = { rows: open.count, sha256: open.hash.digest('hex') }
    open = null
  }
  for await (const line of linesOf(bytes, name)) {
    if (sums) throw new Refused(`Something stands behind the end of ${name}.`)
    const value = parsed(line, name)
    if (first === null) {
      first = createHash('sha256').update(line).digest('hex')
      yield { head: headOf(value, name) }
    } else if (Array.isArray(value)) {
      if (!open) throw new Refused(`A row stands in ${name} before any table.`)
      rows.push(rowOf(value, open.part, name))
      open.hash.update(line)
      open.count++
      if (rows.length < 100) continue
      yield { rows, of: open.part }
      rows = []
    } else {
      if (open && rows.length > 0) yield { rows, of: open.part }
      rows = []
      close()
      const part = partShape.safeParse(value)
      if (part.success) {
        const { table, columns, last } = part.data
        if (Object.hasOwn(found, table)) throw new Refused(`The table “${table}” stands twice in ${name}.`)
        open = { part: { name: table, columns, last }, hash: createHash('sha256').update(line), count: 0 }
        yield { part: open.part }
      } else sums = sumsOf(value, name)
    }
  }
  if (first === null) throw new Refused(`There is nothing in ${name}.`)
  if (!sums) throw new Refused(`${name} is not whole: its end is missing.`)
  compare(sums, { head: first, tables: found }, name)
  yield { sums }
}

function compare(said: Sums, found: Sums, name: string): void {
  if (said.head !== found.head)
    throw new Refused(`The first line of ${name} is not the one that was written.`)
  const tables = new Set([...Object.keys(said.tables), ...Object.keys(found.tables)])
  for (const table of tables) {
    const [one, other] = [said.tables[table], found.tables[table]]
    if (one?.sha256 !== other?.sha256 || one?.rows !== other?.rows)
      throw new Refused(`The table “${table}” in ${name} is not the one that was written.`)
  }
}

/** Lines with the break at their end, as bytes. */
async function* linesOf(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  for await (const chunk of bytes) {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...held, chunk.subarray(from, at + 1)])
      held = []
      size = 0
      from = at + 1
    }
    if (from === chunk.length) continue
    held.push(chunk.subarray(from))
    size += chunk.length - from
    if (size > longestLine) throw new Refused(`A line in ${name} is longer than any that we write.`)
  }
  if (size > 0) throw new Refused(`${name} is not whole: it ends in the middle of a line.`)
}

function parsed(line: Buffer, name: string): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch {
    throw new Refused(`A line in ${name} cannot be read.`)
  }
}

const text = z.string()
const headShape = z.object({
  folkmoot: z.literal('backup'),
  form: z.literal(1),
  software: text,
  origin: z.url(),
  made: z.iso.datetime(),
  steps: z.array(text).min(1),
  seal: text.nullable(),
  secret: text.nullable(),
})
const partShape = z.object({
  table: text,
  columns: z.array(text).min(1).readonly(),
  last: z.int().min(0).nullable(),
})
const sumsShape = z.object({
  head: text,
  tables: z.record(text, z.object({ rows: z.int().min(0), sha256: text })),
})

function headOf(value: unknown, name: string): Head {
  const head = headShape.safeParse(value)
  if (head.success) return head.data
  const { form, software } = (value ?? {}) as { form?: unknown; software?: unknown }
  throw new Refused(
    typeof form === 'number' && form > 1
      ? `${name} was made by a newer Folkmoot (${inBrief(software)}), in a form that this version does not know.`
      : `The first line of ${name} cannot be read.`,
  )
}

function sumsOf(value: unknown, name: string): Sums {
  const sums = sumsShape.safeParse(value)
  if (!sums.success) throw new Refused(`A line in ${name} is nothing that we write.`)
  return sums.data
}

function rowOf(row: unknown[], { name: table, columns }: Part, name: string): Cell[] {
  const fits = (cell: unknown) => cell === null || typeof cell === 'string' || typeof cell === 'number'
  if (row.length !== columns.length || !row.every(fits))
    throw new Refused(`A row of the table “${table}” in ${name} cannot be read.`)
  return row as Cell[]
}
