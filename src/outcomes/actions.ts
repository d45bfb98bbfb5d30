import { inTransaction } from '../db/index.ts'
import { defaultsOf } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { newId } from '../lib/id.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import {
  carryOut,
  change,
  changedSince,
  discard,
  draftIn,
  overtaken,
  publishedOf,
  type Step,
  withdrawnOf,
} from '../records/life.ts'
import { mayDraft, nextOf, noSuch } from '../records/model.ts'
import { htmlOf, readWith } from '../records/shape.ts'
import type { World } from '../world.ts'
import { amended, answering, outcomeLife, reword, superseding } from './actions-change.ts'
import {
  type DraftState,
  fitForPublic,
  mayAmend,
  mayDiscard,
  mayPublish,
  mayRevise,
  type Outcome,
} from './model.ts'
import { NewOutcome, type OutcomeInput, outcomeFields } from './model-shape.ts'
import { outcomeOfHub } from './store.ts'

/** Writes a new draft for the hub. Where it says no language, level, place, areas or licence it takes the hub's. */
export async function draftOutcome(
  world: World,
  who: Who,
  input: OutcomeInput,
  state: DraftState = 'drafting',
  note: string | null = null,
  id = newId(world.clock()),
): Promise<Outcome | Refusal> {
  const may = mayDraft(who)
  if (isRefusal(may)) return may
  const hub = await hubById(world, who.hub)
  if (!hub) return refuseWith('records.no.hub-closed')
  const read = readWith(NewOutcome, { ...defaultsOf(hub), ...input }, outcomeFields)
  if (isRefusal(read)) return read
  const now = instant(world.clock())
  const outcome: Outcome = {
    ...read,
    html: htmlOf(read.contents),
    ...{ state, id, hub: hub.id, iri: `${world.config.origin}/outcomes/${id}`, owner: hub.actor },
    ...{ revision: 0, created: now, published: null, updated: now, withdrawn: null, reason: null },
    ...{ supersededBy: null, replyTo: null },
  }
  await inTransaction(world.db, (tx) => draftIn(tx, world, who, outcomeLife, { drafts: [outcome], note }))
  return outcome
}

/** Changes what a draft says, or how far it has come; what is not given stays. */
export const reviseOutcome = (
  world: World,
  who: Who,
  id: string,
  changes: Partial<OutcomeInput>,
  state?: DraftState,
  seen?: string,
) =>
  change(world, who, outcomeLife, {
    id,
    seen,
    step: (outcome) => {
      const may = mayRevise(who, outcome)
      if (isRefusal(may)) return may
      const reworded = reword(outcome, changes)
      if (isRefusal(reworded)) return reworded
      const after = nextOf(reworded, state ? { state } : {}, world.clock())
      return { before: outcome, after, verb: 'revise', note: null }
    },
  })

/**
 * Publishes a draft: from now on everybody may read it, and followers are told. Where it takes the place of an earlier one,
 * that one changes in the same step: all of it or nothing.
 */
export async function publishOutcome(
  world: World,
  who: Who,
  id: string,
  seen?: string,
): Promise<Outcome | Refusal> {
  const outcome = await outcomeOfHub(world.db, who.hub, id)
  if (!outcome) return noSuch
  if (changedSince(outcome, seen)) return overtaken(outcome)
  const may = mayPublish(who, outcome)
  if (isRefusal(may)) return may
  const after = publishedOf(await answering(world, outcome), 'published', world.clock())
  return withWhatItSupersedes(world, who, { before: outcome, after, verb: 'publish', note: null })
}

/**
 * Corrects what a published outcome says, as its next revision, never silently; what is not given stays. The note is for
 * the hub alone.
 */
export async function amendOutcome(
  world: World,
  who: Who,
  id: string,
  changes: Partial<OutcomeInput>,
  note: string | null = null,
  seen?: string,
): Promise<Outcome | Refusal> {
  const outcome = await outcomeOfHub(world.db, who.hub, id)
  if (!outcome) return noSuch
  if (changedSince(outcome, seen)) return overtaken(outcome)
  const may = mayAmend(who, outcome)
  if (isRefusal(may)) return may
  const after = await amended(world, outcome, changes)
  if (isRefusal(after)) return after
  const fit = fitForPublic(after)
  if (isRefusal(fit)) return fit
  if (outcome.supersedes !== null && after.supersedes !== outcome.supersedes)
    return refuseWith('outcomes.no.stays')
  return withWhatItSupersedes(world, who, { before: outcome, after, verb: 'amend', note })
}

async function withWhatItSupersedes(world: World, who: Who, step: Step<Outcome>): Promise<Outcome | Refusal> {
  const { before, after } = step
  const known = before.published !== null && before.supersedes === after.supersedes
  const also = known ? [] : await superseding(world, who, after)
  if (isRefusal(also)) return also
  const done = await carryOut(world, who, outcomeLife, [step, ...also])
  return isRefusal(done) ? done : done[0]!
}

/** Withdraws a published outcome: nobody gets its text here any more, but everybody learns that it was and why it went. */
export const withdrawOutcome = (world: World, who: Who, id: string, reason: string) =>
  change(world, who, outcomeLife, {
    id,
    step: (outcome) => {
      const may = mayAmend(who, outcome)
      if (isRefusal(may)) return may
      const after = withdrawnOf(outcome, reason, world.clock())
      return isRefusal(after) ? after : { before: outcome, after, verb: 'withdraw', note: null }
    },
  })

/** Throws a draft away, and gives back what it was. Nothing of it remains, since it never left the hub. */
export const discardOutcome = (world: World, who: Who, id: string, seen?: string) =>
  discard(world, who, outcomeLife, { id, seen, may: mayDiscard })
