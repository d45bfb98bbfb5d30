import { describe, expect, it } from 'vitest'
import { polisFiles, row } from '../../test/support/polis.ts'
import { granted } from '../lib/granted.ts'
import { renderMarkdown, textOfHtml } from '../lib/markdown.ts'
import { isRefusal } from '../lib/refusal.ts'
import { draftOf, readConversation, sift, sourceKey, usualBar } from './import-polis.ts'

const read = (rows: string[], summary?: string) => {
  const files = polisFiles(rows, summary)
  return readConversation(files.comments, files.summary)
}
const sifted = (rows: string[], bar = usualBar) => sift(granted(read(rows)).statements, bar)

describe('a Polis conversation', () => {
  it('is read with its topic, its address and the line each statement begins at', () => {
    const conversation = granted(read([row(1, 'One'), row(2, 'Two\nlines'), row(3, 'A "three", quoted')]))
    expect(conversation).toMatchObject({ topic: 'Better buses', url: 'https://pol.is/4example' })
    expect(conversation.statements.map(({ line, id, text }) => [line, id, text])).toEqual([
      [2, '1', 'One'],
      [3, '2', 'Two\nlines'],
      [5, '3', 'A "three", quoted'],
    ])
  })

  it('is read alike with a byte order mark, with Windows line ends and with empty lines between', () => {
    const text = new TextDecoder().decode(polisFiles([row(1, 'One'), '', row(2, 'Two')]).comments)
    const bytes = new TextEncoder().encode(`\uFEFF${text.replaceAll('\n', '\r\n')}`)
    const conversation = granted(readConversation(bytes, polisFiles([]).summary))
    expect(conversation.statements.map(({ line, text: said }) => [line, said])).toEqual([
      [2, 'One'],
      [4, 'Two'],
    ])
  })

  it('gives up nothing about who wrote a statement, and only the day it was written', () => {
    const conversation = granted(read([row(1, 'One')]))
    expect(JSON.stringify(conversation)).not.toMatch(/771|author|05:58/)
    expect(conversation.statements[0]!.day).toBe('2018-02-13')
  })

  it.each<[string, string[], string | undefined, string]>([
    [
      'a row is ragged',
      [row(1, 'One'), `${row(2, 'Two')},more`],
      undefined,
      'comments.csv, line 3: this row has another number of columns',
    ],
    ['a row is short', ['1,2,3'], undefined, 'comments.csv, line 2: this row has another number of columns'],
    [
      'a quotation mark is never closed',
      [row(1, 'One'), row(2, 'Two').slice(0, -1), row(3, 'T')],
      undefined,
      'comments.csv, line 3',
    ],
    [
      'the last quotation mark is never closed',
      [row(1, 'One'), row(2, 'Two').slice(0, -1)],
      undefined,
      'comments.csv, line 3: a quotation mark is opened in this row and never closed.',
    ],
    [
      'a count is no number',
      [row(1, 'One').replace(',20,', ',many,')],
      undefined,
      'comments.csv, line 2: agrees is “many”',
    ],
    [
      'a count is below nothing',
      [row(1, 'One', { disagrees: -3 })],
      undefined,
      'comments.csv, line 2: disagrees is “-3”',
    ],
    [
      'moderation says something else',
      [row(1, 'A\nB'), row(2, 'C', { moderated: 7 })],
      undefined,
      'comments.csv, line 4: moderated is “7”',
    ],
    [
      'the time is none',
      [row(1, 'One').replace('1518501496471', 'once')],
      undefined,
      'comments.csv, line 2: timestamp is “once”',
    ],
    [
      'there is no topic',
      [row(1, 'One')],
      'url,https://pol.is/4example\n',
      'summary.csv has no line that gives the topic.',
    ],
    ['the summary is empty', [row(1, 'One')], '\n', 'summary.csv is empty.'],
  ])('is refused as a whole where %s', (_, rows, summary, why) => {
    const answer = read(rows, summary)
    expect(isRefusal(answer) && answer.refused).toContain(why)
  })

  it('is refused where a column is missing, where a file is empty, and where one is not UTF-8', () => {
    const { comments, summary } = polisFiles([row(1, 'One'), row(2, 'caf\u00e9'), row(3, 'Three')])
    const said = (bytes: Uint8Array) => {
      const answer = readConversation(bytes, summary)
      return isRefusal(answer) && answer.refused
    }
    const text = new TextDecoder().decode(comments)
    expect(said(new TextEncoder().encode(text.replace(',agrees', ',agree')))).toBe(
      'comments.csv has no column “agrees” in its first line.',
    )
    expect(said(new Uint8Array())).toBe('comments.csv is empty.')
    expect(said(new Uint8Array(Buffer.from(text, 'latin1')))).toBe(
      'comments.csv is not written in UTF-8: see line 3.',
    )
  })
})

describe('of its statements', () => {
  it('those that were let in, with ten votes and six in ten agreeing, are taken', () => {
    const { taken, leftOut } = sifted([
      row(1, 'Just', { agrees: 6, disagrees: 4 }),
      row(2, 'Few', { agrees: 9, disagrees: 0 }),
      row(3, 'Split', { agrees: 599, disagrees: 401 }),
      row(4, 'Rejected', { moderated: -1 }),
      row(5, 'Waiting', { moderated: 0 }),
      row(6, '  \u200B '),
      row(1, 'Again'),
      row(7, 'Last'),
    ])
    expect(taken.map(({ text }) => text)).toEqual(['Just', 'Last'])
    expect(leftOut).toEqual([
      { line: 3, item: '2', why: 'too few votes (9, fewer than 10)' },
      { line: 4, item: '3', why: 'too little agreement (59 %, less than 60 %)' },
      { line: 5, item: '4', why: 'the moderators rejected it' },
      { line: 6, item: '5', why: 'the moderators have not let it in' },
      { line: 7, item: '6', why: 'it has no text' },
      { line: 8, item: '1', why: 'its id 1 stands at line 2 already' },
    ])
  })

  it('others clear another bar', () => {
    const rows = [row(1, 'None', { agrees: 0, disagrees: 0 }), row(2, 'One', { agrees: 1, disagrees: 2 })]
    expect(sifted(rows, { votes: 0, agree: 0 }).taken).toHaveLength(2)
    expect(sifted(rows, { votes: 0, agree: 1 }).taken.map(({ id }) => id)).toEqual(['2'])
    expect(sifted(rows, { votes: 3, agree: 100 / 3 }).taken.map(({ id }) => id)).toEqual(['2'])
  })

  it('each keeps its text whole, with its figures, its source and its licence', () => {
    const conversation = granted(read([row(12, '22. More #buses\n* at night, see www.bus.example_a_b')]))
    const [statement] = conversation.statements
    const draft = draftOf(conversation, statement!, {
      language: 'en',
      licence: 'https://l.example/',
      credit: 'C',
    })
    expect(draft).toMatchObject({
      titles: { en: '22. More #buses * at night, see www.bus.example_a_b' },
      basis: 'import',
      evidence: [
        { measure: 'agree', count: 20 },
        { measure: 'disagree', count: 5 },
      ],
      source: {
        title: 'Better buses',
        url: 'https://pol.is/4example',
        licence: 'https://l.example/',
        credit: 'C',
        item: '12',
        gathered: '2018-02-13',
      },
      licence: 'https://l.example/',
    })
    expect(textOfHtml(renderMarkdown(draft.contents!.en!))).toBe(statement!.text)
    expect(sourceKey(conversation, statement!)).toBe('polis https://pol.is/4example 12')
  })

  it('a long one is shortened in its title only', () => {
    const text = 'The night bus must come '.repeat(20).trim()
    const conversation = granted(read([row(1, text)]))
    const draft = draftOf(conversation, conversation.statements[0]!, {
      language: 'en',
      licence: '',
      credit: '',
    })
    expect(draft.titles.en).toMatch(/^The night bus .*[a-z]…$/)
    expect(draft.titles.en!.length).toBeLessThanOrEqual(200)
    expect(draft.contents!.en).toBe(text)
  })
})
