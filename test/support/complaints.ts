import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { asking } from './desk.ts'
import type { TestServer } from './server.ts'

/** What is posted: a text, or several, by field. */
export type Form = Record<string, string | readonly string[]>

/** A form that is wrong, or a page that is refused, and who sends it where. */
export type Wrong = {
  /** Where it is posted. */
  readonly path: string
  /** What is posted; null where a page is only looked at. */
  readonly form: Form | null
  readonly cookie: string
  /** A few words of the English sentence: that it is refused for this. */
  readonly says?: string
}

/** What a page complains of or refuses, without the names of languages and what was typed. */
const saidOn = (html: string): string[] =>
  [
    ...[...html.matchAll(/<p class="(?:complaint|card)"[^>]*>(.*?)<\/p>/gs)],
    ...[...html.matchAll(/<div class="complaints"[^>]*>(.*?)<\/div>/gs)],
    ...[...html.matchAll(/<article class="plain">(.*?)<\/article>/gs)].filter(
      ([all]) => !all.includes('<form'),
    ),
  ].map((match) =>
    match[1]!
      // What a mail server said is quoted, and says so.
      .replace(/<p class="small soft" lang="en" dir="ltr">.*?<\/p>/gs, ' ')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )

/** The words between the places of every sentence with which English refuses or complains: long enough to be nobody’s else. */
const english = Object.entries(
  JSON.parse(readFileSync(new URL('../../src/lib/languages/en.json', import.meta.url), 'utf8')) as Record<
    string,
    string
  >,
)
  .filter(([key]) => /^wrong\.|\.no\./.test(key))
  .flatMap(([, sentence]) => sentence.split(/\{\{[^}]*\}\}|[“”():,.]/))
  .map((words) => words.trim())
  .filter((words) => words.split(' ').length > 2)

/** Places, links and codes are the same in every language. */
const code = /[\w.+-]*[@:/=_-][\w@:./=+-]*|\b(localhost|northend|server|example|en|cy|ECONNREFUSED)\b/g

/** Words in Latin letters that are no codes; what stands in an isolate or in quotation marks is no sentence of ours. */
const latinIn = (text: string): string[] =>
  text
    .replace(/\u2068[^\u2069]*\u2069|«[^»]*»/g, '')
    .replace(code, '')
    .match(/[A-Za-z]{3,}/g) ?? []

/** Posts what is wrong in three languages, each made anew, and reads that not a word of what is said in Welsh and Arabic is English. */
export async function expectNoEnglish(server: TestServer, make: () => Wrong | Promise<Wrong>): Promise<void> {
  const said = async (lang: string) => {
    // Nobody may send more than a few forms in a minute, and this is about what is wrong with them.
    server.clock.ahead += 60_000
    const { path, form, cookie, says = '' } = await make()
    const address = `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`
    const here = saidOn((await asking(server, cookie)(address, form ?? undefined)).text)
    if (lang === 'en') expect(here.join(' ')).toContain(says)
    return here
  }
  const inEnglish = await said('en')
  expect(inEnglish.length).toBeGreaterThan(0)
  for (const lang of ['cy', 'ar']) {
    const here = await said(lang)
    expect([lang, here.length]).toEqual([lang, inEnglish.length])
    const stillEnglish = here.filter(
      (each) => inEnglish.includes(each) || english.some((words) => each.includes(words)),
    )
    expect(stillEnglish).toEqual([])
    if (lang === 'ar') expect(here.flatMap(latinIn)).toEqual([])
  }
}
