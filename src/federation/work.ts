import { HOUR, SECOND } from '../lib/time.ts'
import { crawlDue } from './crawl.ts'
import { type Delivery, deliver } from './deliver.ts'
import type { Letter } from './inbox.ts'
import type { Office } from './office.ts'
import { readLetter } from './receive.ts'
import { tellTheNetwork } from './tell.ts'
import { throwAway } from './throw-away.ts'

/** Everything the post office does by itself: letters in, letters out, telling, reading logs, throwing away. Ends with the signal, when all that runs has ended. */
export async function workTheOffice(office: Office, signal: AbortSignal): Promise<void> {
  const { world } = office
  await Promise.all([
    office.inbox.listen((message) => readLetter(office, message as Letter), { signal }),
    office.deliveries.listen((message) => deliver(world, message as Delivery), { signal }),
    // A beat that comes while one is telling or reading is not missed: it tells or reads once more.
    inTurn(office, signal, 5 * SECOND, () => tellTheNetwork(office, signal)),
    inTurn(office, signal, SECOND, () => crawlDue(world, office.kinds, signal)),
    inTurn(office, signal, HOUR, () => throwAway(office), false),
  ])
}

/** Does a thing over and over: at once after a beat of the pulse, and at the latest after so many milliseconds. What fails is logged and comes again. */
async function inTurn(
  { world }: Office,
  signal: AbortSignal,
  every: number,
  work: () => Promise<unknown>,
  atBeats = true,
): Promise<void> {
  while (!signal.aborted) {
    let beaten = false
    let wake = () => {
      beaten = true
    }
    const off = atBeats ? world.pulse.on(() => wake()) : () => {}
    try {
      await work()
    } catch (error) {
      world.log('error', 'the post office stumbled', {
        fault: error instanceof Error ? error.stack : String(error),
      })
    }
    if (!signal.aborted && !beaten)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, every)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
        signal.addEventListener('abort', () => wake(), { once: true })
      })
    off()
  }
}
