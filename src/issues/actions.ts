import { inTransaction } from '../db/index.ts'
import type { Hub } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { newId } from '../lib/id.ts'
import { canonical } from '../lib/json.ts'
import { plainLine } from '../lib/plain.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { instant, laterThan } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { carryOut, historyLine, noSuchIssue, type Step } from './actions-change.ts'
import {
  type DraftState,
  fitForPublic,
  hubDefaults,
  type Issue,
  type IssueState,
  mayAmend,
  mayDraft,
  mayMerge,
  mayMove,
  mayPublish,
  mayRevise,
  maySplit,
  mayWithdraw,
} from './model.ts'
import { htmlOf, type IssueInput, NewIssue, readWith } from './model-shape.ts'
import { insertIssues, issueOfHub, issuesOfHub } from './store.ts'
import { addHistory } from './store-history.ts'
import { toArticle } from './wire.ts'

/** Writes a new draft for the hub. Where it says no language, level, place, areas or licence it takes the hub's. */
export async function draftIssue(
  world: World,
  who: Who,
  input: IssueInput,
  state: DraftState = 'proposed',
): Promise<Issue | Refusal> {
  const may = mayDraft(who)
  if (isRefusal(may)) return may
  const hub = await hubById(world, who.hub)
  if (!hub) return refuse('This hub has closed.')
  const issue = newDraft(world, hub, input, state)
  if (isRefusal(issue)) return issue
  await inTransaction(world.db, async (tx) => {
    await insertIssues(tx, [issue])
    await addHistory(tx, [historyLine(world, who, { after: issue, verb: 'draft', note: null })])
  })
  return issue
}

/** A draft of a hub as draftIssue would write it, without writing it. */
export function newDraft(world: World, hub: Hub, input: IssueInput, state: DraftState): Issue | Refusal {
  const read = readWith(NewIssue, { ...hubDefaults(hub), ...input })
  if (isRefusal(read)) return read
  const id = newId(world.clock())
  const now = instant(world.clock())
  return {
    ...read,
    html: htmlOf(read.contents),
    state,
    id,
    hub: hub.id,
    iri: `${world.config.origin}/issues/${id}`,
    owner: hub.actor,
    revision: 0,
    created: now,
    published: null,
    updated: now,
    withdrawn: null,
    reason: null,
  }
}

/** Changes what a draft says, or how far it has come; what is not given stays. */
export const reviseDraft = (
  world: World,
  who: Who,
  id: string,
  changes: Partial<IssueInput>,
  state?: DraftState,
) =>
  change(world, who, id, (issue) => {
    const may = mayRevise(who, issue)
    if (isRefusal(may)) return may
    const reworded = reword(issue, changes)
    if (isRefusal(reworded)) return reworded
    const after = next(world, reworded, state ? { state } : {})
    return { before: issue, after, verb: 'revise', note: null }
  })

/** Publishes a draft: from now on everybody may read it, and followers are told. */
export const publishIssue = (world: World, who: Who, id: string) =>
  change(world, who, id, (issue) => publication(world, who, issue))

/** What became of each of many drafts that were to be published. */
export type Publications = {
  readonly published: Issue[]
  readonly refused: { readonly id: string; readonly why: string }[]
}

/** How many are published in one transaction: few enough that nobody waits long for the database. */
const batch = 50

/**
 * Publishes many drafts, some at a time. Stopped half-way, what was published stays, and the rest can be published by
 * doing it again.
 */
export async function publishIssues(world: World, who: Who, ids: readonly string[]): Promise<Publications> {
  const published: Issue[] = []
  const refused: { id: string; why: string }[] = []
  for (let start = 0; start < ids.length; start += batch) {
    const some = ids.slice(start, start + batch)
    const issues = await issuesOfHub(world.db, who.hub, some)
    const steps: Step[] = []
    for (const id of some) {
      const issue = issues.find((each) => each.id === id)
      const step = issue ? publication(world, who, issue) : noSuchIssue
      if (isRefusal(step)) refused.push({ id, why: step.refused })
      else steps.push(step)
    }
    const done = await carryOut(world, who, steps)
    if (!isRefusal(done)) published.push(...done)
    // One of them was overtaken or is too long; the others need not wait for it.
    else
      for (const { before } of steps) {
        const one = await publishIssue(world, who, before.id)
        if (isRefusal(one)) refused.push({ id: before.id, why: one.refused })
        else published.push(one)
      }
  }
  return { published, refused }
}

/** Changes what a published issue says, as its next revision; what is not given stays. The note is for the hub alone. */
export const amendIssue = (
  world: World,
  who: Who,
  id: string,
  changes: Partial<IssueInput>,
  note: string | null = null,
) =>
  change(world, who, id, (issue) => {
    const may = mayAmend(who, issue)
    if (isRefusal(may)) return may
    const reworded = reword(issue, changes)
    if (isRefusal(reworded)) return reworded
    if (canonical(toArticle(reworded)) === canonical(toArticle(issue)))
      return refuse('Nothing would change, so nothing is published anew.')
    const fit = fitForPublic(reworded)
    if (isRefusal(fit)) return fit
    return { before: issue, after: next(world, reworded, {}), verb: 'amend', note }
  })

/** Moves a published issue on: onto an agenda, to a result, back. Others learn of it as of any amendment. */
export const moveIssue = (
  world: World,
  who: Who,
  id: string,
  state: IssueState,
  note: string | null = null,
) =>
  change(world, who, id, (issue) => {
    const may = mayMove(who, issue, state)
    if (isRefusal(may)) return may
    return { before: issue, after: next(world, issue, { state }), verb: 'move', note }
  })

/** Withdraws a published issue: nobody gets its text here any more, but everybody learns that it was and why it went. */
export const withdrawIssue = (world: World, who: Who, id: string, reason: string) =>
  change(world, who, id, (issue) => {
    const may = mayWithdraw(who, issue)
    if (isRefusal(may)) return may
    const said = plainLine(reason)
    if (said === '' || said.length > 500)
      return refuse('Say why it is withdrawn, in 1 to 500 letters. The reason is public.')
    const after = next(world, issue, { state: 'withdrawn', reason: said })
    return { before: issue, after: { ...after, withdrawn: after.updated }, verb: 'withdraw', note: null }
  })

/** Says that an issue goes on in another of the same hub. Its text stays readable; figures of the two are never added up. */
export async function mergeIssues(
  world: World,
  who: Who,
  id: string,
  intoId: string,
): Promise<Issue | Refusal> {
  const into = await issueOfHub(world.db, who.hub, intoId)
  if (!into) return noSuchIssue
  return change(world, who, id, (issue) => {
    const may = mayMerge(who, issue, into)
    if (isRefusal(may)) return may
    const links = { ...issue.links, mergedInto: into.iri }
    return { before: issue, after: next(world, issue, { state: 'merged', links }), verb: 'merge', note: null }
  })
}

/** Says that an issue was split into these of the same hub, drafts or published, two at least. All of it or nothing. */
export async function splitIssue(
  world: World,
  who: Who,
  id: string,
  partIds: readonly string[],
): Promise<Issue[] | Refusal> {
  const issue = await issueOfHub(world.db, who.hub, id)
  const parts = await issuesOfHub(world.db, who.hub, partIds)
  if (!issue || parts.length < new Set(partIds).size) return noSuchIssue
  const may = maySplit(who, issue, parts)
  if (isRefusal(may)) return may
  const whole: Step = {
    before: issue,
    after: next(world, issue, { state: 'split' }),
    verb: 'split',
    note: null,
  }
  const rest = parts.map((part): Step => {
    const links = { ...part.links, splitFrom: issue.iri }
    return { before: part, after: next(world, part, { links }), verb: 'split', note: null }
  })
  return carryOut(world, who, [whole, ...rest])
}

/** Reads an issue, asks what is to become of it, and carries that out. */
async function change(
  world: World,
  who: Who,
  id: string,
  step: (issue: Issue) => Step | Refusal,
): Promise<Issue | Refusal> {
  const issue = await issueOfHub(world.db, who.hub, id)
  const asked = issue ? step(issue) : noSuchIssue
  if (isRefusal(asked)) return asked
  const done = await carryOut(world, who, [asked])
  return isRefusal(done) ? done : done[0]!
}

function publication(world: World, who: Who, issue: Issue): Step | Refusal {
  const may = mayPublish(who, issue)
  if (isRefusal(may)) return may
  const after = next(world, issue, { state: 'published', revision: 1 })
  return { before: issue, after: { ...after, published: after.updated }, verb: 'publish', note: null }
}

/** An issue with some of its fields said anew. */
function reword(issue: Issue, changes: Partial<IssueInput>): Issue | Refusal {
  const read = readWith(NewIssue, { ...issue, ...changes })
  if (isRefusal(read)) return read
  return { ...issue, ...read, html: htmlOf(read.contents) }
}

/** The issue at its next revision and a later time; a draft stays at revision 0. */
const next = (world: World, issue: Issue, changes: Partial<Issue>): Issue => ({
  ...issue,
  revision: issue.revision === 0 ? 0 : issue.revision + 1,
  ...changes,
  updated: laterThan(issue.updated, world.clock()),
})
