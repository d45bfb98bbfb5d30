/** How far a word may be from what was typed and still be meant: one slip, in long words two, in very short ones none. */
export const slipsIn = (word: string): number => {
  const letters = Array.from(word).length
  return letters < 4 ? 0 : letters < 6 ? 1 : 2
}

/** How much of a word goes into its keys: whoever has the beginning right need not have all of it looked at. */
const head = 7

/**
 * Keys that a word shares with others near it: its beginning with doubled letters made one, and the same with any one letter
 * left out. Two words of which one is the other with a slip (a letter too many, too few, another, or two swapped) have a
 * key in common.
 */
export function nearKeys(word: string): string[] {
  const letters = Array.from(word)
    .filter((letter, at, all) => letter !== all[at - 1])
    .slice(0, head)
  const keys = letters.map((_, left) => letters.filter((_, at) => at !== left).join(''))
  return [...new Set([letters.join(''), ...keys])]
}

/** How many slips lie between two words: letters put in, left out, changed, or swapped with the next. Counts up to `most` and one more. */
export function slipsBetween(one: string, other: string, most: number): number {
  const [a, b] = [Array.from(one), Array.from(other)]
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : most + 1
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same, swapped)
    }
    if (Math.min(...row) > most) return most + 1
    before = last
    last = row
  }
  return Math.min(last[b.length]!, most + 1)
}
