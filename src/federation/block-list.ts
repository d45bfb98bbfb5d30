import { parse } from 'csv-parse/sync'
import { plainLine, shorten } from '../lib/plain.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { readDomain } from './subject.ts'

/** What a file of blocks says: the domains to block, and of each other line why it is left out, in one sentence. */
export type BlockList = {
  readonly blocks: readonly { readonly domain: string; readonly reason: string }[]
  readonly leftOut: readonly string[]
}

/** Lines that are read at most, as in Mastodon. */
const mostLines = 20_000

/**
 * Reads a list of blocked domains in the form that Mastodon’s administration exports (`#domain,#severity,…`), or with one
 * domain on each line. A file that is broken anywhere is refused as a whole, with every line that is wrong; a line that
 * can be read and is no block of ours is left out and said.
 */
export function readBlockList(text: string, isOneself: (domain: string) => boolean): BlockList | Refusal {
  const lines = linesOf(text)
  if ('refused' in lines) return lines
  const first = lines[0]?.cells.map((cell) => cell.trim().toLowerCase().replace(/^#/, '')) ?? []
  const headed = first.includes('domain')
  if (lines.length === 0) return refuse('There is nothing in this file.')
  if (!headed && lines.some(({ cells }) => cells.length > 1))
    return refuse('The file has several columns, and its first line does not say which is #domain.')
  if (lines.length > mostLines) return refuse(`The file has more than ${mostLines} lines.`)
  const column = (name: string) => (headed ? first.indexOf(name) : name === 'domain' ? 0 : -1)
  const [domainAt, severityAt, commentAt] = [column('domain'), column('severity'), column('public_comment')]

  const blocks = new Map<string, string>()
  const leftOut: string[] = []
  const broken: string[] = []
  for (const { line, cells } of headed ? lines.slice(1) : lines) {
    const written = (cells[domainAt] ?? '').trim()
    const severity = severityAt < 0 ? 'suspend' : (cells[severityAt] ?? '').trim().toLowerCase()
    const domain = readDomain(written)
    if (headed && cells.length !== first.length)
      broken.push(`Line ${line} has ${cells.length} fields, and the first line names ${first.length}.`)
    else if (severity === 'silence' || severity === 'noop')
      leftOut.push(`Line ${line}: ${written} is left out, since “${severity}” is no block.`)
    else if (severity !== 'suspend') broken.push(`Line ${line}: “${severity}” is no severity.`)
    else if (/\*/.test(written.replace(/^\*\./, '')))
      leftOut.push(`Line ${line}: ${written} is left out, since letters of its name are hidden.`)
    else if (domain === null) broken.push(`Line ${line}: “${written}” is no domain.`)
    else if (isOneself(domain)) leftOut.push(`Line ${line}: ${written} is left out, since it is this server.`)
    else if (blocks.has(domain))
      leftOut.push(`Line ${line}: ${written} is left out, since it is there twice.`)
    else blocks.set(domain, commentAt < 0 ? '' : shorten(plainLine(cells[commentAt] ?? ''), 500))
  }
  if (broken.length > 0) return refuse(broken.join('\n'))
  return { blocks: [...blocks].map(([domain, reason]) => ({ domain, reason })), leftOut }
}

function linesOf(text: string): { line: number; cells: string[] }[] | Refusal {
  try {
    const rows = parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true })
    return (rows as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      line: info.lines,
      cells: record,
    }))
  } catch (error) {
    return refuse(`The file is no CSV: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

/** Writes blocked domains in the form that Mastodon’s administration reads. The reasons are the operators’ own words, and stand in it only where they are handed in. */
export function writeBlockList(blocks: readonly { domain: string; reason?: string }[]): string {
  const head = '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate'
  const lines = blocks.map(({ domain, reason = '' }) =>
    [domain, 'suspend', 'true', 'true', cellOf(reason), 'false'].join(','),
  )
  return `${[head, ...lines].join('\n')}\n`
}

const cellOf = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
