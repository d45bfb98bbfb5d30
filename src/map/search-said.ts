import type { AskedWord } from '../db/search.ts'
import { primaryTag } from '../lib/language.ts'
import { textOfSafeHtml } from '../lib/markdown.ts'
import { plainLine, shorten } from '../lib/plain.ts'
import type { Text } from '../records/store-searched.ts'
import type { Entry } from './model.ts'
import { askedIn, contextIn, markedIn, type Piece } from './model-marks.ts'

/** What is shown of a record that was found: in the language in which the words stand. */
export type Said = {
  /** Tag of that language. */
  readonly language: string
  readonly title: readonly Piece[]
  /** Where the words stand, with what stands around them; else its summary. Empty where it has none. */
  readonly context: readonly Piece[]
}

/** How long a summary is shown in which none of the words stands, in characters. */
const longest = 220

/**
 * Chooses what to show of a record: the language in which most of the words stand, of several the one the reader reads best;
 * and in it the passage that has most of them.
 */
export function saidOf(
  entry: Entry,
  text: Text | undefined,
  words: readonly AskedWord[],
  reads: readonly string[],
): Said {
  const passages = (tag: string): string[] => [
    entry.summaries[tag] ?? '',
    textOfSafeHtml(text?.html[tag] ?? ''),
    ...(tag === entry.language ? (text?.also ?? []) : []),
    ...(tag === entry.language ? [entry.place ?? ''] : []),
  ]
  const best = Object.keys(entry.titles)
    .map((tag) => ({
      tag,
      rank: rankOf(tag, entry, reads),
      ...placesIn(entry.titles[tag]!, passages(tag), words),
    }))
    .reduce((a, b) => (b.fit > a.fit || (b.fit === a.fit && b.rank < a.rank) ? b : a))
  const summary = entry.summaries[best.tag] ?? ''
  return {
    language: best.tag,
    title: markedIn(entry.titles[best.tag]!, words),
    context:
      (best.passage === null ? null : contextIn(plainLine(best.passage), words)) ??
      (summary === '' ? [] : [{ text: shorten(plainLine(summary), longest) }]),
  }
}

/** How well a title and passages have the words, and the first of the passages that has most of them. */
function placesIn(title: string, passages: readonly string[], words: readonly AskedWord[]) {
  const inTitle = askedIn(title, words)
  let [most, passage]: [number, string | null] = [0, null]
  for (const one of passages) {
    const found = one === '' ? 0 : askedIn(one, words)
    if (found > most) [most, passage] = [found, one]
  }
  return { fit: inTitle * 10 + most, passage }
}

/** The reader’s languages come first, in their order; then the record’s own. */
function rankOf(tag: string, entry: Entry, reads: readonly string[]): number {
  const at = reads.indexOf(primaryTag(tag))
  return at >= 0 ? at : tag === entry.language ? reads.length : reads.length + 1
}
