import type { DialectName } from '../../src/db/dialect.ts'
import { drawPoints, type Stage, testPoints } from './points.ts'

/** How many kill points each stage has on each database. */
const counts: Record<DialectName, number> = { sqlite: 100, postgres: 20 }

/** Tests a stage at all its kill points, of the seed that the command chose; or at the one it was asked for. */
export function testStage(stage: Stage): void {
  const seed = Number(process.env.FAULTS_SEED ?? 1)
  const [only, number] = (process.env.FAULTS_ONLY ?? '').split(':')
  const points = drawPoints(stage, seed, (dialect) => counts[dialect])
  const wanted = points.filter(
    (point) => !only || (only === stage.name && (number === undefined || point.number === Number(number))),
  )
  testPoints(stage, seed, wanted)
}
