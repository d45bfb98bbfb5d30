import { markdownOfText, renderMarkdown, textOfSafeHtml } from './markdown.ts'
import { plainLine } from './plain.ts'

type Node = string | { readonly tag: string; readonly attributes: string; readonly inside: Node[] }

/**
 * Sanitised HTML as Markdown that says the same: what somebody can go on writing. Where it would not come back word for word,
 * its words alone.
 */
export function markdownOfHtml(html: string): string {
  const markdown = blocks(treeOf(html))
  const words = textOfSafeHtml(html)
  const again = textOfSafeHtml(renderMarkdown(markdown))
  return plainLine(again) === plainLine(words) ? markdown : markdownOfText(words)
}

/** Sanitised HTML is well formed: each tag is closed, and only a line break stands alone. */
function treeOf(html: string): Node[] {
  const root: Node[] = []
  const open: Node[][] = [root]
  for (const [, close, tag = '', attributes = '', text] of html.matchAll(/<(\/?)(\w+)([^>]*)>|([^<]+)/g)) {
    if (text !== undefined) open.at(-1)!.push(text)
    else if (close === '/') {
      if (open.length > 1) open.pop()
    } else {
      const node = { tag, attributes, inside: [] }
      open.at(-1)!.push(node)
      if (tag !== 'br') open.push(node.inside)
    }
  }
  return root
}

const blockTags = new Set(['p', 'ul', 'ol', 'li', 'blockquote', 'pre', 'h2', 'h3', 'h4'])

/** Blocks with an empty line between each two; words that stand between blocks are one of their own. */
function blocks(nodes: readonly Node[]): string {
  const parts: string[] = []
  let loose: Node[] = []
  const settle = () => {
    parts.push(inline(loose).trim())
    loose = []
  }
  for (const node of nodes)
    if (typeof node === 'string' || !blockTags.has(node.tag)) loose.push(node)
    else {
      settle()
      parts.push(block(node))
    }
  settle()
  return parts.filter(Boolean).join('\n\n')
}

function block({ tag, attributes, inside }: Exclude<Node, string>): string {
  switch (tag) {
    case 'ul':
      return items(inside, () => '- ')
    case 'ol': {
      const start = Number(/start="(\d+)"/.exec(attributes)?.[1] ?? 1)
      return items(inside, (at) => `${start + at}. `)
    }
    case 'blockquote':
      return indented(blocks(inside), '> ', '> ')
    case 'pre':
      return `~~~~\n${textOfSafeHtml(plainOf(inside))}\n~~~~`
    case 'h2':
    case 'h3':
    case 'h4':
      return `${'#'.repeat(Number(tag[1]))} ${inline(inside).trim().replace(/\n/g, ' ')}`
    default:
      return blocks(inside)
  }
}

const items = (nodes: readonly Node[], mark: (at: number) => string): string =>
  nodes
    .filter((node) => typeof node !== 'string')
    .map((node, at) => indented(blocks(node.inside), mark(at), ' '.repeat(mark(at).length)))
    .join('\n')

const indented = (text: string, first: string, rest: string): string =>
  text
    .split('\n')
    .map((line, at) => `${at === 0 ? first : rest}${line}`.trimEnd())
    .join('\n')

const marks: Readonly<Record<string, string>> = { strong: '**', b: '**', em: '*', i: '*', del: '~~' }

function inline(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return escaped(node)
      const words = inline(node.inside)
      if (node.tag === 'br') return '\n'
      if (node.tag === 'code') return `\`${textOfSafeHtml(plainOf(node.inside))}\``
      const href = /href="([^"]*)"/.exec(node.attributes)?.[1]
      if (node.tag === 'a' && href !== undefined) return `[${words}](<${textOfSafeHtml(href)}>)`
      const mark = marks[node.tag]
      return mark === undefined || words.trim() === '' ? words : `${mark}${words.trim()}${mark}`
    })
    .join('')
}

/** Words as Markdown that shows them as they are, with the spaces round them. */
function escaped(text: string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? []
  const space = (some: string) => (some === '' ? '' : ' ')
  return `${space(before)}${markdownOfText(textOfSafeHtml(words).replace(/\s+/gu, ' '))}${space(after)}`
}

/** The words inside, still as HTML has them. */
const plainOf = (nodes: readonly Node[]): string =>
  nodes.map((node) => (typeof node === 'string' ? node : plainOf(node.inside))).join('')
