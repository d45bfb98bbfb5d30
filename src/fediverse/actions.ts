import { inTransaction } from '../db/index.ts'
import { judgeReply, type Reply } from '../federation/store/responses.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { holds, type Who } from '../lib/who.ts'
import type { World } from '../world.ts'

/** Shows a reply from elsewhere on the page of the record it is to, or hides it. Only organisers of the hub may. */
export async function judge(
  world: World,
  who: Who,
  iri: string,
  state: 'shown' | 'hidden',
): Promise<Reply | Refusal> {
  if (!holds(who, 'organiser')) return refuse(`${who.name} is not an organiser of this hub.`)
  const judged = instant(world.clock())
  const reply = await inTransaction(world.db, (tx) => judgeReply(tx, who.hub, iri, { state, judged }))
  if (!reply) return refuse('There is no reply of that address to a record of this hub.')
  world.pulse.beat('public')
  return reply
}
