import type { Db } from '../db/index.ts'
import type { AskedWord } from '../db/search.ts'
import { slipsBetween, slipsIn } from '../lib/near-words.ts'
import { wordsIn } from '../lib/search-words.ts'
import { type FindAmong, hasWord, wordsNear } from '../records/store-find.ts'

/** How many records are looked at for a word near one that nobody says. */
const mostLookedAt = 200

/** A word that was typed, and the one that was meant by it: the same where somebody says it, null where nothing is near. All folded. */
export type Meant = { readonly typed: string; readonly meant: string | null }

/**
 * What may have been meant by each of some words: itself where it stands anywhere, else a word near it that does stand in a title,
 * a summary, a place or the name of a hub.
 */
export async function meantByEach(
  db: Db,
  words: readonly AskedWord[],
  about: FindAmong & { names: readonly string[] },
): Promise<Meant[]> {
  const { names } = about
  const all: Meant[] = []
  for (const asked of words) {
    const { word: typed, begins } = asked
    const said =
      names.some((name) => name === typed || (begins && name.startsWith(typed))) ||
      (await hasWord(db, asked, about))
    const most = slipsIn(typed)
    const near = async () => [...(await wordsNear(db, typed, about, mostLookedAt)), ...names]
    all.push({ typed, meant: said ? typed : most === 0 ? null : nearest(typed, most, await near()) })
  }
  return all
}

/** The word with the fewest slips between, and of several the one that is said most. */
function nearest(word: string, most: number, all: readonly string[]): string | null {
  const times = new Map<string, number>()
  for (const one of all) times.set(one, (times.get(one) ?? 0) + 1)
  return (
    [...times]
      .map(([near, said]) => ({ near, said, slips: slipsBetween(word, near, most) }))
      .filter(({ slips }) => slips <= most)
      .sort((a, b) => a.slips - b.slips || b.said - a.said || (a.near < b.near ? -1 : 1))[0]?.near ?? null
  )
}

/** A query with the words that were meant in place of those that were typed; `spelled` is how a word is written. */
export function corrected(
  q: string,
  words: readonly Meant[],
  spelled: (word: string) => string = (word) => word,
): string {
  let [text, at] = ['', 0]
  for (const { word, from, to } of wordsIn(q)) {
    const meant = words.find(({ typed }) => typed === word)?.meant ?? word
    if (meant === word || from < at) continue
    text += q.slice(at, from) + spelled(meant)
    at = to
  }
  return text + q.slice(at)
}
