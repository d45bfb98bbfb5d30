import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bestOf, spoken, wordsFor } from '../src/lib/words.ts'
import { inLanguage, wantedIn } from '../src/web/visit.tsx'

const folder = new URL('../src/lib/languages/', import.meta.url)
const read = (lang: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`${lang}.json`, folder), 'utf8'))
const english = read('en')
const others = spoken.map(({ lang }) => lang).filter((lang) => lang !== 'en')

const plurals = /_(zero|one|two|few|many|other)$/
const base = (key: string) => key.replace(plurals, '')
/** What is left of a sentence without its places and tags. */
const wordsIn = (text: string) => text.replace(/\{\{[^}]*\}\}|<[^>]*>/g, '')

/** Words that are the same in another language as in English, by language: French has “sources” and “signatures” too. */
const mayBeSame: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL('./support/same-words.json', import.meta.url), 'utf8'),
)

function sourcesIn(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? sourcesIn(join(path, entry.name))
      : /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name)
        ? [readFileSync(join(path, entry.name), 'utf8')]
        : [],
  )
}

describe('the words of pages', () => {
  const source = sourcesIn('src').join('\n')

  it('are all used: a key that no source names any more is not kept', () => {
    // Keys may be put together of a name and a value: `role.${role}` uses all that begin with `role.`.
    const starts = [...source.matchAll(/`([a-z][\w.-]*[.-])\$\{/g)].map((match) => match[1]!)
    const unused = [...new Set(Object.keys(english).map(base))].filter(
      (key) =>
        !key.startsWith('language.') &&
        !new RegExp(`['"\`]${key.replaceAll('.', '\\.')}['"\`]`).test(source) &&
        !starts.some((start) => key.startsWith(start)),
    )
    expect(unused).toEqual([])
  })

  it.each(others)('are complete in %s, with every form its numbers need', (lang) => {
    const said = read(lang)
    const forms = new Intl.PluralRules(lang).resolvedOptions().pluralCategories
    const wanted = Object.keys(english).flatMap((key) =>
      plurals.test(key) ? forms.map((form) => `${base(key)}_${form}`) : [key],
    )
    expect(Object.keys(said).filter((key) => !wanted.includes(key))).toEqual([])
    expect([...new Set(wanted)].filter((key) => !said[key]?.trim() && key !== 'language.read-by')).toEqual([])
  })

  it.each(others)('have the same places and tags in %s as in English', (lang) => {
    const said = read(lang)
    const parts = (text: string) =>
      [...text.matchAll(/\{\{\s*([\w-]+)[^}]*\}\}|<\/?([a-z-]+)>/g)].map((match) => match[0]).sort()
    const differ = Object.keys(said).flatMap((key) => {
      const ofEnglish = english[key] ?? english[`${base(key)}_other`] ?? ''
      // A form for exactly one or two may say the number in a word.
      const [one, other] = [parts(said[key]!), parts(ofEnglish)]
      const numberless = plurals.test(key)
        ? other.filter((part) => !/\{\{\s*(count|shown)/.test(part))
        : other
      return [other, numberless].some((each) => String(each) === String(one))
        ? []
        : [`${key}: ${one} and not ${other}`]
    })
    expect(differ).toEqual([])
  })

  it.each(others)('are in %s and not still in English', (lang) => {
    const said = read(lang)
    const same = Object.keys(said).filter(
      (key) =>
        said[key] === english[key] &&
        /\p{L}/u.test(wordsIn(said[key]!)) &&
        !key.startsWith('language.') &&
        !mayBeSame[lang]?.includes(base(key)),
    )
    expect(same).toEqual([])
  })
})

describe('the language of a page', () => {
  it('is what is asked for, or something near it', () => {
    expect(bestOf(['xx', 'EN-gb'])).toBe('en')
    expect(bestOf(['tlh'])).toBeNull()
    expect(wantedIn('cy;q=0.5, fr-CH, en;q=0, *;q=0.1')).toEqual(['fr-CH', 'cy'])
    expect(wordsFor('tlh').lang).toBe('en')
  })

  it('says numbers and days its own way, and takes what is put into a sentence for words', () => {
    const { pieces, day, number } = wordsFor('en')
    expect([day('2026-11-27'), number(12345)]).toEqual(['27 November 2026', '12,345'])
    expect(pieces('enter.title', { hub: '<licence>x</licence> & Sons' })).toEqual([
      'Sign in to <licence>x</licence> & Sons',
    ])
  })

  it('is kept by the links and forms of a page that was asked for in it, and by no others', () => {
    const html =
      '<a href="/map?theme=housing#x">a</a><a href="/map.csv">b</a><a href="https://x.example/">c</a>' +
      '<a href="/map.atom">f</a><a href="https://northend.example/issues/1">i</a>' +
      '<a class="x" href="/">d</a><form method="post" action="/enter"></form><form action="/map"></form>'
    expect(inLanguage(html, 'cy', 'https://northend.example')).toBe(
      '<a href="/map?theme=housing&amp;lang=cy#x">a</a><a href="/map.csv">b</a><a href="https://x.example/">c</a>' +
        '<a href="/map.atom?lang=cy">f</a><a href="https://northend.example/issues/1?lang=cy">i</a>' +
        '<a class="x" href="/?lang=cy">d</a><form method="post" action="/enter?lang=cy"></form>' +
        '<form action="/map?lang=cy"><input type="hidden" name="lang" value="cy"/></form>',
    )
  })
})
