import type { z } from 'zod'
import { type Parts, type Refusal, refuseWith, type Said } from './refusal.ts'
import type { Key } from './words.ts'

/** A sentence that says what is wrong with a field; its place `field` is filled in by complaintsOf. */
export type Complaint = Extract<Key, `wrong.${string}`>

/** What people call the fields of a form: the key of each label. A part of a field has its own by its path, as `venue.name`. */
export type FieldNames = Readonly<Record<string, Key>>

type Wrong = { readonly key: Complaint; readonly values: Parts; readonly language?: string }

/**
 * What a shape says is wrong, for zod’s `message` or `error`, which can only be a text: complaintsOf reads it again. Of what is
 * there in several languages, with the one that is meant.
 */
export const wrong = (key: Complaint, values: Parts = {}, language?: string): string =>
  JSON.stringify({ key, values, language })

/** The same of what a shape found in one text of several languages. */
export function wrongIn(language: string, issue: z.core.$ZodIssue): string {
  const { key, values } = wrongOf(issue)
  return wrong(key, values, language)
}

/**
 * What is wrong with what somebody gave, by field: the first complaint of each only, as a refusal, so that a page says it in
 * its own language. `names` says what people call a field; one without goes by its own name.
 */
export function complaintsOf(error: z.ZodError, names: FieldNames = {}): Record<string, Refusal> {
  const complaints: Record<string, Refusal> = {}
  for (const issue of error.issues) {
    const field = String(issue.path[0] ?? 'form')
    if (complaints[field]) continue
    const { key, values, language } = wrongOf(issue)
    const label = labelOf(issue.path, names)
    const said = refuseWith(key, {
      ...values,
      field:
        language === undefined
          ? label
          : { key: 'wrong.of-language', values: { field: label, language: { language } } },
    })
    complaints[field] = { ...said, refused: forCommands(said.refused, issue) }
  }
  return complaints
}

/** Whoever types a word has to know which ones there are; on a page they stand in the list. */
const forCommands = (said: string, issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_value' ? `${said} One of these: ${issue.values.join(', ')}.` : said

/** What a field is called; of a list of several things that have fields of their own, with which of them it is. */
function labelOf(path: z.core.$ZodIssue['path'], names: FieldNames): Parts[string] {
  const [first = 'form', second] = path
  const whole = path.filter((part) => typeof part !== 'number').join('.')
  const name = names[whole] ?? names[String(first)]
  const label = name === undefined ? `“${String(first)}”` : { label: name }
  if (typeof second !== 'number' || path.length < 3) return label
  const numbered: Said = { key: 'wrong.of-list', values: { field: label, number: second + 1 } }
  return numbered
}

/** Ours are read; Zod’s own speak to programmers and are said anew. */
function wrongOf(issue: z.core.$ZodIssue): Wrong {
  if (issue.message.startsWith('{"key":"wrong.')) return JSON.parse(issue.message) as Wrong
  return { values: {}, ...ofZod(issue) }
}

function ofZod(issue: z.core.$ZodIssue): { key: Complaint; values?: Parts } {
  switch (issue.code) {
    case 'too_small': {
      const least = Number(issue.minimum)
      if (issue.origin === 'number') return { key: 'wrong.too-low', values: { least } }
      if (least === 1) return { key: 'wrong.needed' }
      return { key: issue.origin === 'string' ? 'wrong.too-short' : 'wrong.too-few', values: { least } }
    }
    case 'too_big': {
      const most = Number(issue.maximum)
      if (issue.origin === 'number') return { key: 'wrong.too-high', values: { most } }
      return { key: issue.origin === 'string' ? 'wrong.too-long' : 'wrong.too-many', values: { most } }
    }
    case 'invalid_value':
      return { key: 'wrong.choose' }
    case 'invalid_format':
      return { key: issue.format === 'url' ? 'wrong.web-address' : 'wrong.unusable' }
    case 'invalid_type':
      return { key: / undefined$/.test(issue.message) ? 'wrong.needed' : 'wrong.unusable' }
    default:
      return { key: 'wrong.unusable' }
  }
}
