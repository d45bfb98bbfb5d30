import type { Tx } from '../db/index.ts'
import { type Moving, moveRecords, withNewAddresses } from '../records/store-adopt.ts'
import type { World } from '../world.ts'
import { forgetCopies, moveAssemblyIssues } from './store.ts'

/** The server gets another origin (see adopt.ts): copies of others' assemblies go, and what was announced is being planned again. */
export async function adoptAssemblies(
  tx: Tx,
  world: World,
  hubs: ReadonlyMap<string, string>,
  iris: Map<string, string>,
): Promise<void> {
  await forgetCopies(tx)
  // Nobody has been invited to what is being planned again.
  await tx.deleteFrom('assembly_invitations').execute()
  const moving: Moving = {
    table: 'assemblies',
    path: '/assemblies/',
    state: (before) => (before === 'idea' || before === 'withdrawn' ? before : 'planning'),
    columns: ({ facts }, iris) => ({ facts: withNewAddresses(facts as string, iris) }),
    along: (tx, { id, to }) => moveAssemblyIssues(tx, { from: id, to, iris }),
  }
  await moveRecords(tx, world, hubs, moving, iris)
}
