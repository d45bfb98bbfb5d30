import { issueChoices } from '../issues/views-desk.ts'
import type { Who } from '../lib/who.ts'
import type { Words } from '../lib/words.ts'
import type { Filling } from '../records/desk-kind.ts'
import type { FormField, Section } from '../records/fields.ts'
import { isDraft, titleOf } from '../records/model.ts'
import { field, numberOrNull, one, orNull, type Typed } from '../records/typed.ts'
import type { World } from '../world.ts'
import type { Action } from './model-action.ts'
import { ownOutcomes, publicOutcomeAt } from './store.ts'

/** The fields that only actions have: who does it, by when, how far it is, what it comes of. */
export async function actionSections({
  world,
  who,
  hub,
  words,
  typed,
}: Filling): Promise<readonly Section[]> {
  const { t } = words
  const issue = orNull(typed, 'issue')
  const issues = await issueChoices(world, hub.actor, issue === null ? [] : [issue])
  const outcomes = (await ownOutcomes(world.db, who.hub, { limit: 100 })).filter(
    (outcome) => !isDraft(outcome) && outcome.withdrawn === null,
  )
  return [
    {
      title: t('actions.doing'),
      folded: false,
      fields: [
        { name: 'doer', label: t('actions.doer'), hint: t('actions.doer-hint'), as: 'line', most: 200 },
        { name: 'due', label: t('actions.due'), hint: t('actions.due-hint'), as: 'day' },
        { name: 'progress', label: t('actions.progress'), as: 'number' },
        { name: 'evidence', label: t('actions.evidence'), hint: t('actions.evidence-hint'), as: 'address' },
      ],
    },
    {
      title: t('actions.from'),
      folded: false,
      fields: [
        {
          ...{ name: 'outcome', label: t('actions.outcome'), as: 'choice', none: t('actions.no-outcome') },
          choices: outcomes.map((outcome) => ({ value: outcome.iri, name: titleOf(outcome) })),
        },
        {
          ...{ name: 'issue', label: t('actions.issue'), as: 'choice', none: t('actions.no-issue') },
          choices: issues,
        },
      ],
    },
  ]
}

/** What else is said where an action goes on. */
export const moveFields = (_: Action, { t }: Words): readonly FormField[] => [
  { name: 'progress', label: t('actions.progress'), hint: t('actions.progress-hint'), as: 'number' },
  { name: 'blockedBy', label: t('actions.blocked'), hint: t('actions.blocked-hint'), as: 'line', most: 300 },
  { name: 'evidence', label: t('actions.evidence'), as: 'address' },
]

/** What stands in these fields of an action. */
export const typedOf = ({ doer, due, progress, evidence, outcome, issue }: Action): Typed => ({
  ...{ doer: field(doer), due: field(due), progress: progress === 0 ? [] : [String(progress)] },
  ...{ evidence: field(evidence), outcome: field(outcome), issue: field(issue) },
})

/** What they say. */
export const saidIn = (typed: Typed): Record<string, unknown> => ({
  ...{ doer: orNull(typed, 'doer'), due: orNull(typed, 'due') },
  ...{ progress: numberOrNull(typed, 'progress') ?? 0, evidence: orNull(typed, 'evidence') },
  ...{ outcome: orNull(typed, 'outcome'), issue: orNull(typed, 'issue') },
})

/** With what a new one begins: the outcome that led here, and the first issue it answers. */
export async function begunWith(
  world: World,
  who: Who,
  asked: (name: string) => string | undefined,
): Promise<Typed> {
  const outcome = await publicOutcomeAt(world.db, asked('outcome') ?? '')
  if (!outcome || outcome.hub !== who.hub || outcome.withdrawn !== null) return {}
  return { outcome: [outcome.iri], issue: outcome.issues.slice(0, 1), themes: outcome.themes }
}

/** What was said of an action that goes on. */
export const moveIn = (typed: Typed) => ({
  progress: numberOrNull(typed, 'progress') ?? undefined,
  blockedBy: one(typed, 'blockedBy').trim() || undefined,
  evidence: one(typed, 'evidence').trim() || undefined,
})
