import type { Tx } from '../db/index.ts'
import { type Moving, moveRecords, withNewAddresses } from '../records/store-adopt.ts'
import type { World } from '../world.ts'
import { forgetCopies } from './store.ts'
import { forgetPresses } from './store-press.ts'

/**
 * The server gets another origin (see adopt.ts): copies of others' issues go, and ours move to the new ids of their hubs
 * and to new ids of their own. What was public is a draft again; what was withdrawn stays withdrawn and is public nowhere.
 * Who did what, and what was imported from where, moves along; how often visitors pressed a button does not.
 */
export async function adoptIssues(
  tx: Tx,
  world: World,
  hubs: ReadonlyMap<string, string>,
  iris: Map<string, string>,
): Promise<void> {
  await forgetCopies(tx)
  await forgetPresses(tx)
  const moving: Moving = {
    table: 'issues',
    path: '/issues/',
    state: (before) => (before === 'noticed' || before === 'withdrawn' ? before : 'proposed'),
    // The lineage of an issue names others of the same hub by their address.
    columns: ({ links }, iris) => ({ links: withNewAddresses(links as string, iris) }),
    along: async (tx, { id, to, hub }) => {
      await tx
        .updateTable('issue_sources')
        .set({ issue_id: to, hub_id: hub })
        .where('issue_id', '=', id)
        .execute()
    },
  }
  await moveRecords(tx, world, hubs, moving, iris)
}
