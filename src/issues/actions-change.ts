import { canonical } from '../lib/json.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { change as changeOf, discard, type Life, type Step as StepOf } from '../records/life.ts'
import { nextOf } from '../records/model.ts'
import { htmlOf, readWith } from '../records/shape.ts'
import type { World } from '../world.ts'
import { type Issue, mayDiscard } from './model.ts'
import { type IssueInput, issueFields, NewIssue } from './model-shape.ts'
import { changeIssue, insertIssues, issuesOfHub } from './store.ts'
import { deleteDraft } from './store-history.ts'
import { toArticle, toTombstone } from './wire.ts'

/** One issue as it was read and as it is to be. */
export type Step = StepOf<Issue>

/** How issues are drafted, published, amended and withdrawn. */
export const issueLife: Life<Issue> = {
  kind: 'issue',
  write: toArticle,
  bury: toTombstone,
  read: issuesOfHub,
  insert: insertIssues,
  change: changeIssue,
  drop: deleteDraft,
}

/** Reads an issue, asks what is to become of it, and carries that out. */
export const change = (
  world: World,
  who: Who,
  id: string,
  step: (issue: Issue) => Step | Refusal,
  seen?: string,
) => changeOf(world, who, issueLife, { id, seen, step })

/** An issue with some of its fields said anew. */
export function reword(issue: Issue, changes: Partial<IssueInput>): Issue | Refusal {
  const read = readWith(NewIssue, { ...issue, ...changes }, issueFields)
  if (isRefusal(read)) return read
  return { ...issue, ...read, html: htmlOf(read.contents) }
}

/** A published issue said anew, as its next revision; or that nothing would change. */
export function amended(world: World, issue: Issue, changes: Partial<IssueInput>): Issue | Refusal {
  const reworded = reword(issue, changes)
  if (isRefusal(reworded)) return reworded
  if (canonical(toArticle(reworded)) === canonical(toArticle(issue)))
    return refuseWith('write.nothing-changes')
  return nextOf(reworded, {}, world.clock())
}

/** Throws a draft away, and gives back what it was. That an import had made it is forgotten too, so another one makes it again. */
export const discardDraft = (world: World, who: Who, id: string, seen?: string) =>
  discard(world, who, issueLife, { id, seen, may: mayDiscard })
