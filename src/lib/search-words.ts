/** One word of a text as it is looked for, and where it stands in the text. */
export type Word = {
  readonly word: string
  readonly from: number
  readonly to: number
  /**
   * Where no spaces stand between words, as in Chinese and Japanese, two letters that follow each other are taken for one:
   * `pair`; `last` is the last letter of such a line once more, by itself; `letter` one that stands alone. Of a word onto
   * which others are written, as the Arabic article is, `whole` is all of it, beside the word itself.
   */
  readonly of: 'word' | 'pair' | 'last' | 'letter' | 'whole'
}

/** The longest word that is told from another, in letters. */
const longest = 40

/**
 * By which rules words are made: another text after a change of them, or of the tables of Unicode that come with Node. What
 * was folded by others has to be folded anew.
 */
export const foldedBy = `1/${process.versions.unicode}/${process.versions.icu}`

const unspaced = String.raw`[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}]&&[\p{L}\p{M}]]`
const unparted = String.raw`[[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]&&[\p{L}\p{M}]]`
const spaced = String.raw`[[\p{L}\p{M}\p{N}]--${unspaced}--${unparted}--[\u02BB\u02BC]]`
// Signs that join what stands around them: soft hyphen, joiners of Persian and Indic scripts, the point of Catalan l·l.
const joining = String.raw`[\u00AD\u200C\u200D]|(?<=[lL])\u00B7(?=[lL])`
const runs = new RegExp(`((?:${spaced}|${joining})+)|(${unspaced}+)|${unparted}+`, 'gv')

const onlyUnspaced = new RegExp(`^${unspaced}+$`, 'v')
const kept = new RegExp(`${unspaced}+|[^${unspaced}]+`, 'gv')

/** The words of a text in their order, without case, accents and other ways of writing the same. */
export function wordsIn(text: string): Word[] {
  const found: Word[] = []
  for (const { 0: run, 1: word, 2: line, index } of text.matchAll(runs)) {
    if (word !== undefined) {
      if (!isElided(text, word, index)) add(word, index)
    } else if (line !== undefined) found.push(...pairsIn(line, index))
    else for (const { segment, index: at } of parts.segment(run)) add(segment, index + at)
  }
  return found

  function add(run: string, from: number): void {
    const to = from + run.length
    for (const whole of foldWord(run)) {
      if (onlyUnspaced.test(whole)) {
        found.push(...pairsIn(whole, 0).map((pair) => ({ ...pair, from, to })))
        continue
      }
      const word = withoutOthers(whole)
      found.push({ word, from, to, of: 'word' })
      if (word !== whole) found.push({ word: whole, from, to, of: 'whole' })
    }
  }
}

/** Finds words in scripts that set no spaces between them and have too few letters for pairs; Node brings the dictionaries. */
const parts = new Intl.Segmenter('th', { granularity: 'word' })

const apostrophe = /['’ʼ`´]/
const letter = /\p{L}/u

/** Whether a run is what an apostrophe leaves of a word: of *l’eau* and *neighbour’s* people look for eau and neighbour. */
function isElided(text: string, run: string, from: number): boolean {
  if (run.length > 2) return false
  const to = from + run.length
  const follows = apostrophe.test(text[from - 1] ?? '') && letter.test(text[from - 2] ?? '')
  const leads = apostrophe.test(text[to] ?? '') && letter.test(text[to + 1] ?? '')
  return (run.length === 1 && (follows || leads)) || (leads && run.toLowerCase() === 'qu')
}

/** Letters of a line without spaces, two by two, so that any part of a word is found. */
function pairsIn(line: string, from: number): Word[] {
  const letters = [...line.matchAll(/[^\p{M}][\p{M}\uFF9E\uFF9F]*/gu)].map(({ 0: sign, index }) => ({
    ...{ word: lettersOf(sign), from: from + index, to: from + index + sign.length },
  }))
  const last = letters.at(-1)
  if (last === undefined) return []
  if (letters.length === 1) return [{ ...last, of: 'letter' }]
  const pairs = letters.slice(1).map((second, at): Word => {
    const first = letters[at]!
    return { word: first.word + second.word, from: first.from, to: second.to, of: 'pair' }
  })
  return [...pairs, { ...last, of: 'last' }]
}

/** A run of letters and digits as the words that it is looked for by: mostly one. */
function foldWord(run: string): string[] {
  if (/^[a-z\d]+$/i.test(run)) return [run.toLowerCase().slice(0, longest)]
  return (
    lettersOf(run)
      .split(/[[^\p{L}\p{M}\p{N}]\u02BB\u02BC]+/v)
      // A number such as ㆒ is a letter of a script without spaces once it is folded.
      .flatMap((word) => word.match(kept) ?? [])
      .map((word) => Array.from(word).slice(0, longest).join(''))
  )
}

/** An Arabic word without the article, “and”, and particles before the article: whoever looks for a house means the house too. */
const withoutOthers = (word: string): string =>
  /^[ابفكلو]/.test(word) ? word.replace(/^و(?=\p{L}{4})/u, '').replace(article, '') : word

const article = /^(?:ال(?=\p{L}{2})|[وفبك]ال(?=\p{L}{3})|لل(?=\p{L}{3}))/u

/** Letters without case, accents, width and stretching; vowel signs that are no mere accents stay. */
const lettersOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(accents, '')
    .toLowerCase()
    .replace(others, (sign) => alike[sign] ?? sign)
    .replace(/[\p{Nd}--[0-9]]/gv, digitOf)

// Accents, harakat, niqqud and nuktas. The signs for voiced kana are no accents: they make other syllables.
const accents =
  /[[\p{sc=Inherited}\u00AD\u200C\u200D\u0640\u00B7\u093C\u09BC\u0A3C\u0ABC\u0B3C\u0CBC]--[\u3099\u309A]]|[\p{M}&&[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}]]/gv

/** Letters that Unicode holds for others than those people take them for, or type in their place. */
const alike: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ð: 'd', đ: 'd', þ: 'th', ł: 'l', ħ: 'h', ŧ: 't', ŋ: 'n', ı: 'i' },
  ...{ ɓ: 'b', ɗ: 'd', ƙ: 'k', ƴ: 'y', ɛ: 'e', ɔ: 'o', ə: 'e', ς: 'σ' },
  ...{ ٱ: 'ا', ى: 'ي', ی: 'ي', ې: 'ي', ة: 'ه', ہ: 'ه', ھ: 'ه', ە: 'ه', ک: 'ك' },
  ...{ ך: 'כ', ם: 'מ', ן: 'נ', ף: 'פ', ץ: 'צ' },
}
const others = new RegExp(`[${Object.keys(alike).join('')}]`, 'gu')

/** A digit of any script as one of 0 to 9; each script has its ten in a row. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0)!
  let value = 0
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value++
  return String(value)
}
