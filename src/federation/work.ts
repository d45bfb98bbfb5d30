import { DAY, HOUR, instant, SECOND } from '../lib/time.ts'
import { crawlDue } from './crawl.ts'
import { type Delivery, deliver } from './deliver.ts'
import type { Letter } from './inbox.ts'
import { forgetEnded } from './kv.ts'
import type { Office } from './office.ts'
import { readLetter } from './receive.ts'
import { forgetLetters } from './store/letters.ts'
import { forgetReceived } from './store/received.ts'
import { tellTheNetwork } from './tell.ts'

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

/** Throws away what nobody asks for any more: bodies no delivery can still need, and ids of letters that nobody repeats that late. */
async function throwAway({ world }: Office): Promise<void> {
  const now = world.clock()
  await forgetLetters(world.db, instant(now - 14 * DAY))
  await forgetReceived(world.db, instant(now - 90 * DAY))
  await forgetEnded(world.db, instant(now))
}
