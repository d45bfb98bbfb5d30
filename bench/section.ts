import type { Limits } from './machine.ts'
import type { Row } from './rows.ts'

/** What a section of the bench is told: how much to do, what the machine can do, and where PostgreSQL is. */
export type Measuring = {
  /** Little of everything: to see that it runs. Its figures mean nothing. */
  readonly quick: boolean
  /** How long what is watched over time is watched. */
  readonly minutes: number
  readonly limits: Limits
  /** Makes an empty database on the PostgreSQL server of this run; says its address. */
  readonly freshDatabase: () => Promise<string>
}

/** Measures one thing of a server beside the same of another. */
export type Section = (about: Measuring) => Promise<Row[]>

/** The middle one of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
