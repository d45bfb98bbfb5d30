import { Marked } from 'marked'
import sanitizeHtml from 'sanitize-html'
import { plainText } from './plain.ts'

const marked = new Marked({
  gfm: true,
  // People press Enter where they want a new line.
  breaks: true,
  // What our HTML has no room for stays readable as text.
  tokenizer: { table: () => undefined },
  renderer: {
    image: ({ text }) => escapeHtml(text),
    checkbox: ({ checked }) => (checked ? '[x] ' : '[ ] '),
  },
})

/** Markdown as safe HTML. */
export function renderMarkdown(markdown: string): string {
  try {
    return sanitiseHtml(marked.parse(markdown, { async: false }))
  } catch (fault) {
    // Quotations thousands deep are nobody's text, but must not take the server down: they are shown as typed.
    if (fault instanceof RangeError) return sanitiseHtml(`<p>${escapeHtml(markdown)}</p>`)
    throw fault
  }
}

/** How deep quotations and lists may stand in one another; what is deeper loses its marks. */
const deepest = 20

/**
 * Anybody's HTML cut down to what may be stored and shown: Mastodon's list of tags and headings, links to http, https and
 * mailto, no pictures, no style. What it gives back it would give back again.
 */
export function sanitiseHtml(html: string): string {
  let last = html
  // Broken nesting can come out differently the first time; three rounds are more than any input has been seen to need.
  for (let round = 0; round < 3; round++) {
    const next = plainText(sanitizeHtml(last, rules))
    if (next === last) return next
    last = next
  }
  return last
}

const rules: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['p', 'br', 'a', 'del', 'pre', 'code', 'em', 'strong', 'b', 'i', 'u'],
    ...['ul', 'ol', 'li', 'blockquote', 'h2', 'h3', 'h4'],
  ],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  nestingLimit: deepest,
  // Where a link may not be followed the words stay and the link goes.
  exclusiveFilter: ({ tag, attribs }) => (tag === 'a' && attribs.href === undefined ? 'excludeTag' : false),
  transformTags: {
    h1: 'h2',
    h5: 'h4',
    h6: 'h4',
    s: 'del',
    strike: 'del',
    a: (_, { href = '' }) => {
      const safe = safeLink(href)
      const attribs: Record<string, string> =
        safe === null ? {} : { href: safe, rel: 'nofollow noopener noreferrer ugc' }
      return { tagName: 'a', attribs }
    },
    ol: (_, { start = '' }) => ({ tagName: 'ol', attribs: /^\d{1,6}$/.test(start) ? { start } : {} }),
  },
}

/** A link that may be followed, in full, or null: no paths (they would lead into our own pages) and no name and password. */
function safeLink(href: string): string | null {
  if (!URL.canParse(href)) return null
  const url = new URL(href)
  const known = ['http:', 'https:', 'mailto:'].includes(url.protocol)
  return known && url.username === '' && url.password === '' ? url.href : null
}

/** The words of somebody's HTML without its marks; each line and paragraph on a line of its own. */
export const textOfHtml = (html: string): string =>
  textOfSafeHtml(isPlainest(html) ? html : sanitiseHtml(html))

/** Whether HTML is paragraphs and line breaks and nothing else, as most summaries are: then there is nothing to sanitise. */
const isPlainest = (html: string): boolean =>
  !/[<>&]/.test(html.replace(/<\/?p>|<br>|&(?:amp|lt|gt|quot);/g, ''))

/** The same of HTML that has been sanitised, as an issue's is: to sanitise it again would take longer than all the rest. */
export function textOfSafeHtml(html: string): string {
  const lines = html
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<\/(p|li|h\d|blockquote|pre|ul|ol)>/g, '\n')
    .replace(/<[^>]*>/g, '')
  return plainText(unescapeHtml(lines).replace(/\n{2,}/g, '\n'))
}

/** Text as it stands in HTML. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!)

const unescapeHtml = (html: string): string =>
  html.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name]!)

/**
 * Plain text as Markdown that shows exactly that text, line by line: nothing in it becomes a list, a heading or a link.
 */
export const markdownOfText = (text: string): string =>
  plainText(text)
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/[\\`*_[\]<>&~!|@]/g, '\\$&')
        .replace(/:(?=\/\/)/g, '\\:')
        .replace(/www\./gi, (match) => `${match.slice(0, 3)}\\.`)
        .replace(/^([#+=-])/, '\\$1')
        .replace(/^(\d+)([.)])/, '$1\\$2'),
    )
    .join('\n')
