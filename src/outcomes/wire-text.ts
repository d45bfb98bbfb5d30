import { escapeHtml } from '../lib/markdown.ts'
import { type Words, wordsFor } from '../lib/words.ts'
import { titleOf } from '../records/model.ts'
import { contentOf, linkTo, paragraphs, whereabouts } from '../records/wire-text.ts'
import type { Outcome } from './model.ts'
import { attendanceOf, dayName, resultOf } from './model-words.ts'

/**
 * The content as every server shows it: head, rule, text, and where there is something to tell a rule and a foot. A Note has
 * neither name nor summary, so the head says all that people need to know: what was decided, by how many, and where.
 */
export const contentFor = (outcome: Outcome, language: string): string =>
  contentOf({
    head: headOf(outcome, language),
    text: outcome.html[language] ?? '',
    foot: footOf(outcome, wordsFor(language)),
  })

function headOf(outcome: Outcome, language: string): string {
  const words = wordsFor(language)
  const { titles, summaries, published, assembly } = outcome
  const date = published === null ? '' : dayName(published, words)
  const lines = [
    `<strong>${escapeHtml(titles[language] ?? titleOf(outcome))}</strong>`,
    assembly === null ? date : words.t('wire.outcome.from', { date, link: linkTo(assembly) }),
    escapeHtml(whereabouts(outcome, words.t('outcome.noun'), words)),
    ...lineageOf(outcome, words),
  ]
  const message = summaries[language]
  if (message) lines.push(escapeHtml(message))
  return paragraphs([...lines, ...decisionLines(outcome, words), ...roomOf(outcome, words)])
}

function lineageOf({ supersedes, supersededBy, state }: Outcome, { t }: Words): string[] {
  return [
    ...(supersededBy !== null ? [t('wire.outcome.later-at', { link: linkTo(supersededBy) })] : []),
    ...(supersededBy === null && state === 'superseded' ? [t('wire.outcome.later')] : []),
    ...(supersedes !== null ? [t('wire.outcome.earlier-at', { link: linkTo(supersedes) })] : []),
  ]
}

const decisionLines = ({ decisions }: Outcome, words: Words): string[] =>
  decisions.map((decision, at) => {
    const number = at + 1
    const called = decisions.length === 1 ? words.t('decision.one') : words.t('decision.number', { number })
    const head = words.t('frame.fact', { of: called, says: '' }).trim()
    return `<strong>${head}</strong> ${escapeHtml(decision.text)}<br>${resultOf(decision, words)}.`
  })

function roomOf({ present, checked, disagreements }: Outcome, words: Words): string[] {
  const { t } = words
  const room = [
    ...(present === null ? [] : [`${attendanceOf(present, words)}.`]),
    ...(checked === null ? [] : [t('wire.outcome.checked', { day: dayName(checked, words) })]),
  ]
  return [
    ...(room.length > 0 ? [room.join(' ')] : []),
    ...disagreements.map((line) => t('wire.outcome.not-agreed', { line: escapeHtml(line) })),
  ]
}

function footOf({ issues, preparedBy }: Outcome, { t }: Words): string {
  const lines = issues.map((address) => t('wire.outcome.answers', { link: linkTo(address) }))
  if (preparedBy !== null)
    lines.push(t('frame.fact', { of: t('outcome.prepared-by'), says: escapeHtml(preparedBy) }))
  return paragraphs(lines)
}
