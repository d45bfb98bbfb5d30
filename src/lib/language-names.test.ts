import { describe, expect, it } from 'vitest'
import { languagesFrom } from './language-names.ts'

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
