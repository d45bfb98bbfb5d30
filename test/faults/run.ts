// npm run test:faults [-- --seed N] [--only STAGE or STAGE:POINT]
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { seed: { type: 'string' }, only: { type: 'string' } } })
const seed = values.seed ?? String(Math.floor(Math.random() * 1_000_000))
if (!/^\d{1,9}$/.test(seed)) {
  console.error(`The seed is a whole number, as: npm run test:faults -- --seed 1`)
  process.exit(2)
}
console.log(`Kill points of seed ${seed}. To repeat this run: npm run test:faults -- --seed ${seed}`)
const env = { ...process.env, FAULTS_SEED: seed, FAULTS_ONLY: values.only ?? '' }
spawn('vitest', ['run', '--config', 'vitest.faults.config.ts'], { stdio: 'inherit', env }).once(
  'close',
  (code) => process.exit(code ?? 1),
)
