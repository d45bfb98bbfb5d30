import { escapeHtml } from '../lib/markdown.ts'
import { type Words, wordsFor } from '../lib/words.ts'
import { titleOf } from '../records/model.ts'
import { contentOf, linkTo, paragraphs, whereabouts } from '../records/wire-text.ts'
import type { ActionModel } from './model-action.ts'
import { dayName } from './model-words.ts'

/** The content of an action as every server shows it: who does it, by when and how far it is stand before the text. */
export const actionContentFor = (action: ActionModel, language: string): string =>
  contentOf({
    head: headOf(action, language),
    text: action.html[language] ?? '',
    foot: footOf(action, wordsFor(language)),
  })

function headOf(action: ActionModel, language: string): string {
  const { titles, summaries, doer, due, blockedBy, evidence, state, progress } = action
  const words = wordsFor(language)
  const { t } = words
  const lines = [
    `<strong>${escapeHtml(titles[language] ?? titleOf(action))}</strong>`,
    escapeHtml(whereabouts(action, t('action.noun'), words)),
  ]
  const fact = (of: string, says: string) => lines.push(t('frame.fact', { of, says }))
  const summary = summaries[language]
  if (summary) lines.push(escapeHtml(summary))
  if (doer !== null) fact(t('action.doer'), escapeHtml(doer))
  if (due !== null) fact(t('action.due'), dayName(due, words))
  const stands = t(`action.state.${state}`)
  fact(t('action.progress'), state === 'done' ? stands : `${stands} (${t('action.per-cent', { progress })})`)
  if (blockedBy !== null) fact(t('action.blocked-by'), escapeHtml(blockedBy))
  if (evidence !== null) fact(t('wire.action.see'), linkTo(evidence))
  return paragraphs(lines)
}

function footOf({ outcome, issue }: ActionModel, { t }: Words): string {
  return paragraphs([
    ...(outcome === null ? [] : [t('wire.action.comes-of', { link: linkTo(outcome) })]),
    ...(issue === null ? [] : [t('wire.action.serves', { link: linkTo(issue) })]),
  ])
}
