import { inTransaction } from '../db/index.ts'
import { hubById } from '../hubs/store.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { draftIn } from '../records/life.ts'
import { noSuch } from '../records/model.ts'
import type { World } from '../world.ts'
import { newDraft, splitIssue } from './actions.ts'
import { discardDraft, issueLife } from './actions-change.ts'
import { type Issue, mayAmend } from './model.ts'
import { issueOfHub } from './store.ts'

/**
 * Splits an issue into new ones of these titles, in its main language: each is a draft to be written on, of the same place,
 * themes and origin.
 */
export async function splitInto(
  world: World,
  who: Who,
  id: string,
  titles: readonly string[],
): Promise<Issue[] | Refusal> {
  const [issue, hub] = [await issueOfHub(world.db, who.hub, id), await hubById(world, who.hub)]
  if (!issue || !hub) return noSuch
  const may = mayAmend(who, issue)
  if (isRefusal(may)) return may
  if (issue.state === 'merged' || issue.state === 'split')
    return refuseWith('records.no.stands', { state: { key: `issues.state-${issue.state}` } })
  if (new Set(titles).size < 2) return refuseWith('issues.no.split-two')
  if (titles.length > 20) return refuseWith('issues.no.split-twenty')
  const { language, level, place, pin, themes, areas, licence, deciders, basis } = issue
  const alike = { language, level, place, pin, licence, basis: basis || 'import' } as const
  const drafts: Issue[] = []
  for (const title of new Set(titles)) {
    const lists = { themes: [...themes], areas: [...areas], deciders: [...deciders] }
    const draft = newDraft(world, hub, { ...alike, ...lists, titles: { [language]: title } }, 'proposed')
    if (isRefusal(draft)) return draft
    drafts.push(draft)
  }
  await inTransaction(world.db, (tx) => draftIn(tx, world, who, issueLife, { drafts, note: null }))
  const ids = drafts.map((draft) => draft.id)
  const done = await splitIssue(world, who, id, ids)
  // Somebody else was quicker: what was made for this is of no use to anybody.
  if (isRefusal(done)) for (const draft of ids) await discardDraft(world, who, draft)
  return done
}
