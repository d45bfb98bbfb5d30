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
import { inTurn } from './turns.ts'

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
    inTurn(world, signal, { every: 5 * SECOND, topic: 'news', run: () => tellTheNetwork(office, signal) }),
    inTurn(world, signal, {
      every: SECOND,
      topic: 'logs',
      run: () => crawlDue(world, office.kinds, signal),
    }),
    inTurn(world, signal, { every: HOUR, topic: null, run: () => throwAway(office) }),
  ])
}

/** A letter waits behind another of the same server only where that one is slow. */
const readOne = (office: Office, letter: Letter): Promise<void> =>
  inTurnOfItsServer(office.world, letter.actor, () => readLetter(office, letter))
