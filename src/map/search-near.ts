import type { Db } from '../db/index.ts'
import type { AskedWord } from '../db/search.ts'
import { slipsBetween, slipsIn } from '../lib/near-words.ts'
import { wordsIn } from '../lib/words.ts'
import { type FindAmong, hasWord, wordsNear } from '../records/store-find.ts'

/** How many records are looked at for a word near one that nobody says. */
const mostLookedAt = 200

/** A word that was typed, and the one that was meant by it: both folded. */
export type Slip = { readonly typed: string; readonly meant: string }

/**
 * What may have been meant by words of which some stand nowhere: for each of those a word near it that does stand in a title,
 * a summary, a place or the name of a hub. None where every word is right, or nothing is near one of them.
 */
export async function slipsAmong(
  db: Db,
  words: readonly AskedWord[],
  about: FindAmong & { names: readonly string[] },
): Promise<Slip[]> {
  const slips: Slip[] = []
  for (const asked of words) {
    if (about.names.some((name) => name === asked.word || (asked.begins && name.startsWith(asked.word))))
      continue
    if (await hasWord(db, asked, about)) continue
    const most = slipsIn(asked.word)
    const meant =
      most === 0
        ? undefined
        : nearest(asked.word, most, [
            ...(await wordsNear(db, asked.word, about, mostLookedAt)),
            ...about.names,
          ])
    if (meant === undefined) return []
    slips.push({ typed: asked.word, meant })
  }
  return slips
}

/** The word with the fewest slips between, and of several the one that is said most. */
function nearest(word: string, most: number, all: readonly string[]): string | undefined {
  const times = new Map<string, number>()
  for (const one of all) times.set(one, (times.get(one) ?? 0) + 1)
  return [...times]
    .map(([near, said]) => ({ near, said, slips: slipsBetween(word, near, most) }))
    .filter(({ slips }) => slips <= most)
    .sort((a, b) => a.slips - b.slips || b.said - a.said || (a.near < b.near ? -1 : 1))[0]?.near
}

/** A query with the words that were meant in place of those that were typed; `spelled` is how a word is written. */
export function corrected(
  q: string,
  slips: readonly Slip[],
  spelled: (word: string) => string = (word) => word,
): string {
  let [text, at] = ['', 0]
  for (const { word, from, to } of wordsIn(q)) {
    const slip = slips.find(({ typed }) => typed === word)
    if (slip === undefined || from < at) continue
    text += q.slice(at, from) + spelled(slip.meant)
    at = to
  }
  return text + q.slice(at)
}
