import type { Tx } from '../db/index.ts'
import { actorIri } from '../federation/iri.ts'
import { newId } from '../lib/id.ts'
import type { World } from '../world.ts'
import type { IssueState } from './model.ts'

/**
 * The server gets another origin (see adopt.ts): copies of others' issues go, and ours move to the new ids of their hubs
 * and to new ids of their own. What was public is a draft again; what was withdrawn stays withdrawn and is public nowhere.
 * Who did what, and what was imported from where, moves along.
 */
export async function adoptIssues(tx: Tx, world: World, hubs: ReadonlyMap<string, string>): Promise<void> {
  await forgetCopies(tx)
  const ours = await tx.selectFrom('issues').select(['id', 'iri', 'hub_id']).orderBy('id').execute()
  const moved = ours.map((issue) => ({ ...issue, to: newId(world.clock()), hub: hubs.get(issue.hub_id!)! }))
  const iris = new Map(moved.map(({ iri, to }) => [iri, `${world.config.origin}/issues/${to}`]))
  for (const issue of moved) await moveIssue(tx, world, issue, iris)
}

async function moveIssue(
  tx: Tx,
  world: World,
  { id, iri, to, hub }: { id: string; iri: string; to: string; hub: string },
  iris: ReadonlyMap<string, string>,
): Promise<void> {
  const row = await tx.selectFrom('issues').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  await tx
    .insertInto('issues')
    .values({
      ...row,
      id: to,
      hub_id: hub,
      iri: iris.get(iri)!,
      owner: actorIri(world, hub),
      state: stateAfter(row.state),
      revision: 0,
      published: null,
      links: movedLinks(row.links, iris),
    })
    .execute()
  const there = { issue_id: to }
  await tx.updateTable('issue_themes').set(there).where('issue_id', '=', id).execute()
  await tx.updateTable('issue_areas').set(there).where('issue_id', '=', id).execute()
  await tx
    .updateTable('issue_history')
    .set({ ...there, hub_id: hub })
    .where('issue_id', '=', id)
    .execute()
  await tx
    .updateTable('issue_sources')
    .set({ ...there, hub_id: hub })
    .where('issue_id', '=', id)
    .execute()
  await tx.deleteFrom('issues').where('id', '=', id).execute()
}

async function forgetCopies(tx: Tx): Promise<void> {
  const copies = tx.selectFrom('issues').select('id').where('hub_id', 'is', null)
  await tx.deleteFrom('issue_themes').where('issue_id', 'in', copies).execute()
  await tx.deleteFrom('issue_areas').where('issue_id', 'in', copies).execute()
  await tx.deleteFrom('issues').where('hub_id', 'is', null).execute()
}

const stateAfter = (state: IssueState): IssueState =>
  state === 'noticed' || state === 'withdrawn' ? state : 'proposed'

/** The lineage of an issue names others of the same hub by their address. */
const movedLinks = (links: string, iris: ReadonlyMap<string, string>): string =>
  JSON.stringify(JSON.parse(links), (_, value) =>
    typeof value === 'string' ? (iris.get(value) ?? value) : value,
  )
