import { recordByIri } from '../federation/store/records.ts'
import { canonical } from '../lib/json.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import type { Life, Step } from '../records/life.ts'
import { nextOf } from '../records/model.ts'
import { htmlOf, readWith } from '../records/shape.ts'
import type { World } from '../world.ts'
import { maySupersede, type Outcome } from './model.ts'
import { NewOutcome, type OutcomeInput, outcomeFields } from './model-shape.ts'
import { changeOutcome, dropOutcomeDraft, insertOutcomes, outcomesOfHub, publicOutcomeAt } from './store.ts'
import { toNote, toTombstone } from './wire.ts'

/** How outcomes are drafted, published, amended and withdrawn. */
export const outcomeLife: Life<Outcome> = {
  kind: 'outcome',
  write: toNote,
  bury: toTombstone,
  read: outcomesOfHub,
  insert: insertOutcomes,
  change: changeOutcome,
  drop: dropOutcomeDraft,
}

/** An outcome with some of its fields said anew. */
export function reword(outcome: Outcome, changes: Partial<OutcomeInput>): Outcome | Refusal {
  const { supersededBy, replyTo } = outcome
  const read = readWith(NewOutcome, { ...outcome, ...changes, supersededBy, replyTo }, outcomeFields)
  return isRefusal(read) ? read : { ...outcome, ...read, html: htmlOf(read.contents) }
}

/** A published outcome said anew, as its next revision; or that nothing would change. */
export async function amended(
  world: World,
  outcome: Outcome,
  changes: Partial<OutcomeInput>,
): Promise<Outcome | Refusal> {
  const reworded = reword(outcome, changes)
  if (isRefusal(reworded)) return reworded
  const after = await answering(world, reworded)
  if (canonical(toNote(after)) === canonical(toNote(outcome))) return refuseWith('write.nothing-changes')
  return nextOf(after, {}, world.clock())
}

/**
 * An outcome as an answer to the first of its issues that is public and the hub's own: people find it under that. It stays
 * under the one where it stood.
 */
export async function answering(world: World, outcome: Outcome): Promise<Outcome> {
  const { issues, replyTo } = outcome
  if (replyTo !== null && issues.includes(replyTo)) return outcome
  return { ...outcome, replyTo: await firstOwn(world, outcome.hub!, 'issue', issues) }
}

/** The first of some addresses that is a public record of the hub and of that kind, or null. */
export async function firstOwn(
  world: World,
  hub: string,
  kind: string,
  addresses: readonly string[],
): Promise<string | null> {
  for (const address of addresses) {
    const record = await recordByIri(world.db, address)
    if (record?.hub_id === hub && record.kind === kind && record.state === 'live') return address
  }
  return null
}

/** What else happens where an outcome takes the place of an earlier one: that one says so, in the same step. */
export async function superseding(
  world: World,
  who: Who,
  outcome: Outcome,
): Promise<Step<Outcome>[] | Refusal> {
  if (outcome.supersedes === null) return []
  const earlier = await publicOutcomeAt(world.db, outcome.supersedes)
  const may = maySupersede(who, outcome, earlier)
  if (isRefusal(may)) return may
  const after = nextOf(earlier!, { state: 'superseded', supersededBy: outcome.iri }, world.clock())
  return [{ before: earlier!, after, verb: 'supersede', note: null }]
}
