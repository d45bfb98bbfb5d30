import { licenceName } from '../lib/licences.ts'
import { escapeHtml, textOfHtml } from '../lib/markdown.ts'
import { themeOf } from '../lib/themes.ts'
import { type IssueModel, stateNames, titleOf } from './model.ts'
import { deciderName, type Evidence, measureOf, type Source } from './model-shape.ts'

/**
 * The summary as every server shows it: what is asked, then in brackets where, how wide and about what. Mastodon shows it
 * under the title and drops the text.
 */
export function summaryFor(issue: IssueModel, language: string): string {
  const asked = issue.summaries[language]
  const lines = [...(asked ? [asked] : []), `(${whereabouts(issue)})`]
  return `<p>${lines.map(escapeHtml).join('<br>')}</p>`
}

/** What is asked, out of a summary of somebody's: all of it but a last line in brackets, which is summaryFor's. */
export function askedIn(summary: string): string {
  const lines = textOfHtml(summary).split('\n')
  return (/^\(.*\)$/.test(lines.at(-1) ?? '') ? lines.slice(0, -1) : lines).join(' ')
}

/**
 * The content as every server shows it: head, rule, text, and where there is something to tell a rule and a foot. The head
 * says again what the summary and the title say, since some servers fold or hide those.
 */
export function contentFor(issue: IssueModel, language: string): string {
  const foot = footOf(issue)
  const parts = [headOf(issue, language), issue.html[language] ?? '', ...(foot === '' ? [] : [foot])]
  return parts.join(rule)
}

/** The text out of a content of somebody's: what stands between the first two rules, or all where there is none. */
export function bodyIn(content: string): string {
  const parts = content.split(/<hr\s*\/?>/i)
  return parts.length === 1 ? content : (parts[1] ?? '')
}

/** Where an issue is, how wide it reaches and what it is about, in one line. */
export const whereabouts = ({
  place,
  level,
  themes,
}: Pick<IssueModel, 'place' | 'level' | 'themes'>): string =>
  [place, `${level} issue`, ...themes.map((key) => themeOf(key)?.name ?? key)].filter(Boolean).join(' · ')

/** Who can decide, in one line; empty where nobody is named. */
export const whoDecides = ({ deciders: list }: Pick<IssueModel, 'deciders'>): string =>
  list.map(deciderName).join(', ')

/** A count with its measure: “48 agree”. */
export const counted = ({ measure, count }: Evidence): string =>
  `${count.toLocaleString('en')} ${measureOf(measure).name}`

/** The rule stands nowhere else: it is not among the tags that a text may have. */
const rule = '<hr>'

function headOf(issue: IssueModel, language: string): string {
  const lines = [
    `<strong>${escapeHtml(issue.titles[language] ?? titleOf(issue))}</strong>`,
    escapeHtml(whereabouts(issue)),
  ]
  const asked = issue.summaries[language]
  if (asked) lines.push(escapeHtml(asked))
  if (issue.deciders.length > 0) lines.push(`Who can decide: ${escapeHtml(whoDecides(issue))}`)
  if (issue.state !== 'published') lines.push(`Where it stands: ${stateNames[issue.state]}.`)
  if (issue.links.mergedInto) lines.push(`It goes on here: ${link(issue.links.mergedInto)}`)
  if (issue.links.splitFrom) lines.push(`It was part of this issue: ${link(issue.links.splitFrom)}`)
  return lines.map((line) => `<p>${line}</p>`).join('')
}

function footOf({ evidence, source }: IssueModel): string {
  const lines = []
  if (evidence.length > 0) lines.push(`Counted: ${escapeHtml(evidence.map(counted).join(', '))}.`)
  if (source) lines.push(sourceLine(source))
  return lines.map((line) => `<p>${line}</p>`).join('')
}

function sourceLine({ title, url, licence, credit, item, gathered }: Source): string {
  const parts = [`Source: ${url ? link(url, title) : escapeHtml(title)}`]
  if (item) parts.push(`item ${escapeHtml(item)}`)
  if (gathered) parts.push(gathered)
  if (credit) parts.push(escapeHtml(credit))
  if (licence) parts.push(link(licence, licenceName(licence)))
  return `${parts.join(', ')}.`
}

const link = (address: string, words = address): string =>
  `<a href="${escapeHtml(address)}" rel="nofollow noopener noreferrer">${escapeHtml(words)}</a>`
