import { inTransaction } from '../db/index.ts'
import { hubById } from '../hubs/store.ts'
import { newToken } from '../lib/id.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { noteAct } from '../members/store-acts.ts'
import { noSuch, titleOf } from '../records/model.ts'
import type { World } from '../world.ts'
import type { Issue } from './model.ts'
import { endOfDay, isAsked, markOf, maySetBack, type Presses, readReason } from './model-press.ts'
import { issueOfHub, publicIssue } from './store.ts'
import {
  countPress,
  dropKeys,
  eraseMarks,
  keepKey,
  keyUntil,
  pressesOf,
  setPressesBackIn,
  uncountPress,
} from './store-press.ts'

/** Marks that are erased in one transaction, so that nobody waits long for the database. */
const batch = 1000

/**
 * A visitor says that an issue affects them too. One address counts once a day (see markOf), and what is answered is the same
 * whether it was counted or had been: nobody learns by it what others at that address did.
 */
export const pressIssue = (world: World, id: string, address: string): Promise<true | Refusal> =>
  marking(world, id, address, async ({ issue, digest, until }) => {
    const mark = { digest, hub_id: issue.hub!, issue_id: issue.id, until }
    await inTransaction(world.db, (tx) => countPress(tx, mark, instant(world.clock())))
  })

/** Takes back what was pressed at this address today; the answer is the same where nothing was. */
export const takePressBack = (world: World, id: string, address: string): Promise<true | Refusal> =>
  marking(world, id, address, ({ digest }) => inTransaction(world.db, (tx) => uncountPress(tx, digest)))

/** What the page of an issue of ours asks and shows: whether visitors are asked, and how often they pressed. Null where the hub asks nobody. */
export async function shownPresses(
  world: World,
  issue: Pick<Issue, 'id' | 'hub' | 'published' | 'state'>,
): Promise<{ asked: boolean; presses: Presses | null } | null> {
  const hub = issue.hub === null ? undefined : await hubById(world, issue.hub)
  if (!hub || hub.pressesOff) return null
  return { asked: isAsked(issue), presses: (await pressesOf(world.db, issue.id)) ?? null }
}

/** An organiser sets a count back to nothing and says why, which stands in the hub’s log. The page says since when it counts. */
export async function setPressesBack(
  world: World,
  who: Who,
  id: string,
  typed: string,
): Promise<true | Refusal> {
  const issue = await issueOfHub(world.db, who.hub, id)
  if (!issue) return noSuch
  const may = maySetBack(who, issue)
  if (isRefusal(may)) return may
  const reason = readReason(typed)
  if (isRefusal(reason)) return reason
  const at = instant(world.clock())
  const done = await inTransaction(world.db, async (tx) => {
    if (!(await setPressesBackIn(tx, id, at))) return false
    const note = `${titleOf(issue)}: ${reason}`
    await noteAct(tx, { hub: who.hub, person: who.person, verb: 'presses-back', about: id, note, at })
    return true
  })
  return done || refuseWith('press.nothing')
}

/** Throws away what was of days that have ended: keys first, since without them the rest says nothing. */
export async function endDays(world: World): Promise<void> {
  const now = instant(world.clock())
  await inTransaction(world.db, (tx) => dropKeys(tx, now))
  for (;;) {
    const erased = await inTransaction(world.db, (tx) => eraseMarks(tx, { before: now, most: batch }))
    if (erased < batch) return
  }
}

async function marking(
  world: World,
  id: string,
  address: string,
  work: (about: { issue: Issue; digest: string; until: ReturnType<typeof endOfDay> }) => Promise<void>,
): Promise<true | Refusal> {
  const issue = await publicIssue(world.db, id)
  const shown = issue && (await shownPresses(world, issue))
  if (!shown?.asked) return refuseWith('press.not-asked')
  const until = endOfDay(world.clock())
  await work({ issue: issue!, digest: markOf(await todaysKey(world, until), id, address), until })
  return true
}

/** The key of the day, made by whoever presses first; those of days before go at once. */
async function todaysKey(world: World, until: ReturnType<typeof endOfDay>): Promise<string> {
  const kept = await keyUntil(world.db, until)
  if (kept !== undefined) return world.vault.unseal(kept)
  await endDays(world)
  const sealed = world.vault.seal(newToken())
  const first = await inTransaction(world.db, async (tx) => {
    await keepKey(tx, { until, sealed })
    return keyUntil(tx, until)
  })
  return world.vault.unseal(first!)
}
