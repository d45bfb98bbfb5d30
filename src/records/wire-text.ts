import { escapeHtml, textOfHtml } from '../lib/markdown.ts'
import { themeName } from '../lib/themes.ts'
import type { Words } from '../lib/words.ts'
import type { Placed } from './model.ts'

/** The rule stands nowhere else: it is not among the tags that a text may have. */
const rule = '<hr>'

/** A content as every server shows it: head, rule, text, and where there is something to tell a rule and a foot. */
export const contentOf = ({ head, text, foot }: { head: string; text: string; foot: string }): string =>
  [head, text, ...(foot === '' ? [] : [foot])].join(rule)

/** The text out of a content of somebody's: what stands between the first two rules, or all where there is none. */
export function bodyIn(content: string): string {
  const parts = content.split(/<hr\s*\/?>/i)
  return parts.length === 1 ? content : (parts[1] ?? '')
}

/**
 * A summary: lines, the last in brackets, which whoever reads it back leaves out. It has no tags, since Misskey and Hollo show
 * it as it stands; where it is read as HTML its lines run on.
 */
export const summaryOf = (lines: readonly string[], bracketed: string): string =>
  [...lines, `(${bracketed})`].map(escapeHtml).join('\n')

/** What is said, out of a summary of somebody's: all of it but a last line in brackets, which is summaryOf's. */
export function saidIn(summary: string): string {
  const lines = textOfHtml(summary).split('\n')
  return (/^\(.*\)$/.test(lines.at(-1) ?? '') ? lines.slice(0, -1) : lines).join(' ')
}

/** Where a record is, how wide it reaches and what it is about, in one line of a language. */
export const whereabouts = (
  { place, level, themes }: Pick<Placed, 'place' | 'level' | 'themes'>,
  noun: string,
  words: Words,
): string =>
  [
    place,
    words.t('record.reach', { level: words.t(`level.${level}`), noun }),
    ...themes.map((key) => themeName(key, words)),
  ]
    .filter(Boolean)
    .join(' · ')

/** Lines of HTML, each a paragraph. */
export const paragraphs = (lines: readonly string[]): string => lines.map((line) => `<p>${line}</p>`).join('')

/** A link as it stands in a content. */
export const linkTo = (address: string, words = address): string =>
  `<a href="${escapeHtml(address)}" rel="nofollow noopener noreferrer">${escapeHtml(words)}</a>`
