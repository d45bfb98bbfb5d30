import { amendIssue, draftIssue, publishIssues, withdrawIssue } from '../../src/issues/actions.ts'
import type { Issue } from '../../src/issues/model.ts'
import type { Who } from '../../src/lib/who.ts'
import type { World } from '../../src/world.ts'
import { chancesOf, shuffled } from './chances.ts'
import { sure } from './people.ts'

const themes = ['housing', 'transport', 'climate', 'health', 'schools']

/** Publishes so many issues, each with a text of its own. @returns their ids */
export async function publishMany(world: World, who: Who, count: number, about: string): Promise<string[]> {
  const ids: string[] = []
  for (let number = 1; number <= count; number++) {
    const issue = await draftIssue(world, who, {
      level: 'local',
      basis: 'listening',
      titles: { en: `${about}, no. ${number}`, cy: `${about}, rhif ${number}` },
      summaries: { en: `What is to be done about ${about.toLowerCase()}?` },
      contents: { en: `Heard on **${number}** doorsteps.\n\n- damp\n- dark\n\nStreet ${number % 17}.` },
      themes: [themes[number % themes.length]!],
    })
    ids.push(sure(issue).id)
  }
  const { published, refused } = await publishIssues(world, who, ids)
  if (refused.length > 0 || published.length !== count) throw new Error(`not published: ${refused[0]?.why}`)
  return ids
}

/** Amends each of these issues once. */
export async function amendMany(world: World, who: Who, ids: readonly string[], word: string): Promise<void> {
  for (const id of ids)
    sure(await amendIssue(world, who, id, { titles: { en: `${word} (${id.slice(-6)})` } }))
}

/** Withdraws each of these issues. */
export async function withdrawMany(world: World, who: Who, ids: readonly string[]): Promise<Issue[]> {
  const withdrawn: Issue[] = []
  for (const id of ids) withdrawn.push(sure(await withdrawIssue(world, who, id, 'It was settled.')))
  return withdrawn
}

/**
 * Publishes, amends and withdraws so many issues, of new ones and `old` ones in mixed order; half of what is withdrawn had
 * been amended before. @returns the ids of those that are live
 */
export async function beBusy(
  world: World,
  who: Who,
  { publish, amend, withdraw }: { publish: number; amend: number; withdraw: number },
  about: string,
  old: readonly string[] = [],
): Promise<string[]> {
  const made = await publishMany(world, who, publish, about)
  const ids = shuffled([...old, ...made], chancesOf(publish))
  const half = Math.floor(withdraw / 2)
  await withdrawMany(world, who, ids.slice(0, half))
  await amendMany(world, who, ids.slice(half, half + amend), `${about} anew`)
  const end = half + amend + half - withdraw
  await withdrawMany(world, who, ids.slice(end, half + amend))
  return [...ids.slice(half, end), ...ids.slice(half + amend)]
}
