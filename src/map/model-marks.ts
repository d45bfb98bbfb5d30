import type { AskedWord } from '../db/search.ts'
import { type Word, wordsIn } from '../lib/search-words.ts'

/** A piece of a text: as it is, or one of the words that were looked for. */
export type Piece = { readonly text: string; readonly match?: true }

/** How much of a text is looked through for the words, and how much of it is shown, in characters. */
const mostRead = 20_000
const shown = 220

/** How many characters stand before the first word that was looked for, where something is left out. */
const before = 60

/** Whether a word of a text is one that was looked for. */
const isAsked = ({ word }: Word, asked: readonly AskedWord[]): AskedWord | undefined =>
  asked.find((one) => one.word === word || (one.begins && word.startsWith(one.word)))

/** How many of the words that are looked for stand in a text. */
export function askedIn(text: string, asked: readonly AskedWord[]): number {
  const words = wordsIn(text.slice(0, mostRead))
  return new Set(words.map((word) => isAsked(word, asked)).filter((one) => one !== undefined)).size
}

/** A whole text in pieces, those that were looked for marked. */
export const markedIn = (text: string, asked: readonly AskedWord[]): Piece[] =>
  piecesOf(text, rangesIn(text, asked), 0, text.length)

/** The part of a text in which most of the words stand near each other, in pieces; null where none of them stands in it. */
export function contextIn(text: string, asked: readonly AskedWord[]): Piece[] | null {
  const read = text.slice(0, mostRead)
  const ranges = rangesIn(read, asked)
  const best = bestOf(ranges)
  if (best === undefined) return null
  if (read.length <= shown) return piecesOf(read, ranges, 0, read.length)
  const from = best.from <= before ? 0 : startNear(read, best.from - before, best.from)
  const to = from + shown >= read.length ? read.length : endNear(read, from + shown, best.to)
  const pieces = piecesOf(read, ranges, from, to)
  const left = { start: from > 0, end: to < text.length }
  return [...(left.start ? [{ text: '… ' }] : []), ...pieces, ...(left.end ? [{ text: ' …' }] : [])]
}

/** A stretch of a text that was looked for, and as which words. */
type Range = { readonly from: number; readonly to: number; readonly asked: readonly AskedWord[] }

/** Where the words stand; what touches, as pairs of letters do, is one stretch. */
function rangesIn(text: string, asked: readonly AskedWord[]): Range[] {
  const ranges: Range[] = []
  for (const word of wordsIn(text)) {
    const one = isAsked(word, asked)
    if (one === undefined) continue
    const last = ranges.at(-1)
    if (last !== undefined && word.from <= last.to)
      ranges[ranges.length - 1] = {
        from: last.from,
        to: Math.max(last.to, word.to),
        asked: [...last.asked, one],
      }
    else ranges.push({ from: word.from, to: word.to, asked: [one] })
  }
  return ranges
}

/** The first stretch after which, in what is shown, stand the most different words. */
function bestOf(ranges: readonly Range[]): Range | undefined {
  let best: { range: Range; words: number } | undefined
  for (const [at, range] of ranges.entries()) {
    const words = new Set<AskedWord>()
    for (let next = at; next < ranges.length && ranges[next]!.to <= range.from + shown - before; next++)
      for (const one of ranges[next]!.asked) words.add(one)
    if (best === undefined || words.size > best.words) best = { range, words: words.size }
  }
  return best?.range
}

/** The start of a word at or after a place, before another; the place itself where no space stands between. */
function startNear(text: string, place: number, limit: number): number {
  const space = text.slice(place, limit).search(/\s/u)
  return space < 0 ? whole(text, place) : place + space + 1
}

/** The end of a word at or before a place, behind another. */
function endNear(text: string, place: number, limit: number): number {
  const stretch = text.slice(limit, place)
  const space = stretch.search(/\s\S*$/u)
  return space < 0 ? whole(text, Math.max(place, limit)) : limit + space
}

/** A place that is not in the middle of a character. */
const whole = (text: string, place: number): number =>
  /[\uDC00-\uDFFF]/.test(text[place] ?? '') ? place - 1 : place

function piecesOf(text: string, ranges: readonly Range[], from: number, to: number): Piece[] {
  const pieces: Piece[] = []
  let at = from
  for (const range of ranges) {
    if (range.to <= from || range.from >= to) continue
    if (range.from > at) pieces.push({ text: text.slice(at, range.from) })
    pieces.push({ text: text.slice(Math.max(range.from, from), Math.min(range.to, to)), match: true })
    at = Math.min(range.to, to)
  }
  if (at < to) pieces.push({ text: text.slice(at, to) })
  return pieces
}
