import { inTransaction } from '../db/index.ts'
import { defaultsOf, type Hub } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { newId } from '../lib/id.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import {
  carryOut,
  draftIn,
  type Publications,
  publishedOf,
  publishMany,
  withdrawnOf,
} from '../records/life.ts'
import { mayDraft, nextOf, noSuch } from '../records/model.ts'
import { htmlOf, readWith } from '../records/shape.ts'
import type { World } from '../world.ts'
import { amended, change, issueLife, reword, type Step } from './actions-change.ts'
import {
  type DraftState,
  fitForPublic,
  type Issue,
  type IssueState,
  mayAmend,
  mayMerge,
  mayMove,
  mayPublish,
  mayRevise,
  maySplit,
} from './model.ts'
import { type IssueInput, issueFields, NewIssue } from './model-shape.ts'
import { issueOfHub, issuesOfHub } from './store.ts'

/** Writes a new draft for the hub. Where it says no language, level, place, areas or licence it takes the hub's. */
export async function draftIssue(
  world: World,
  who: Who,
  input: IssueInput,
  state: DraftState = 'proposed',
  id?: string,
): Promise<Issue | Refusal> {
  const may = mayDraft(who)
  if (isRefusal(may)) return may
  const hub = await hubById(world, who.hub)
  if (!hub) return refuseWith('records.no.hub-closed')
  const issue = newDraft(world, hub, input, state, id)
  if (isRefusal(issue)) return issue
  await inTransaction(world.db, (tx) => draftIn(tx, world, who, issueLife, { drafts: [issue], note: null }))
  return issue
}

/** A draft of a hub as draftIssue would write it, without writing it. */
export function newDraft(
  world: World,
  hub: Hub,
  input: IssueInput,
  state: DraftState,
  id = newId(world.clock()),
): Issue | Refusal {
  const read = readWith(NewIssue, { ...defaultsOf(hub), ...input }, issueFields)
  if (isRefusal(read)) return read
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
  seen?: string,
) =>
  change(
    world,
    who,
    id,
    (issue) => {
      const may = mayRevise(who, issue)
      if (isRefusal(may)) return may
      const reworded = reword(issue, changes)
      if (isRefusal(reworded)) return reworded
      const after = nextOf(reworded, state ? { state } : {}, world.clock())
      return { before: issue, after, verb: 'revise', note: null }
    },
    seen,
  )

/** Publishes a draft: from now on everybody may read it, and followers are told. */
export const publishIssue = (world: World, who: Who, id: string, seen?: string) =>
  change(world, who, id, (issue) => publication(world, who, issue), seen)

/**
 * Publishes many drafts, some at a time. Stopped half-way, what was published stays, and the rest can be published by
 * doing it again.
 */
export const publishIssues = (world: World, who: Who, ids: readonly string[]): Promise<Publications<Issue>> =>
  publishMany(world, who, issueLife, { ids, publication: (issue) => publication(world, who, issue) })

/** Changes what a published issue says, as its next revision; what is not given stays. The note is for the hub alone. */
export const amendIssue = (
  world: World,
  who: Who,
  id: string,
  changes: Partial<IssueInput>,
  note: string | null = null,
  seen?: string,
) =>
  change(
    world,
    who,
    id,
    (issue) => {
      const may = mayAmend(who, issue)
      if (isRefusal(may)) return may
      const after = amended(world, issue, changes)
      if (isRefusal(after)) return after
      const fit = fitForPublic(after)
      return isRefusal(fit) ? fit : { before: issue, after, verb: 'amend', note }
    },
    seen,
  )

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
    return { before: issue, after: nextOf(issue, { state }, world.clock()), verb: 'move', note }
  })

/** Withdraws a published issue: nobody gets its text here any more, but everybody learns that it was and why it went. */
export const withdrawIssue = (world: World, who: Who, id: string, reason: string) =>
  change(world, who, id, (issue) => {
    const may = mayAmend(who, issue)
    if (isRefusal(may)) return may
    const after = withdrawnOf(issue, reason, world.clock())
    return isRefusal(after) ? after : { before: issue, after, verb: 'withdraw', note: null }
  })

/** Says that an issue goes on in another of the same hub. Its text stays readable; figures of the two are never added up. */
export async function mergeIssues(
  world: World,
  who: Who,
  id: string,
  intoId: string,
): Promise<Issue | Refusal> {
  const into = await issueOfHub(world.db, who.hub, intoId)
  if (!into) return noSuch
  return change(world, who, id, (issue) => {
    const may = mayMerge(who, issue, into)
    if (isRefusal(may)) return may
    const links = { ...issue.links, mergedInto: into.iri }
    const after = nextOf(issue, { state: 'merged', links }, world.clock())
    return { before: issue, after, verb: 'merge', note: null }
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
  if (!issue || parts.length < new Set(partIds).size) return noSuch
  const may = maySplit(who, issue, parts)
  if (isRefusal(may)) return may
  const whole: Step = {
    before: issue,
    after: nextOf(issue, { state: 'split' }, world.clock()),
    verb: 'split',
    note: null,
  }
  const rest = parts.map((part): Step => {
    const links = { ...part.links, splitFrom: issue.iri }
    return { before: part, after: nextOf(part, { links }, world.clock()), verb: 'split', note: null }
  })
  return carryOut(world, who, issueLife, [whole, ...rest])
}

function publication(world: World, who: Who, issue: Issue): Step | Refusal {
  const may = mayPublish(who, issue)
  if (isRefusal(may)) return may
  return { before: issue, after: publishedOf(issue, 'published', world.clock()), verb: 'publish', note: null }
}
