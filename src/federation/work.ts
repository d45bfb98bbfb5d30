import type { Topic } from '../db/pulse.ts'
import { HOUR, instant, SECOND } from '../lib/time.ts'
import { crawlDue } from './crawl.ts'
import { type Delivery, deliver } from './deliver.ts'
import type { Letter } from './inbox.ts'
import type { Office } from './office.ts'
import { readLetter } from './receive.ts'
import { inTurnOfItsServer } from './slow.ts'
import { wantAllCrawled } from './store/peers.ts'
import { tellTheNetwork } from './tell.ts'
import { throwAway } from './throw-away.ts'

/** Everything the post office does by itself: letters in, letters out, telling, reading logs, throwing away. Ends with the signal, when all that runs has ended. */
export async function workTheOffice(office: Office, signal: AbortSignal): Promise<void> {
  const { world } = office
  // Switched off, it does nothing of itself: what came in, and what is to go out, waits as it is.
  if (!world.config.federation) return
  // Who was down has missed letters; they may be minutes or hours in coming again.
  await wantAllCrawled(world.db, instant(world.clock()))
  await Promise.all([
    office.inbox.listen((message) => readOne(office, message as Letter), { signal }),
    office.deliveries.listen((message) => deliver(world, message as Delivery), { signal }),
    // A beat that comes while one is telling or reading is not missed: it tells or reads once more.
    inTurn(office, signal, 5 * SECOND, 'news', () => tellTheNetwork(office, signal)),
    inTurn(office, signal, SECOND, 'logs', () => crawlDue(world, office.kinds, signal)),
    inTurn(office, signal, HOUR, null, () => throwAway(office)),
  ])
}

/** A letter waits behind another of the same server only where that one is slow. */
const readOne = (office: Office, letter: Letter): Promise<void> =>
  inTurnOfItsServer(office.world, letter.actor, () => readLetter(office, letter))

/** The pause between two turns when a beat came during the first (ms): a hundred beats in a row are one reason to look again. */
const breath = 20

/** Does a thing over and over: at once after a beat of the pulse about it, and at the latest after so many milliseconds. What fails is logged and comes again. */
async function inTurn(
  { world }: Office,
  signal: AbortSignal,
  every: number,
  topic: Topic | null,
  work: () => Promise<unknown>,
): Promise<void> {
  let beaten = false
  let wake = () => {}
  const beat = () => {
    beaten = true
    wake()
  }
  const off = topic === null ? () => {} : world.pulse.on(beat, topic)
  const stop = () => wake()
  signal.addEventListener('abort', stop)
  while (!signal.aborted) {
    beaten = false
    try {
      await work()
    } catch (error) {
      world.log('error', 'the post office stumbled', {
        fault: error instanceof Error ? error.stack : String(error),
      })
    }
    if (signal.aborted) break
    const again = beaten
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, again ? breath : every)
      wake = () => {
        if (again && !signal.aborted) return
        clearTimeout(timer)
        resolve()
      }
    })
  }
  off()
  signal.removeEventListener('abort', stop)
}
