import { CsvError, parse } from 'csv-parse/sync'
import { markdownOfText } from '../lib/markdown.ts'
import { isReadable, plainLine, plainText, shorten } from '../lib/plain.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { DAY, instant } from '../lib/time.ts'
import { HttpUrl } from '../lib/url.ts'
import { longestText, longestTitle } from '../records/shape.ts'
import type { IssueInput } from './model-shape.ts'

/** A Polis conversation as it was exported: what it was about, and its statements with the line each begins at. */
export type Conversation = {
  readonly topic: string
  readonly url: string | null
  readonly statements: readonly Statement[]
}

/** One statement. Who wrote it is not read. */
export type Statement = {
  readonly line: number
  readonly id: string
  readonly text: string
  readonly agrees: number
  readonly disagrees: number
  /** 1 shown, 0 not looked at, -1 rejected by the moderators. */
  readonly moderated: number
  /** The day it was written. */
  readonly day: string
}

/** Which statements become issues. `agree` is in per cent of those who agreed or disagreed. */
export type Bar = { readonly votes: number; readonly agree: number }

/** The bar that statements must clear unless somebody says otherwise. */
export const usualBar: Bar = { votes: 10, agree: 60 }

/** A statement that is not taken, by its line in comments.csv, and why. */
export type LeftOut = { readonly line: number; readonly item: string; readonly why: string }

/** The licence of the conversations that the makers of Polis publish, as of what hubs do. */
export const usualLicence = 'https://creativecommons.org/licenses/by/4.0/'

/**
 * What is said of where the statements come from, beside the conversation’s own title and address, unless somebody says
 * more. It is true of every conversation: who held it stands in no file.
 */
export const usualCredit = 'a conversation held on Polis'

/**
 * Reads comments.csv and summary.csv. A file that is broken anywhere is refused as a whole, with what is wrong and where.
 */
export function readConversation(comments: Uint8Array, summary: Uint8Array): Conversation | Refusal {
  try {
    const about = new Map(
      readTable('summary.csv', summary).map(({ cells: [key = '', value = ''] }) => [key, value]),
    )
    const topic = plainLine(about.get('topic') ?? '')
    if (!isReadable(topic)) throw new Broken('summary.csv has no line that gives the topic.')
    const url = (about.get('url') ?? '').trim()
    return {
      topic: shorten(topic, 300),
      url: HttpUrl.safeParse(url).data ?? null,
      statements: readStatements(comments),
    }
  } catch (fault) {
    if (fault instanceof Broken) return refuse(fault.message)
    throw fault
  }
}

/** Divides the statements into those that clear the bar and those left out, each with its reason. */
export function sift(statements: readonly Statement[], bar: Bar): { taken: Statement[]; leftOut: LeftOut[] } {
  const taken: Statement[] = []
  const leftOut: LeftOut[] = []
  const seen = new Map<string, number>()
  for (const statement of statements) {
    const why = whyNot(statement, bar, seen.get(statement.id))
    if (!seen.has(statement.id)) seen.set(statement.id, statement.line)
    if (why === null) taken.push(statement)
    else leftOut.push({ line: statement.line, item: statement.id, why })
  }
  return { taken, leftOut }
}

/** What identifies a statement wherever it is imported from again. */
export const sourceKey = ({ topic, url }: Conversation, { id }: Statement): string =>
  `polis ${url ?? topic} ${id}`

/** What a draft made of a statement says: its text whole, its figures as counts, and where it is from. */
export function draftOf(
  conversation: Conversation,
  statement: Statement,
  about: { language: string; licence: string; credit: string },
): IssueInput {
  const { language, licence, credit } = about
  const { text, agrees, disagrees } = statement
  return {
    language,
    titles: { [language]: shorten(plainLine(text), longestTitle) },
    contents: { [language]: markdownOfText(text) },
    basis: 'import',
    evidence: [
      { measure: 'agree', count: agrees },
      { measure: 'disagree', count: disagrees },
    ],
    source: {
      title: conversation.topic,
      url: conversation.url,
      licence,
      credit,
      item: statement.id,
      gathered: statement.day,
    },
    licence,
  }
}

/** Something in the files that makes them unusable as a whole. */
class Broken extends Error {}

const columns = ['timestamp', 'comment-id', 'agrees', 'disagrees', 'moderated', 'comment-body'] as const

function readStatements(comments: Uint8Array): Statement[] {
  const [head, ...rows] = readTable('comments.csv', comments)
  const missing = columns.find((name) => !head!.cells.includes(name))
  if (missing) throw new Broken(`comments.csv has no column “${missing}” in its first line.`)
  return rows.map(({ cells, line }) => {
    const cell = (name: (typeof columns)[number]) => cells[head!.cells.indexOf(name)] ?? ''
    const whole = (name: (typeof columns)[number], shape: RegExp): number => {
      if (!shape.test(cell(name)))
        throw new Broken(
          `comments.csv, line ${line}: ${name} is “${cell(name).slice(0, 40)}”, which is not a number that can stand there.`,
        )
      return Number(cell(name))
    }
    const written = whole('timestamp', /^\d{12,13}$/)
    return {
      line,
      id: String(whole('comment-id', /^\d{1,12}$/)),
      text: plainText(cell('comment-body')),
      agrees: whole('agrees', /^\d{1,9}$/),
      disagrees: whole('disagrees', /^\d{1,9}$/),
      moderated: whole('moderated', /^(1|0|-1)$/),
      day: instant(written - (written % DAY)).slice(0, 10),
    }
  })
}

/** The rows of a CSV file, each with the line it begins at; all of the same length, the first one included. */
function readTable(name: string, bytes: Uint8Array): { line: number; cells: string[] }[] {
  const text = decode(name, bytes).replace(/\r\n?/g, '\n')
  if (text.trim() === '') throw new Broken(`${name} is empty.`)
  const rows: { line: number; cells: string[] }[] = []
  let ends = 0
  try {
    parse(text, {
      skip_empty_lines: true,
      on_record: (cells: string[], { lines }) => {
        // The parser tells the line a row ends at; a quoted field may hold line breaks.
        rows.push({ line: lines - cells.join('').split('\n').length + 1, cells })
        ends = lines
        return cells
      },
    })
    return rows
  } catch (fault) {
    if (fault instanceof CsvError) throw new Broken(wordsOf(name, fault, ends + 1))
    throw fault
  }
}

function decode(name: string, bytes: Uint8Array): string {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  try {
    return utf8.decode(bytes)
  } catch {
    let line = 1
    for (let start = 0; start <= bytes.length; line++) {
      const end = bytes.indexOf(10, start)
      const piece = bytes.subarray(start, end < 0 ? bytes.length : end)
      try {
        utf8.decode(piece)
      } catch {
        break
      }
      if (end < 0) break
      start = end + 1
    }
    throw new Broken(`${name} is not written in UTF-8: see line ${line}.`)
  }
}

function wordsOf(name: string, fault: CsvError, begins: number): string {
  const line = typeof fault.lines === 'number' ? fault.lines : begins
  switch (fault.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `${name}, line ${begins}: a quotation mark is opened in this row and never closed.`
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return `${name}, line ${line}: this row has another number of columns than the first line.`
    default:
      return `${name}, line ${begins}${line > begins ? ` to ${line}` : ''}: this cannot be read as rows; a stray quotation mark is the usual cause.`
  }
}

/** Why a statement is left out, or null where it is taken. */
function whyNot(statement: Statement, bar: Bar, earlier: number | undefined): string | null {
  const { text, agrees, disagrees, moderated, id } = statement
  const votes = agrees + disagrees
  if (earlier !== undefined) return `its id ${id} stands at line ${earlier} already`
  if (moderated === -1) return 'the moderators rejected it'
  if (moderated === 0) return 'the moderators have not let it in'
  if (!isReadable(text)) return 'it has no text'
  if (markdownOfText(text).length > longestText) return `its text is longer than ${longestText} letters`
  if (votes < bar.votes) return `too few votes (${votes}, fewer than ${bar.votes})`
  const share = votes === 0 ? 0 : (agrees * 100) / votes
  if (agrees * 100 < bar.agree * votes || (votes === 0 && bar.agree > 0))
    return `too little agreement (${Math.floor(share)} %, less than ${bar.agree} %)`
  return null
}
