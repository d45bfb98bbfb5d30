import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DialectName } from '../../src/db/dialect.ts'
import { chancesOf } from '../support/chances.ts'
import type { Kill, When } from './statements.ts'

/** Something a server does, during which the plug is pulled. */
export type Stage = {
  readonly name: string
  /** Sets up what every kill point begins with. */
  prepare(dialect: DialectName): Promise<Prepared>
}

/** A stage that is set up on a database. */
export type Prepared = {
  /** Runs through it undisturbed. @returns how many statements it takes, up to the last that changes anything */
  measure(): Promise<number>
  /** Runs it up to the kill point, starts again, and lets it finish. @returns what is wrong then, in words */
  attempt(kill: Kill): Promise<{ killed: boolean; wrong: string[] }>
  end(): Promise<void>
}

/** A kill point as it is drawn: its number, the database, and where in the stage it lies (0 to 1). */
export type Point = {
  readonly number: number
  readonly dialect: DialectName
  readonly lot: number
  readonly when: number
}

/** Draws kill points of a stage from a seed. Each has its own chances, so that one can be repeated alone. */
export const drawPoints = (stage: Stage, seed: number, count: (dialect: DialectName) => number): Point[] =>
  (['sqlite', 'postgres'] as const).flatMap((dialect) =>
    Array.from({ length: count(dialect) }, (_, at) => {
      const number = dialect === 'sqlite' ? at + 1 : at + 1001
      const chance = chancesOf(seed * 7919 + number * 104_729 + stage.name.length * 1_299_709)
      return { number, dialect, lot: chance(), when: chance() }
    }),
  )

/** Tests of a stage at these kill points. */
export function testPoints(stage: Stage, seed: number, points: readonly Point[]): void {
  for (const dialect of ['sqlite', 'postgres'] as const) {
    const here = points.filter((point) => point.dialect === dialect)
    if (here.length === 0) continue
    describe(`${stage.name} on ${dialect}, with the plug pulled`, () => {
      let prepared: Prepared
      let statements = 0
      beforeAll(async () => {
        prepared = await stage.prepare(dialect)
        // The second time what a process remembers from the first may save it a statement.
        statements = Math.min(await prepared.measure(), await prepared.measure())
      })
      afterAll(() => prepared?.end())

      it.each(here.map((point) => [point.number, point] as const))(
        'loses nothing and keeps nothing twice at kill point %i',
        async (number, point) => {
          const { at, when } = killAt(point, statements)
          const again = `npm run test:faults -- --seed ${seed} --only ${stage.name}:${number}`
          // What runs at once takes a few statements more or fewer each time: where it ended before its kill point came,
          // that lay too late.
          for (const kill of [at, at * 0.9, at * 0.8].map((at) => ({ at: Math.ceil(at), when }))) {
            const { killed, wrong } = await prepared.attempt(kill)
            expect(
              wrong,
              `killed ${when} statement ${kill.at} of ${statements}; repeat with: ${again}`,
            ).toEqual([])
            if (killed) return
          }
          expect.fail(`it came to its end before each kill point; repeat with: ${again}`)
        },
      )
    })
  }
}

/** Where a point lies among so many statements. */
function killAt({ dialect, lot, when }: Point, statements: number): Kill {
  const ways: When[] = dialect === 'sqlite' ? ['before', 'after'] : ['before', 'sent', 'after']
  return { at: 1 + Math.floor(lot * statements), when: ways[Math.floor(when * ways.length)]! }
}
