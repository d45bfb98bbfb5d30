// A process of its own that makes digests, started by a test: `node digest-process.ts ADDRESS ORIGIN NOW`. It makes them over and
// over, until it is told to stop, or is killed.
import { readConfig } from '../../src/config.ts'
import { openDb } from '../../src/db/index.ts'
import { openPulse } from '../../src/db/pulse.ts'
import { openVault } from '../../src/db/secret.ts'
import { sendDigests } from '../../src/digests/actions-send.ts'
import type { World } from '../../src/world.ts'

const [address, origin, now] = process.argv.slice(2) as [string, string, string]
const open = openDb(address)
const stop = new AbortController()
const world = {
  config: readConfig({ FOLKMOOT_ORIGIN: origin }),
  db: open.db,
  vault: openVault('a secret for tests that nobody else knows'),
  clock: () => Number(now),
  log: (level: string, what: string, about: unknown) =>
    process.send!({ logged: `${level}: ${what} ${JSON.stringify(about)}` }),
  pulse: openPulse(open),
} as unknown as World
process.on('message', () => stop.abort())
process.send!({ ready: true })
do {
  await sendDigests(world, stop.signal)
  await new Promise(setImmediate)
} while (!stop.signal.aborted)
await open.close()
process.disconnect()
