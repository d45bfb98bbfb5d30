import { readFileSync } from 'node:fs'

/** What a page complains of or refuses, without the names of languages and what was typed. */
export const saidOn = (html: string): string[] =>
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
export const english = Object.entries(
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
export const latinIn = (text: string): string[] =>
  text
    .replace(/\u2068[^\u2069]*\u2069|«[^»]*»/g, '')
    .replace(code, '')
    .match(/[A-Za-z]{3,}/g) ?? []
