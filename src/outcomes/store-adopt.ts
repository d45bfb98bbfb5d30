import type { Tx } from '../db/index.ts'
import { type Moving, moveRecords, withNewAddresses } from '../records/store-adopt.ts'
import type { World } from '../world.ts'
import { forgetOutcomeCopies, moveOutcomeIssues } from './store.ts'
import { forgetActionCopies } from './store-action.ts'

/**
 * The server gets another origin (see adopt.ts): copies of others' outcomes and actions go, and ours move to the new ids of
 * their hubs and to new ids of their own. What was public is a draft again and answers nothing yet; the issues, the assembly
 * and the outcomes it names are named by their new addresses.
 */
export async function adoptOutcomes(
  tx: Tx,
  world: World,
  hubs: ReadonlyMap<string, string>,
  iris: Map<string, string>,
): Promise<void> {
  await forgetOutcomeCopies(tx)
  await forgetActionCopies(tx)
  await moveRecords(tx, world, hubs, outcomes(iris), iris)
  await moveRecords(tx, world, hubs, actions, iris)
}

const newOf = (iris: ReadonlyMap<string, string>, address: unknown) =>
  typeof address === 'string' ? (iris.get(address) ?? address) : null

/** Facts with the new addresses; nothing is answered or superseded any more, since all of it is a draft. */
const factsOf = (facts: unknown, iris: ReadonlyMap<string, string>, drafted: object): string =>
  JSON.stringify({ ...JSON.parse(withNewAddresses(facts as string, iris)), ...drafted })

const outcomes = (iris: ReadonlyMap<string, string>): Moving => ({
  table: 'outcomes',
  path: '/outcomes/',
  state: (before) => (before === 'withdrawn' || before === 'drafting' ? before : 'checking'),
  columns: ({ facts, assembly }) => ({
    assembly: newOf(iris, assembly),
    facts: factsOf(facts, iris, { supersededBy: null, replyTo: null }),
  }),
  along: (tx, { id, to }) => moveOutcomeIssues(tx, { from: id, to, iris }),
})

const actions: Moving = {
  table: 'actions',
  path: '/actions/',
  state: (before) => (before === 'withdrawn' ? before : 'proposed'),
  columns: ({ facts, outcome, issue }, iris) => ({
    outcome: newOf(iris, outcome),
    issue: newOf(iris, issue),
    facts: factsOf(facts, iris, { replyTo: null }),
  }),
}
