import { backFilling } from './faults/back-filling.ts'
import { delivering } from './faults/delivering.ts'
import { drawPoints, testPoints } from './faults/points.ts'
import { publishing } from './faults/publishing.ts'
import { receiving } from './faults/receiving.ts'

// Three kill points of each stage, always the same; `npm run test:faults` has a hundred, and others each time.
const seed = 2026
for (const stage of [publishing, delivering, receiving, backFilling])
  testPoints(
    stage,
    seed,
    drawPoints(stage, seed, (dialect) => (dialect === 'sqlite' ? 3 : 0)),
  )
