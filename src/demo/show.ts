import { announceAssembly, draftAssembly, moveAssembly } from '../assemblies/actions.ts'
import type { AssemblyInput } from '../assemblies/model-shape.ts'
import { amendIssue, draftIssue, publishIssue, withdrawIssue } from '../issues/actions.ts'
import type { IssueInput } from '../issues/model-shape.ts'
import { granted } from '../lib/granted.ts'
import { draftOutcome, publishOutcome } from '../outcomes/actions.ts'
import { draftAction, moveAction, publishAction } from '../outcomes/actions-action.ts'
import type { ActionInput } from '../outcomes/model-action-shape.ts'
import type { OutcomeInput } from '../outcomes/model-shape.ts'
import { type AnyRecord, titleOf } from '../records/model.ts'
import { arrived, inWords, type List, type Shown, shownBy } from './arrival.ts'
import { follow, type Place } from './network.ts'

/** Where the demonstration writes its lines. */
export type Say = (line: string) => void

/** A hub begins to follow others; shows how long it takes until all that they had published before is here. */
export async function showFollowing(here: Place, others: readonly Place[], say: Say): Promise<void> {
  for (const there of others) {
    const ofThere = (shown: readonly Shown[]) =>
      shown.filter((each) => each.hub.id === there.hub.actor).length
    const all = ofThere(await shownBy(there))
    const began = performance.now()
    await follow(here, there)
    await arrived(here, `what ${there.hub.name} published`, (shown) => ofThere(shown) === all)
    const took = inWords(performance.now() - began)
    say(`  ${here.hub.name} follows ${there.hub.name}: all its ${all} issues are here after ${took}.`)
  }
}

/** A hub publishes an issue, amends it and withdraws it; shows how long each takes to arrive at those who follow. */
export async function showLife(
  hub: Place,
  followers: readonly Place[],
  words: { issue: IssueInput; amended: Partial<IssueInput>; reason: string },
  say: Say,
): Promise<void> {
  const { world, who } = hub
  const watched = { hub, followers, say, list: 'map' as const }
  const draft = granted(await draftIssue(world, who, words.issue))
  await show(watched, 'publishes', 'there', async () => granted(await publishIssue(world, who, draft.id)))
  await show(watched, 'amends', 'there in its new wording', async () =>
    granted(await amendIssue(world, who, draft.id, words.amended)),
  )
  await show(watched, 'withdraws', 'gone', async () =>
    granted(await withdrawIssue(world, who, draft.id, words.reason)),
  )
}

/** An assembly that a hub holds, what people decide there, and what is then done about it. */
export type Meeting = {
  /** Title of the issue that it is about. */
  about: string
  assembly: Omit<AssemblyInput, 'issues'>
  outcome: Omit<OutcomeInput, 'assembly' | 'issues'>
  action: Omit<ActionInput, 'outcome' | 'issue'>
}

/**
 * A hub invites to an assembly on an issue of its, publishes what people decided there, and does it; shows how long each
 * takes to arrive at those who follow. Tells where the decision can be read at the last of them.
 */
export async function showMeeting(
  hub: Place,
  followers: readonly Place[],
  { about, assembly, outcome, action }: Meeting,
  say: Say,
): Promise<string> {
  const { world, who } = hub
  const issue = (await shownBy(hub)).find(({ title }) => title === about)!.id
  const at = (list: List) => ({ hub, followers, say, list })

  const called = granted(await draftAssembly(world, who, { ...assembly, issues: [issue] }))
  await show(at('assemblies'), 'invites to', 'there', async () =>
    granted(await announceAssembly(world, who, called.id)),
  )
  granted(await moveAssembly(world, who, called.id, 'in-session'))

  const drawn = { ...outcome, assembly: called.iri, issues: [issue] }
  const decided = granted(await draftOutcome(world, who, drawn))
  await show(at('outcomes'), 'has decided', 'there', async () =>
    granted(await publishOutcome(world, who, decided.id)),
  )
  granted(await moveAssembly(world, who, called.id, 'reported'))

  const planned = granted(await draftAction(world, who, { ...action, outcome: decided.iri, issue }))
  await show(at('actions'), 'sets out to', 'there', async () =>
    granted(await publishAction(world, who, planned.id)),
  )
  await show(at('actions'), 'has done', 'done', async () =>
    granted(await moveAction(world, who, planned.id, { to: 'done' })),
  )
  const last = await shownBy(followers.at(-1)!, 'outcomes')
  return last.find(({ id }) => id === decided.iri)!.page
}

type Watched = { hub: Place; followers: readonly Place[]; say: Say; list: List }

/** Does one thing to a record, and watches the lists of those who follow until they show what it is now. */
async function show(
  { hub, followers, say, list }: Watched,
  verb: string,
  how: string,
  act: () => Promise<AnyRecord>,
): Promise<void> {
  const began = performance.now()
  const record = await act()
  const isSo = (shown: readonly Shown[]) =>
    shown.find(({ id }) => id === record.iri)?.revision === (record.withdrawn ? undefined : record.revision)
  const title = record.withdrawn === null ? `“${titleOf(record)}”` : `it: “${record.reason}”`
  say(`  ${hub.hub.name} ${verb} ${title}`)
  await Promise.all(
    followers.map(async (follower) => {
      await arrived(follower, `what ${hub.hub.name} ${verb}`, isSo, list)
      say(`    at ${follower.hub.name} it is ${how} after ${inWords(performance.now() - began)}`)
    }),
  )
}
