import { escapeHtml } from '../lib/markdown.ts'
import { titleOf } from '../records/model.ts'
import { contentOf, linkTo, paragraphs, whereabouts } from '../records/wire-text.ts'
import type { Outcome } from './model.ts'
import type { Decision } from './model-shape.ts'
import { attendanceOf, dayName, resultOf } from './model-words.ts'

/**
 * The content as every server shows it: head, rule, text, and where there is something to tell a rule and a foot. A Note has
 * neither name nor summary, so the head says all that people need to know: what was decided, by how many, and where.
 */
export const contentFor = (outcome: Outcome, language: string): string =>
  contentOf({ head: headOf(outcome, language), text: outcome.html[language] ?? '', foot: footOf(outcome) })

function headOf(outcome: Outcome, language: string): string {
  const { titles, summaries, decisions, published, assembly } = outcome
  const date = published === null ? '' : dayName(published)
  const lines = [
    `<strong>${escapeHtml(titles[language] ?? titleOf(outcome))}</strong>`,
    assembly === null ? date : `${date}, from this assembly: ${linkTo(assembly)}`,
    escapeHtml(whereabouts(outcome, 'outcome')),
    ...lineageOf(outcome),
  ]
  const message = summaries[language]
  if (message) lines.push(escapeHtml(message))
  return paragraphs([...lines, ...decisions.map(decisionLine), ...roomOf(outcome)])
}

function lineageOf({ supersedes, supersededBy, state }: Outcome): string[] {
  return [
    ...(supersededBy !== null
      ? [`A later outcome takes the place of this one: ${linkTo(supersededBy)}`]
      : []),
    ...(supersededBy === null && state === 'superseded'
      ? ['A later outcome takes the place of this one.']
      : []),
    ...(supersedes !== null ? [`It takes the place of an earlier outcome: ${linkTo(supersedes)}`] : []),
  ]
}

const decisionLine = (decision: Decision, at: number, all: readonly Decision[]): string =>
  `<strong>${all.length === 1 ? 'Decision' : `Decision ${at + 1}`}:</strong> ${escapeHtml(decision.text)}<br>${resultOf(decision)}.`

function roomOf({ present, checked, disagreements }: Outcome): string[] {
  const room = [
    ...(present === null ? [] : [`${attendanceOf(present)}.`]),
    ...(checked === null ? [] : [`Those who took part checked this on ${dayName(checked)}.`]),
  ]
  return [
    ...(room.length > 0 ? [room.join(' ')] : []),
    ...disagreements.map((line) => `Not agreed: ${escapeHtml(line)}`),
  ]
}

function footOf({ issues, preparedBy }: Outcome): string {
  const lines = issues.map((address) => `It answers this issue: ${linkTo(address)}`)
  if (preparedBy !== null) lines.push(`Prepared by: ${escapeHtml(preparedBy)}`)
  return paragraphs(lines)
}
