import { describe, expect, it } from 'vitest'
import { languagesFrom, languagesIn } from './language-names.ts'

describe('languages as people type them', () => {
  it.each([
    ['English, Welsh', 'en', ['en', 'cy']],
    ['en cy', 'en', ['en', 'cy']],
    ['Cymraeg; pt-BR', 'en', ['cy', 'pt-BR']],
    ['Galés, inglés', 'es', ['cy', 'en']],
    ['العربية، English', 'ar', ['ar', 'en']],
    ['Scottish Gaelic, english', 'en', ['gd', 'en']],
    ['English, en', 'en', ['en']],
    ['', 'en', []],
    ['Elvish', 'en', ['Elvish']],
  ])('%s (on a page in %s)', (text, lang, tags) => {
    expect(languagesFrom(text, lang)).toEqual(tags)
  })
})

it('are shown by their names, and read back to the same', () => {
  for (const lang of ['en', 'cy', 'ar', 'uk']) {
    const tags = ['cy', 'en', 'pt-BR', 'gd', 'zh-Hant']
    expect(languagesFrom(languagesIn(tags, lang), lang)).toEqual(tags)
  }
  expect(languagesIn(['cy', 'en', 'pt-BR'], 'en')).toBe('Welsh, English, pt-BR')
})
