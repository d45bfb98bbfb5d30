import { inTransaction } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import { DAY, HOUR, instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { actorIri } from './iri.ts'
import { askAgain, type Following } from './store/follows.ts'
import { recordNews } from './store/outbox.ts'

/** How long a first answer is waited for, in ms: the question or the answer may have been lost on the way. */
export const answerWithin = HOUR
/** The same for the answer of a hub that has accepted before. */
const confirmWithin = DAY
/** How long an acceptance is relied on, in ms. Who cannot reach us for a month lets us go, and cannot tell us so. */
const relyFor = 7 * DAY

/** How long an answer to this asking is waited for, or relied on, in ms. Who never answers is asked less and less often. */
export function patienceWith({ asked, answered, asks }: Following): number {
  if (answered === null) return Math.min(answerWithin * 2 ** (asks - 1), relyFor)
  return answered < asked ? confirmWithin : relyFor
}

/** Asks again to follow where that is due; where the following has ended meanwhile, nothing is asked. */
export async function renewFollowings(world: World, followings: readonly Following[]): Promise<void> {
  const now = world.clock()
  for (const following of followings) {
    const { hub_id, actor, asked } = following
    if (now - Date.parse(asked) < patienceWith(following)) continue
    const activity = `${actorIri(world, hub_id)}#follow-${newId()}`
    await inTransaction(world.db, async (tx) => {
      if (!(await askAgain(tx, following.activity, { activity, asked: instant(now) }))) return
      await recordNews(tx, {
        hub_id,
        actor_id: hub_id,
        news: 'follow.asked',
        subject: actor,
        happened: instant(now),
      })
    })
  }
  world.pulse.beat('news')
}
