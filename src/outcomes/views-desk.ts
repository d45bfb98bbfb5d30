import { ownAssemblies, publicAssemblyAt } from '../assemblies/store.ts'
import { issueChoices } from '../issues/views-desk.ts'
import type { Who } from '../lib/who.ts'
import type { Filling } from '../records/desk-kind.ts'
import { choicesOf, type FormField, type Section } from '../records/fields.ts'
import { isDraft, titleOf } from '../records/model.ts'
import { all, field, groupsShown, linesIn, numberOrNull, one, orNull, type Typed } from '../records/typed.ts'
import type { World } from '../world.ts'
import type { Outcome } from './model.ts'
import { methods, results } from './model-shape.ts'
import { ownOutcomes } from './store.ts'

const hands = ['favour', 'against', 'abstained', 'blocked'] as const

/** The fields that only outcomes have: what was decided and how, what stayed open, who was there, where it comes from. */
export async function outcomeSections(filling: Filling): Promise<readonly Section[]> {
  const { world, who, hub, words, typed } = filling
  const { t } = words
  const issues = await issueChoices(world, hub.actor, all(typed, 'issues'))
  const assemblies = (await ownAssemblies(world.db, who.hub, { limit: 100 })).filter(
    (assembly) => !isDraft(assembly) && assembly.withdrawn === null,
  )
  const outcomes = (await ownOutcomes(world.db, who.hub, { states: ['published'], limit: 100 })).map(
    (outcome) => ({ value: outcome.iri, name: titleOf(outcome) }),
  )
  return [
    {
      title: t('outcomes.decided'),
      folded: false,
      fields: Array.from({ length: groupsShown(typed, 'decisions') }, (_, at) =>
        decisionFields(filling, at),
      ).flat(),
      more: { what: 'groups.decisions', label: t('outcomes.more-decisions') },
    },
    {
      title: t('outcomes.room-and-open'),
      folded: false,
      fields: [
        {
          ...{ name: 'disagreements', label: t('outcomes.disagreements'), as: 'lines', rows: 3 },
          hint: t('outcomes.disagreements-hint'),
        },
        { name: 'present', label: t('outcomes.present'), hint: t('outcomes.present-hint'), as: 'number' },
        { name: 'checked', label: t('outcomes.checked'), as: 'day' },
        {
          ...{ name: 'preparedBy', label: t('outcomes.prepared'), as: 'line', most: 200 },
          hint: t('outcomes.prepared-hint'),
        },
      ],
    },
    {
      title: t('outcomes.from'),
      folded: false,
      fields: [
        {
          ...{
            name: 'assembly',
            label: t('outcomes.assembly'),
            as: 'choice',
            none: t('outcomes.no-assembly'),
          },
          choices: assemblies.map((assembly) => ({ value: assembly.iri, name: titleOf(assembly) })),
        },
        ...(issues.length === 0
          ? []
          : [{ name: 'issues', label: t('outcomes.issues'), as: 'boxes', choices: issues } as const]),
        ...(outcomes.length === 0
          ? []
          : [
              {
                ...({ name: 'supersedes', label: t('outcomes.supersedes'), as: 'choice' } as const),
                ...{ none: t('outcomes.supersedes-none'), choices: outcomes },
              },
            ]),
      ],
    },
  ]
}

function decisionFields({ words }: Filling, at: number): FormField[] {
  const { t } = words
  const number = words.number(at + 1)
  const of = (what: string) => `decisions.${at}.${what}`
  return [
    { name: of('text'), label: t('outcomes.decision', { number }), as: 'lines', rows: 2 },
    {
      ...{
        name: of('result'),
        label: t('outcomes.became', { number }),
        as: 'choice',
        none: t('write.choose'),
      },
      choices: choicesOf(results, (result) => `outcomes.result-${result}`, words),
    },
    {
      ...{ name: of('method'), label: t('outcomes.how', { number }), as: 'choice', none: '–' },
      choices: choicesOf(methods.filter(isHow), (method) => `outcomes.method-${method}`, words),
    },
    ...hands.map(
      (hand): FormField => ({
        ...{ name: of(`tally.${hand}`), label: t(`outcomes.tally-${hand}`, { number }), as: 'number' },
      }),
    ),
  ]
}

const isHow = (method: (typeof methods)[number]): method is Exclude<typeof method, 'none'> =>
  method !== 'none'

/** What stands in these fields of an outcome. */
export function typedOf(outcome: Outcome): Typed {
  const { decisions, disagreements, present, checked, preparedBy, assembly, issues, supersedes } = outcome
  return {
    ...Object.fromEntries(
      decisions.flatMap(({ text, result, method, tally }, at) => [
        [`decisions.${at}.text`, [text]],
        [`decisions.${at}.result`, [result]],
        [`decisions.${at}.method`, method === 'none' ? [] : [method]],
        ...hands.map((hand) => [`decisions.${at}.tally.${hand}`, field(tally?.[hand] ?? null)]),
      ]),
    ),
    disagreements: disagreements.length === 0 ? [] : [disagreements.join('\n')],
    ...{ present: field(present), checked: field(checked), preparedBy: field(preparedBy) },
    ...{ assembly: field(assembly), issues, supersedes: field(supersedes) },
  }
}

/** What they say. */
export function saidIn(typed: Typed): Record<string, unknown> {
  const decisions = Array.from({ length: groupsShown(typed, 'decisions') }, (_, at) => {
    const of = (what: string) => `decisions.${at}.${what}`
    const tally = Object.fromEntries(hands.map((hand) => [hand, numberOrNull(typed, of(`tally.${hand}`))]))
    return {
      text: one(typed, of('text')),
      result: orNull(typed, of('result')),
      method: orNull(typed, of('method')) ?? 'none',
      tally: Object.values(tally).every((count) => count === null) ? null : tally,
    }
  })
  return {
    decisions: decisions.filter(
      ({ text, result, method, tally }) =>
        text.trim() !== '' || result !== null || method !== 'none' || tally !== null,
    ),
    disagreements: linesIn(typed, 'disagreements'),
    ...{ present: numberOrNull(typed, 'present'), checked: orNull(typed, 'checked') },
    ...{ preparedBy: orNull(typed, 'preparedBy'), assembly: orNull(typed, 'assembly') },
    ...{ issues: all(typed, 'issues'), supersedes: orNull(typed, 'supersedes') },
  }
}

/** With what a new one begins: the assembly that led here, in its words and with the issues it took up. */
export async function begunWith(
  world: World,
  who: Who,
  asked: (name: string) => string | undefined,
): Promise<Typed> {
  const assembly = await publicAssemblyAt(world.db, asked('assembly') ?? '')
  if (!assembly || assembly.hub !== who.hub || assembly.withdrawn !== null) return {}
  return { assembly: [assembly.iri], issues: assembly.issues, themes: assembly.themes }
}
