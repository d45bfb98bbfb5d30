// A process of its own with a listener, started by a test: `node other-process.ts ADDRESS NOW`. It says over the channel
// what it got, and works on a message called `for ever` until it is killed.
import '../../src/lib/temporal.ts'
import { openDb } from '../../src/db/index.ts'
import { openPulse } from '../../src/db/pulse.ts'
import { openVault } from '../../src/db/secret.ts'
import { openQueue } from '../../src/federation/queue.ts'
import { HOUR } from '../../src/lib/time.ts'

const [address, now] = process.argv.slice(2) as [string, string]
const open = openDb(address)
const stop = new AbortController()
const world = {
  db: open.db,
  vault: openVault('a secret for tests that nobody else knows'),
  clock: () => Number(now),
  log: (level: string, what: string) => process.send!({ logged: `${level}: ${what}` }),
  pulse: openPulse(open),
}
const queue = openQueue(world, 'q', { poll: HOUR, concurrency: 5 })
world.pulse.feel(stop.signal)
process.on('message', (told: { enqueue?: unknown; stop?: true }) => {
  if ('enqueue' in told) void queue.enqueue(told.enqueue)
  if (told.stop) stop.abort()
})
const listening = queue.listen(
  async (message) => {
    process.send!({ got: message })
    if (message === 'for ever') await new Promise(() => {})
  },
  { signal: stop.signal },
)
process.send!({ ready: true })
await listening
await open.close()
process.disconnect()
