import { licenceName } from '../lib/licences.ts'
import { escapeHtml } from '../lib/markdown.ts'
import { type Words, wordsFor } from '../lib/words.ts'
import { titleOf } from '../records/model.ts'
import { contentOf, linkTo, paragraphs, summaryOf, whereabouts } from '../records/wire-text.ts'
import type { IssueModel } from './model.ts'
import { countedAs, deciderName, type Evidence, type Source } from './model-shape.ts'

/**
 * The summary as every server shows it: what is asked, then in brackets where, how wide and about what. Mastodon shows it
 * under the title and drops the text.
 */
export function summaryFor(issue: IssueModel, language: string): string {
  const words = wordsFor(language)
  return summaryOf(
    issue.summaries[language] ? [issue.summaries[language]] : [],
    whereabouts(issue, words.t('issue.noun'), words),
  )
}

/**
 * The content as every server shows it: head, rule, text, and where there is something to tell a rule and a foot. The head
 * says again what the summary and the title say, since some servers fold or hide those.
 */
export const contentFor = (issue: IssueModel, language: string): string =>
  contentOf({
    head: headOf(issue, language),
    text: issue.html[language] ?? '',
    foot: footOf(issue, wordsFor(language)),
  })

/** Who can decide, in one line; empty where nobody is named. */
export const whoDecides = ({ deciders }: Pick<IssueModel, 'deciders'>, words: Words): string =>
  words.items(deciders.map((each) => deciderName(each, words)))

/** A count with its measure: “48 agree”. */
export const counted = (evidence: Evidence, words: Words): string => countedAs(evidence, words).says

function headOf(issue: IssueModel, language: string): string {
  const words = wordsFor(language)
  const { t } = words
  const lines = [
    `<strong>${escapeHtml(issue.titles[language] ?? titleOf(issue))}</strong>`,
    escapeHtml(whereabouts(issue, t('issue.noun'), words)),
  ]
  const asked = issue.summaries[language]
  if (asked) lines.push(escapeHtml(asked))
  if (issue.deciders.length > 0)
    lines.push(t('wire.issue.deciders', { who: escapeHtml(whoDecides(issue, words)) }))
  if (issue.state !== 'published')
    lines.push(t('wire.issue.state', { state: t(`issue.state.${issue.state}`) }))
  if (issue.links.mergedInto) lines.push(t('wire.issue.goes-on', { link: linkTo(issue.links.mergedInto) }))
  if (issue.links.splitFrom) lines.push(t('wire.issue.was-part', { link: linkTo(issue.links.splitFrom) }))
  return paragraphs(lines)
}

function footOf({ evidence, source }: IssueModel, words: Words): string {
  const lines = []
  if (evidence.length > 0) {
    const counts = escapeHtml(words.items(evidence.map((each) => counted(each, words))))
    lines.push(words.t('wire.issue.counted', { counts }))
  }
  if (source) lines.push(sourceLine(source, words))
  return paragraphs(lines)
}

function sourceLine({ title, url, licence, credit, item, gathered }: Source, words: Words): string {
  const parts = [words.t('wire.issue.source', { source: url ? linkTo(url, title) : escapeHtml(title) })]
  if (item) parts.push(words.t('issue.source-item', { item: escapeHtml(item) }))
  if (gathered) parts.push(gathered)
  if (credit) parts.push(escapeHtml(credit))
  if (licence) parts.push(linkTo(licence, licenceName(licence)))
  return `${words.items(parts)}.`
}
