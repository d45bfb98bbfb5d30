import type { Topic } from '../db/pulse.ts'
import type { World } from '../world.ts'

/** The pause between two turns when a beat came during the first (ms): a hundred beats in a row are one reason to look again. */
const breath = 20

/** A thing that is done over and over: at least every so many ms, and at once after a beat of the pulse about its topic. */
export type Chore = {
  readonly every: number
  readonly topic: Topic | null
  run(world: World, signal: AbortSignal): Promise<unknown>
}

/** Does a thing over and over until the signal. What fails is logged and comes again; a beat that comes during one turn makes another. */
export async function inTurn(world: World, signal: AbortSignal, { every, topic, run }: Chore): Promise<void> {
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
      await run(world, signal)
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
