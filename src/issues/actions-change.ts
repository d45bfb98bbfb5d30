import { inTransaction, type Tx } from '../db/index.ts'
import {
  amendIn,
  type PublicRecord,
  publishIn,
  type Sealed,
  sign,
  withdrawIn,
} from '../federation/publish.ts'
import { newId } from '../lib/id.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { type Issue, isDraft, titleOf } from './model.ts'
import { changeIssue } from './store.ts'
import { addHistory } from './store-history.ts'
import { toArticle, toTombstone } from './wire.ts'

/** What was done with an issue, as its history keeps it. */
export type Verb = 'draft' | 'revise' | 'publish' | 'amend' | 'move' | 'withdraw' | 'merge' | 'split'

/** One issue as it was read and as it is to be, with what is done and a note for the hub's own history. */
export type Step = {
  readonly before: Issue
  readonly after: Issue
  readonly verb: Verb
  readonly note: string | null
}

/** The longest document that other servers are sure to take in, in bytes: they stop at a mebibyte. */
const longestDocument = 900_000

/** There is no such issue, or it is another hub’s: nobody is told which. */
export const noSuchIssue = refuse('There is no issue of that id in this hub.')

/** Somebody else was quicker with an issue; nothing was done. */
export const overtaken = (issue: Issue): Refusal =>
  refuse(
    `Somebody else changed “${titleOf(issue)}” at the same moment. Look at it again, then try once more.`,
  )

/** Somebody else has changed the issue since it was read. */
class Overtaken extends Error {
  readonly issue: Issue
  constructor(issue: Issue) {
    super('overtaken')
    this.issue = issue
  }
}

/**
 * Carries out changes of issues of one hub, all of them or none: signs what becomes public, then in one transaction moves
 * each issue on from the state it was read in, notes the person, and hands it to the post office.
 */
export async function carryOut(world: World, who: Who, steps: readonly Step[]): Promise<Issue[] | Refusal> {
  const sealed = await Promise.all(steps.map((step) => seal(world, step)))
  const tooLong = steps.find((_, at) => Buffer.byteLength(sealed[at]?.bytes ?? '') > longestDocument)
  if (tooLong)
    return refuse(`“${titleOf(tooLong.after)}” is too long to travel to other servers. Shorten its text.`)
  try {
    await inTransaction(world.db, async (tx) => {
      for (const [at, step] of steps.entries()) await carryOutOne(tx, step, sealed[at] ?? null)
      await addHistory(
        tx,
        steps.map((step) => historyLine(world, who, step)),
      )
    })
  } catch (fault) {
    if (fault instanceof Overtaken) return overtaken(fault.issue)
    throw fault
  }
  world.pulse.beat('news', 'public')
  return steps.map((step) => step.after)
}

/** The line of the history that says who did this. */
export const historyLine = (world: World, who: Who, { after, verb, note }: Omit<Step, 'before'>) => ({
  id: newId(),
  hub_id: who.hub,
  issue_id: after.id,
  person_id: who.person,
  verb,
  revision: after.revision,
  note,
  at: instant(world.clock()),
})

/** The document that an issue is from now on for the others, or null where it stays a draft. */
async function seal(world: World, { after }: Step): Promise<Sealed | null> {
  if (isDraft(after)) return null
  return sign(world, after.hub!, after.withdrawn === null ? toArticle(after) : toTombstone(after))
}

async function carryOutOne(tx: Tx, { before, after }: Step, sealed: Sealed | null): Promise<void> {
  if (!(await changeIssue(tx, before, after))) throw new Overtaken(before)
  if (sealed === null) return
  if (isDraft(before)) await publishIn(tx, recordOf(after), sealed)
  else if (after.withdrawn === null) await amendIn(tx, recordOf(after), sealed)
  else await withdrawIn(tx, recordOf(after), sealed, after.reason)
}

const recordOf = (issue: Issue): PublicRecord => ({
  id: issue.id,
  iri: issue.iri,
  kind: 'issue',
  owner: issue.owner,
  hub_id: issue.hub!,
  revision: issue.revision,
  published: issue.published!,
  updated: issue.updated,
  licence: issue.licence,
})
