import type { Issue } from '../../src/issues/model.ts'
import type { Who } from '../../src/lib/who.ts'
import type { World } from '../../src/world.ts'

/** The verbs that are used, as they were built. */
export type Verbs = typeof import('../../src/issues/actions.ts') &
  Pick<typeof import('../../src/issues/store.ts'), 'ownIssues'> &
  Pick<typeof import('../../src/members/actions.ts'), 'whoIs'>

/** The titles of the issues that are drafted. */
export const titles = ['A', 'B', 'C', 'D', 'E', 'F', 'G']

/**
 * What an organiser does with some issues: drafts and publishes them, one alone and others together, amends, moves,
 * merges, splits and withdraws. Stopped anywhere and begun again, it does what is not done yet. Each verb that was
 * answered is said before the next one begins.
 */
export async function publishAll(world: World, verbs: Verbs, say: (line: string) => void): Promise<void> {
  const who = sure(await verbs.whoIs(world, 'northend', 'Amina')) as Who
  const all = async () =>
    new Map(
      (await verbs.ownIssues(world.db, who.hub, { limit: 100 })).map((it) => [it.titles.en!.charAt(0), it]),
    )
  const done = (verb: string, answer: Issue | readonly Issue[] | { refused: string }) => {
    for (const { id, revision } of [sure(answer)].flat() as Issue[]) say(`done ${verb} ${id} ${revision}`)
  }
  let issues = await all()
  for (const title of titles)
    if (!issues.has(title))
      done(
        'draft',
        await verbs.draftIssue(world, who, {
          level: 'local',
          basis: 'listening',
          titles: { en: title },
          themes: ['housing', 'health'],
        }),
      )
  issues = await all()
  const is = (title: string) => issues.get(title)!
  const drafts = titles.filter((title) => is(title).published === null).map((title) => is(title).id)
  const together = drafts.filter((id) => id !== is('G').id)
  done('publish', (await verbs.publishIssues(world, who, together)).published)
  if (drafts.includes(is('G').id)) done('publish', await verbs.publishIssue(world, who, is('G').id))
  issues = await all()
  if (is('A').revision === 1)
    done('amend', await verbs.amendIssue(world, who, is('A').id, { titles: { en: 'A, amended' } }))
  if (is('B').state === 'published') done('move', await verbs.moveIssue(world, who, is('B').id, 'on-agenda'))
  if (is('C').state === 'published')
    done('merge', await verbs.mergeIssues(world, who, is('C').id, is('A').id))
  if (is('D').state === 'published')
    done('split', await verbs.splitIssue(world, who, is('D').id, [is('E').id, is('F').id]))
  if (is('G').withdrawn === null)
    done('withdraw', await verbs.withdrawIssue(world, who, is('G').id, 'It was settled.'))
}

function sure<T>(answer: T): Exclude<T, { refused: string }> {
  if (typeof answer === 'object' && answer !== null && 'refused' in answer)
    throw new Error(String(answer.refused))
  return answer as Exclude<T, { refused: string }>
}
