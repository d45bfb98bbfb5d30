import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordsIn } from './search-words.ts'

const words = (text: string) => wordsIn(text).map(({ word }) => word)

describe('the words of a text', () => {
  it.each([
    ['English', 'The LAST bus, at 23:20!', ['the', 'last', 'bus', 'at', '23', '20']],
    ['Welsh', 'Ail-agor tŷ a’r ŵyn; Llŷn', ['ail', 'agor', 'ty', 'wyn', 'llyn']],
    ['French', 'L’eau qu’elle boit à l\u2019œuvre', ['eau', 'elle', 'boit', 'a', 'oeuvre']],
    ['Spanish', '¿Mañana, pingüino?', ['manana', 'pinguino']],
    ['Portuguese', 'Habitação e saúde', ['habitacao', 'e', 'saude']],
    ['Catalan', 'col·lecció', ['colleccio']],
    ['German', 'Straße STRASSE GROẞ', ['strasse', 'strasse', 'gross']],
    ['Turkish', 'İstanbul ISI ısı', ['istanbul', 'isi', 'isi']],
    ['Polish', 'Łódź', ['lodz']],
    ['Danish and Icelandic', 'Ærø Þór', ['aero', 'thor']],
    ['Vietnamese', 'Đặng nhà ở', ['dang', 'nha', 'o']],
    ['Greek', 'ΤΌΝΟΣ τόνος', ['τονοσ', 'τονοσ']],
    ['Russian', 'ёлка Ещё', ['елка', 'еще']],
    ['Hausa', 'Ɓauna ƙasa', ['bauna', 'kasa']],
    ['Hebrew', 'שָׁלוֹם', ['שלומ']],
    ['Arabic', 'مُدَرِّسَة الــبيت على ٢٠٢٦', ['مدرسه', 'بيت', 'البيت', 'علي', '2026']],
    [
      'Arabic with others written onto it',
      'والبيت وحي أحمد إلى آخر',
      ['بيت', 'والبيت', 'وحي', 'احمد', 'الي', 'اخر'],
    ],
    ['Persian', 'می\u200cخواهم کتاب', ['ميخواهم', 'كتاب']],
    ['Hindi', 'हिन्दी ज़मीन २०२६', ['हिन्दी', 'जमीन', '2026']],
    ['Chinese', '住房问题', ['住房', '房问', '问题', '题']],
    ['one letter of Chinese', '税', ['税']],
    ['numbers that are letters of Chinese', 'Zz ㆒㆓¹ ㈠', ['zz', '一二', '二', '1', '一']],
    ['Thai', 'การประชุมชุมชนเมือง', ['การ', 'ประชุม', 'ชุมชน', 'เมือง']],
    ['full width', 'ＡＢＣ１２', ['abc12']],
    ['ligatures and signs', 'ﬁne m² ½', ['fine', 'm2', '1', '2']],
    ['apostrophes', "neighbour’s don't plan \"B\" 'C'", ['neighbour', 'don', 'plan', 'b', 'c']],
    ['what has no letters', '🏚 ¡—! \u0000', []],
  ])('are found in %s', (_, text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  it('are the same for kana of half width and with their accents apart', () => {
    expect(words('ｱﾊﾟｰﾄ')).toEqual(words('アパート'))
    expect(words('か\u3099')).toEqual(words('が'))
    expect(words('が')).not.toEqual(words('か'))
  })

  it('are the same however a text is composed', () => {
    for (const text of ['Neuadd Tŷ Gwyn', 'Übung', '주택 문제', 'ἀγορά', 'متحدث'])
      expect(words(text.normalize('NFD'))).toEqual(words(text.normalize('NFC')))
  })

  it('say where they stand', () => {
    const text = 'L’Œuvre, 住房问 et “Straße”'
    expect(wordsIn(text).map(({ from, to }) => text.slice(from, to))).toEqual([
      ...['Œuvre', '住房', '房问', '问', 'et', 'Straße'],
    ])
  })

  it('are cut where they are no words any more', () => {
    expect(words('x'.repeat(500))).toEqual(['x'.repeat(40)])
    expect(words('ß'.repeat(500))).toEqual(['s'.repeat(40)])
  })

  it('are letters, signs on letters and digits, whatever the text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(text, (any) => {
        let at = 0
        for (const { word, from, to } of wordsIn(any)) {
          expect(word).toMatch(/^[\p{L}\p{M}\p{N}]{1,80}$/u)
          expect(from < to && to <= any.length && from >= at).toBe(true)
          at = from
        }
      }),
      { numRuns: 4000 },
    )
  })

  it('stay as they are when they are folded once more', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 })
    fc.assert(
      fc.property(text, (any) => {
        // An article may stand before an article; nobody writes so.
        for (const { word, of } of wordsIn(any))
          if (of === 'word' && !/\p{sc=Arabic}/u.test(word)) expect(words(word).join('')).toBe(word)
      }),
      { numRuns: 4000 },
    )
  })
})
