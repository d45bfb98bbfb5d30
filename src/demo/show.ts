import { amendIssue, draftIssue, publishIssue, withdrawIssue } from '../issues/actions.ts'
import type { Issue } from '../issues/model.ts'
import type { IssueInput } from '../issues/model-shape.ts'
import { granted } from '../lib/granted.ts'
import { titleOf } from '../records/model.ts'
import { arrived, inWords, type Shown, shownBy } from './arrival.ts'
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
  const watched = { hub, followers, say }
  const draft = granted(await draftIssue(world, who, words.issue))
  await show(watched, 'publishes', 'there', async () => granted(await publishIssue(world, who, draft.id)))
  await show(watched, 'amends', 'there in its new wording', async () =>
    granted(await amendIssue(world, who, draft.id, words.amended)),
  )
  await show(watched, 'withdraws', 'gone', async () =>
    granted(await withdrawIssue(world, who, draft.id, words.reason)),
  )
}

type Watched = { hub: Place; followers: readonly Place[]; say: Say }

/** Does one thing to an issue, and watches the maps of those who follow until they show what it is now. */
async function show(
  { hub, followers, say }: Watched,
  verb: string,
  how: string,
  act: () => Promise<Issue>,
): Promise<void> {
  const began = performance.now()
  const issue = await act()
  const isSo = (shown: readonly Shown[]) =>
    shown.find(({ id }) => id === issue.iri)?.revision === (issue.withdrawn ? undefined : issue.revision)
  const title = issue.withdrawn === null ? `“${titleOf(issue)}”` : `it: “${issue.reason}”`
  say(`  ${hub.hub.name} ${verb} ${title}`)
  await Promise.all(
    followers.map(async (follower) => {
      await arrived(follower, `what ${hub.hub.name} ${verb}`, isSo)
      say(`    at ${follower.hub.name} it is ${how} after ${inWords(performance.now() - began)}`)
    }),
  )
}
