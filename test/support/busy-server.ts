// A server in a process of its own, as it runs for people, in which somebody publishes, amends and withdraws without a
// pause: `node --import tsx busy-server.ts`, with its settings in the environment. It says over the channel how far it is.
import '../../src/lib/temporal.ts'
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/serve.ts'
import { beBusy } from './busy.ts'
import { foundHub } from './people.ts'

const { world, stop } = await startServer(readConfig(), () => {})
let over = false
process.on('message', () => {
  over = true
})
const { who } = await foundHub(world, 'northend')
for (let round = 1; !over; round++) {
  await beBusy(world, who, { publish: 8, amend: 4, withdraw: 2 }, `Round ${round}`)
  process.send!({ round })
  // Publishing into a file never waits for anything; the rest of the server wants its turn.
  await new Promise(setImmediate)
}
await stop()
process.disconnect()
