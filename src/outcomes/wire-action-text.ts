import { escapeHtml } from '../lib/markdown.ts'
import { titleOf } from '../records/model.ts'
import { contentOf, linkTo, paragraphs, whereabouts } from '../records/wire-text.ts'
import { type ActionModel, actionStateNames } from './model-action.ts'
import { dayName } from './model-words.ts'

/** The content of an action as every server shows it: who does it, by when and how far it is stand before the text. */
export const actionContentFor = (action: ActionModel, language: string): string =>
  contentOf({ head: headOf(action, language), text: action.html[language] ?? '', foot: footOf(action) })

function headOf(action: ActionModel, language: string): string {
  const { titles, summaries, doer, due, blockedBy, evidence, state, progress } = action
  const lines = [
    `<strong>${escapeHtml(titles[language] ?? titleOf(action))}</strong>`,
    escapeHtml(whereabouts(action, 'action')),
  ]
  const summary = summaries[language]
  if (summary) lines.push(escapeHtml(summary))
  if (doer !== null) lines.push(`Who does it: ${escapeHtml(doer)}`)
  if (due !== null) lines.push(`By when: ${dayName(due)}`)
  lines.push(`How far it is: ${actionStateNames[state]}${state === 'done' ? '' : ` (${progress} per cent)`}`)
  if (blockedBy !== null) lines.push(`What stands in its way: ${escapeHtml(blockedBy)}`)
  if (evidence !== null) lines.push(`See what was done: ${linkTo(evidence)}`)
  return paragraphs(lines)
}

function footOf({ outcome, issue }: ActionModel): string {
  return paragraphs([
    ...(outcome === null ? [] : [`It comes of this outcome: ${linkTo(outcome)}`]),
    ...(issue === null ? [] : [`It serves this issue: ${linkTo(issue)}`]),
  ])
}
