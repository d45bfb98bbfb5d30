/** One figure, beside what it is to be compared with. */
export type Row = {
  readonly section: string
  readonly what: string
  readonly value: number
  readonly unit: string
  /** Half of the answers came within this (ms), and all but a hundredth within that. */
  readonly p50?: number
  readonly p99?: number
  /** CPU of the server for each (ms); steadier than a rate where others use the machine too. */
  readonly cpu?: number
  /** The same of something else, measured in the same run. */
  readonly reference?: { readonly what: string; readonly value: number }
  /** What the machine can do at most of what it is made of. */
  readonly limit?: { readonly what: string; readonly value: number }
  /** What we want of it: its ratio to the reference at least, or at most. */
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number }
}

/** How a figure stands to its reference; null where it has none. */
export const ratioOf = ({ value, reference }: Row): number | null =>
  reference && reference.value > 0 ? value / reference.value : null

/** Whether a figure is as we want it; null where we want nothing in particular. */
export function isMet(row: Row): boolean | null {
  const ratio = ratioOf(row)
  if (!row.aim || ratio === null) return null
  return 'atLeast' in row.aim ? ratio >= row.aim.atLeast : ratio <= row.aim.atMost
}

/** A figure as people read it: three places that count. */
export function figure(value: number): string {
  if (value === 0) return '0'
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return places > 0 ? value.toFixed(Math.min(places, 3)) : Math.round(value).toLocaleString('en')
}

/** The rows of a section as a table in words. */
export function tableOf(rows: readonly Row[]): string {
  const head = ['', 'figure', '', 'p50 / p99 ms', 'CPU ms each', 'beside', 'ratio', 'of the limit', 'aim']
  const lines = rows.map((row) => [
    row.what,
    figure(row.value),
    row.unit,
    row.p50 === undefined ? '' : `${figure(row.p50)} / ${figure(row.p99 ?? 0)}`,
    row.cpu === undefined ? '' : figure(row.cpu),
    row.reference ? `${row.reference.what} ${figure(row.reference.value)}` : '',
    ratioOf(row) === null ? '' : `× ${figure(ratioOf(row)!)}`,
    row.limit ? `${figure((100 * row.value) / row.limit.value)} % of ${row.limit.what}` : '',
    aimOf(row),
  ])
  const kept = head.map((_, i) => i === 0 || lines.some((line) => line[i] !== ''))
  const all = [head, ...lines].map((line) => line.filter((_, i) => kept[i]))
  const widths = all[0]!.map((_, i) => Math.max(...all.map((line) => line[i]!.length)))
  const right = new Set(
    [head.indexOf('figure')].map((i) => head.slice(0, i).filter((_, j) => kept[j]).length),
  )
  return all
    .map((line) =>
      line
        .map((cell, i) => (right.has(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function aimOf(row: Row): string {
  if (!row.aim) return ''
  const says =
    'atLeast' in row.aim ? `at least × ${figure(row.aim.atLeast)}` : `at most × ${figure(row.aim.atMost)}`
  return `${says}: ${isMet(row) ? 'met' : 'NOT MET'}`
}
