import { inTransaction } from '../db/index.ts'
import { isRefusal, type Refusal } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { noSuchIssue, overtaken } from './actions-change.ts'
import { type Issue, mayDiscard } from './model.ts'
import { issueOfHub } from './store.ts'
import { deleteDraft } from './store-discard.ts'

/**
 * Throws a draft away, and gives back what it was. Nothing of it remains, not even who wrote it or who threw it away: it
 * never left the hub, so nobody can ask after it, and somebody may have typed what must not be kept, in a note of its
 * history too. That an import had made it is forgotten as well, so another one makes it again.
 */
export async function discardDraft(world: World, who: Who, id: string): Promise<Issue | Refusal> {
  const draft = await issueOfHub(world.db, who.hub, id)
  if (!draft) return noSuchIssue
  const may = mayDiscard(who, draft)
  if (isRefusal(may)) return may
  const done = await inTransaction(world.db, (tx) => deleteDraft(tx, draft))
  return done ? draft : overtaken(draft)
}
