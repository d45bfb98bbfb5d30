import { licenceName } from '../lib/licences.ts'
import { escapeHtml } from '../lib/markdown.ts'
import { titleOf } from '../records/model.ts'
import { contentOf, linkTo, paragraphs, summaryOf, whereabouts } from '../records/wire-text.ts'
import { type IssueModel, stateNames } from './model.ts'
import { deciderName, type Evidence, measureOf, type Source } from './model-shape.ts'

/**
 * The summary as every server shows it: what is asked, then in brackets where, how wide and about what. Mastodon shows it
 * under the title and drops the text.
 */
export const summaryFor = (issue: IssueModel, language: string): string =>
  summaryOf(issue.summaries[language] ? [issue.summaries[language]] : [], whereabouts(issue, 'issue'))

/**
 * The content as every server shows it: head, rule, text, and where there is something to tell a rule and a foot. The head
 * says again what the summary and the title say, since some servers fold or hide those.
 */
export const contentFor = (issue: IssueModel, language: string): string =>
  contentOf({ head: headOf(issue, language), text: issue.html[language] ?? '', foot: footOf(issue) })

/** Who can decide, in one line; empty where nobody is named. */
export const whoDecides = ({ deciders: list }: Pick<IssueModel, 'deciders'>): string =>
  list.map(deciderName).join(', ')

/** A count with its measure: “48 agree”. */
export const counted = ({ measure, count }: Evidence): string =>
  `${count.toLocaleString('en')} ${measureOf(measure).name}`

function headOf(issue: IssueModel, language: string): string {
  const lines = [
    `<strong>${escapeHtml(issue.titles[language] ?? titleOf(issue))}</strong>`,
    escapeHtml(whereabouts(issue, 'issue')),
  ]
  const asked = issue.summaries[language]
  if (asked) lines.push(escapeHtml(asked))
  if (issue.deciders.length > 0) lines.push(`Who can decide: ${escapeHtml(whoDecides(issue))}`)
  if (issue.state !== 'published') lines.push(`Where it stands: ${stateNames[issue.state]}.`)
  if (issue.links.mergedInto) lines.push(`It goes on here: ${linkTo(issue.links.mergedInto)}`)
  if (issue.links.splitFrom) lines.push(`It was part of this issue: ${linkTo(issue.links.splitFrom)}`)
  return paragraphs(lines)
}

function footOf({ evidence, source }: IssueModel): string {
  const lines = []
  if (evidence.length > 0) lines.push(`Counted: ${escapeHtml(evidence.map(counted).join(', '))}.`)
  if (source) lines.push(sourceLine(source))
  return paragraphs(lines)
}

function sourceLine({ title, url, licence, credit, item, gathered }: Source): string {
  const parts = [`Source: ${url ? linkTo(url, title) : escapeHtml(title)}`]
  if (item) parts.push(`item ${escapeHtml(item)}`)
  if (gathered) parts.push(gathered)
  if (credit) parts.push(escapeHtml(credit))
  if (licence) parts.push(linkTo(licence, licenceName(licence)))
  return `${parts.join(', ')}.`
}
