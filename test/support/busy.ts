import {
  amendAssembly,
  announceAssembly,
  draftAssembly,
  withdrawAssembly,
} from '../../src/assemblies/actions.ts'
import { recordById } from '../../src/federation/store/records.ts'
import { amendIssue, draftIssue, publishIssues, withdrawIssue } from '../../src/issues/actions.ts'
import type { Who } from '../../src/lib/who.ts'
import { amendOutcome, draftOutcome, publishOutcome, withdrawOutcome } from '../../src/outcomes/actions.ts'
import { amendAction, draftAction, publishAction, withdrawAction } from '../../src/outcomes/actions-action.ts'
import type { World } from '../../src/world.ts'
import { chancesOf, shuffled } from './chances.ts'
import { sure } from './people.ts'

const themes = ['housing', 'transport', 'climate', 'health', 'schools']

/** What is done with records of one kind. */
type Kind = {
  publish(world: World, who: Who, numbers: readonly number[], about: string): Promise<string[]>
  amend(world: World, who: Who, id: string, title: string): Promise<void>
  withdraw(world: World, who: Who, id: string): Promise<void>
}

const saying = (number: number, about: string) => ({
  level: 'local' as const,
  titles: { en: `${about}, no. ${number}` },
  summaries: { en: `What is to be done about ${about.toLowerCase()}?` },
  contents: { en: `Heard on **${number}** doorsteps.\n\n- damp\n- dark\n\nStreet ${number % 17}.` },
  themes: [themes[number % themes.length]!],
})

/** Every kind of record that a hub publishes, by its word. */
const kinds: Readonly<Record<string, Kind>> = {
  issue: {
    async publish(world, who, numbers, about) {
      const ids: string[] = []
      for (const number of numbers) {
        const { titles, ...said } = saying(number, about)
        const inWelsh = { ...titles, cy: `${about}, rhif ${number}` }
        ids.push(sure(await draftIssue(world, who, { ...said, titles: inWelsh, basis: 'listening' })).id)
      }
      const { published, refused } = await publishIssues(world, who, ids)
      if (refused.length > 0 || published.length !== ids.length)
        throw new Error(`not published: ${refused[0]?.why}`)
      return ids
    },
    amend: async (world, who, id, title) =>
      void sure(await amendIssue(world, who, id, { titles: { en: title } })),
    withdraw: async (world, who, id) => void sure(await withdrawIssue(world, who, id, 'It was settled.')),
  },
  assembly: {
    async publish(world, who, numbers, about) {
      const ids: string[] = []
      for (const number of numbers) {
        const draft = sure(
          await draftAssembly(world, who, {
            ...saying(number, about),
            ...{ kind: 'community', starts: `2031-0${1 + (number % 9)}-12T18:30`, zone: 'Europe/London' },
            venue: { name: `Hall ${number}`, locality: 'Luton' },
            access: ['step-free', 'childcare'],
            destination: 'The council answers in writing.',
            issues: [`https://hub.example/issues/${number}`],
            agenda: [{ title: 'What we heard', minutes: 20, phase: 'input' }],
          }),
        )
        ids.push(sure(await announceAssembly(world, who, draft.id)).id)
      }
      return ids
    },
    amend: async (world, who, id, title) =>
      void sure(await amendAssembly(world, who, id, { titles: { en: title } })),
    withdraw: async (world, who, id) => void sure(await withdrawAssembly(world, who, id, 'It was settled.')),
  },
  outcome: {
    async publish(world, who, numbers, about) {
      const ids: string[] = []
      for (const number of numbers) {
        const draft = sure(
          await draftOutcome(world, who, {
            ...saying(number, about),
            ...{ present: 30 + number, checked: '2026-11-02', preparedBy: 'the facilitators' },
            issues: [`https://hub.example/issues/${number}`],
            decisions: [{ text: `Write ${number} letters.`, method: 'consensus', result: 'adopted' }],
          }),
        )
        ids.push(sure(await publishOutcome(world, who, draft.id)).id)
      }
      return ids
    },
    amend: async (world, who, id, title) =>
      void sure(await amendOutcome(world, who, id, { titles: { en: title } })),
    withdraw: async (world, who, id) => void sure(await withdrawOutcome(world, who, id, 'It was settled.')),
  },
  action: {
    async publish(world, who, numbers, about) {
      const ids: string[] = []
      for (const number of numbers) {
        const draft = sure(
          await draftAction(world, who, {
            ...saying(number, about),
            ...{ doer: 'the stairwell group', due: '2027-03-01', progress: number % 100 },
          }),
        )
        ids.push(sure(await publishAction(world, who, draft.id)).id)
      }
      return ids
    },
    amend: async (world, who, id, title) =>
      void sure(await amendAction(world, who, id, { titles: { en: title } })),
    withdraw: async (world, who, id) => void sure(await withdrawAction(world, who, id, 'It was settled.')),
  },
}

const kindOf = async (world: World, id: string): Promise<Kind> =>
  kinds[(await recordById(world.db, id))!.kind]!

/** Publishes so many issues, or records of these kinds in turn, each with a text of its own. @returns their ids */
export async function publishMany(
  world: World,
  who: Who,
  count: number,
  about: string,
  of: readonly string[] = ['issue'],
): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, at) => at + 1)
  const ids: string[] = []
  for (const [turn, kind] of of.entries()) {
    const own = numbers.filter((number) => number % of.length === turn)
    ids.push(...(await kinds[kind]!.publish(world, who, own, about)))
  }
  return ids
}

/** Amends each of these records once. */
export async function amendMany(world: World, who: Who, ids: readonly string[], word: string): Promise<void> {
  for (const id of ids) await (await kindOf(world, id)).amend(world, who, id, `${word} (${id.slice(-6)})`)
}

/** Withdraws each of these records. */
export async function withdrawMany(world: World, who: Who, ids: readonly string[]): Promise<void> {
  for (const id of ids) await (await kindOf(world, id)).withdraw(world, who, id)
}

/**
 * Publishes, amends and withdraws so many records of every kind, of new ones and `old` ones in mixed order; half of what is
 * withdrawn had been amended before. @returns the ids of those that are live
 */
export async function beBusy(
  world: World,
  who: Who,
  { publish, amend, withdraw }: { publish: number; amend: number; withdraw: number },
  about: string,
  old: readonly string[] = [],
): Promise<string[]> {
  const made = await publishMany(world, who, publish, about, Object.keys(kinds))
  const ids = shuffled([...old, ...made], chancesOf(publish))
  const half = Math.floor(withdraw / 2)
  await withdrawMany(world, who, ids.slice(0, half))
  await amendMany(world, who, ids.slice(half, half + amend), `${about} anew`)
  const end = half + amend + half - withdraw
  await withdrawMany(world, who, ids.slice(end, half + amend))
  return [...ids.slice(half, end), ...ids.slice(half + amend)]
}
