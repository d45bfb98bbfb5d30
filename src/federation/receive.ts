import { isJsonObject } from '../lib/json.ts'
import { isRefusal } from '../lib/refusal.ts'
import { instant, SECOND } from '../lib/time.ts'
import type { World } from '../world.ts'
import { complaintCame } from './complaints.ts'
import { idsOf, takeIn, type Verdict } from './copies.ts'
import { actorEnded, answerCame, followCame, followUndone } from './follows.ts'
import type { Letter } from './inbox.ts'
import type { Office } from './office.ts'
import { whyLetterBlocked } from './policy.ts'
import { meetActor } from './remote.ts'
import { joinCame, reactionCame, reactionUndone, replyCame } from './responses.ts'
import { followingsOf } from './store/follows.ts'
import { wantCrawl } from './store/peers.ts'
import { recordByIri } from './store/records.ts'

/**
 * Reads a letter that has been taken in at the door: one line for each thing it can say. It may be read twice after a
 * crash, and out of order: every branch ends in a state, not in a step.
 * @throws where an origin did not answer, so that the queue tries again later
 */
export async function readLetter(office: Office, { actor, activity }: Letter): Promise<void> {
  const { world } = office
  const blocked = await whyLetterBlocked(world, { actor, activity })
  if (blocked !== null) return world.log('info', 'letter refused', { why: blocked, actor })
  switch (activity.type) {
    case 'Follow':
      return followCame(world, actor, activity)
    case 'Undo':
      return somethingUndone(world, actor, activity)
    case 'Like':
    case 'Announce':
      return reactionCame(world, actor, activity)
    case 'Join':
      return joinCame(world, actor, activity)
    case 'Flag':
      return complaintCame(office, actor, activity)
    case 'Accept':
    case 'Reject':
      return answerCame(world, actor, activity)
    case 'Create':
    case 'Update':
    case 'Delete':
      return somethingChanged(office, actor, activity)
  }
}

/** Somebody takes back what it said: a like, a boost, or that it follows. */
async function somethingUndone(world: World, actor: string, undo: Letter['activity']): Promise<void> {
  const undone = isJsonObject(undo.object) ? undo.object : idsOf(undo.object)[0]
  if (undone === undefined || !(await reactionUndone(world, actor, undone)))
    await followUndone(world, actor, undo)
}

/** A hint that something of the sender's changed: the sender itself, or a record of its. */
async function somethingChanged(office: Office, actor: string, activity: Letter['activity']): Promise<void> {
  const { world, kinds } = office
  const [iri, ...more] = idsOf(activity.object)
  if (iri === undefined || more.length > 0) return refused(office, actor, 'it is not about one thing')
  if (iri === actor)
    return activity.type === 'Delete' ? actorEnded(world, actor) : void (await meetActor(world, actor, true))
  if ((await followingsOf(world.db, actor)).length === 0) {
    const known = await recordByIri(world.db, iri)
    if (!known) {
      const reply = await replyCame(world, actor, activity)
      if (isRefusal(reply)) return refused(office, actor, reply.refused)
      return reply ? undefined : refused(office, actor, 'nobody here follows the sender')
    }
    if (known.owner !== actor) return refused(office, actor, `${iri} belongs to ${known.owner}`)
  }
  const said = activity.type !== 'Delete' && isJsonObject(activity.object) ? activity.object : undefined
  const verdict = await takeIn(world, kinds, { iri, owner: actor, ...(said ? { said } : {}) })
  if ('later' in verdict) {
    world.log('info', 'letter put off', { actor, iri, why: verdict.later })
    throw new Error(verdict.later)
  }
  if (activity.type === 'Delete' && 'kept' in verdict)
    refused(office, actor, `${iri} is still there at its origin`)
  else
    world.log(isRefusal(verdict) ? 'info' : 'debug', isRefusal(verdict) ? 'letter refused' : 'letter read', {
      actor,
      iri,
      ...told(verdict),
    })
  // The log is the truth: it is read soon after, in case this letter was not the only one.
  await wantCrawl(world.db, actor, instant(world.clock() + 60 * SECOND))
}

const told = (verdict: Verdict): Record<string, unknown> =>
  'refused' in verdict ? { why: verdict.refused } : { ...verdict }

function refused({ world }: Office, actor: string, why: string): void {
  world.log('info', 'letter refused', { actor, why })
}
