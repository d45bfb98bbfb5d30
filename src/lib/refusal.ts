import { english, type Key, type Values, type Words } from './words.ts'

/** A sentence or a name of ours, not said in any language yet. */
export type Said = { readonly key: Key; readonly values?: Parts }

/**
 * What is put into a sentence that is not said yet: words or a number as they are; a name or a sentence of ours, or another refusal; the label of
 * a form’s field; what a language is called; or several names with commas between.
 */
export type Part =
  | string
  | number
  | Said
  | Refusal
  | { readonly label: Key }
  | { readonly language: string }
  | { readonly items: readonly Part[] }

/** The parts of a sentence, by the names of their places in it. */
export type Parts = Readonly<Record<string, Part>>

/**
 * An expected no: one plain sentence that says what is wrong and where. A value, never thrown. Commands and the log say it in
 * English; with a key a page says it in its reader’s language.
 */
export type Refusal = { readonly refused: string; readonly key?: Key; readonly values?: Parts }

/** Makes a refusal that no page ever shows: of commands, of letters, of records of others. test/architecture.test.ts says where it may stand. */
export const refuse = (why: string): Refusal => ({ refused: why })

/**
 * Makes a refusal that a page can say in its reader’s language. `refused` is what commands and the log say instead where
 * they know better: the words that are typed there, or what went wrong between machines.
 */
export const refuseWith = (
  key: Key,
  values: Parts = {},
  refused = saidIn(english, { key, values }),
): Refusal => ({ refused, key, values })

/** A refusal in the words of a page: in its language where there is a key, else in English. */
export const refusalIn = (words: Words, { refused, key, values = {} }: Refusal): string =>
  key === undefined ? refused : saidIn(words, { key, values })

/** Several refusals, each by the field of a form that it is about, in the words of a page. */
export const refusalsIn = <Field extends string>(
  words: Words,
  refusals: Readonly<Record<Field, Refusal>>,
): Record<Field, string> =>
  Object.fromEntries(
    Object.entries<Refusal>(refusals).map(([field, refusal]) => [field, refusalIn(words, refusal)]),
  ) as Record<Field, string>

/** Whether an answer is a refusal. */
export const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'refused' in answer && typeof answer.refused === 'string'

/** A sentence in a language, with all that is put into it. */
function saidIn(words: Words, { key, values = {} }: Said): string {
  const said: Values = Object.fromEntries(
    // A count chooses the form of the sentence, so it stays a number.
    Object.entries(values).map(([name, part]) => [
      name,
      name === 'count' && typeof part === 'number' ? part : partIn(words, part),
    ]),
  )
  return words.t(key, said)
}

function partIn(words: Words, part: Part): string {
  if (typeof part === 'string') return part
  if (typeof part === 'number') return words.number(part)
  if ('refused' in part) return refusalIn(words, part)
  if ('key' in part) return saidIn(words, part)
  // A label may be a question, and a sentence goes on behind it.
  if ('label' in part) return words.t(part.label).replace(/^¿|[\s?؟:]+$/gu, '')
  if ('language' in part) return words.languageName(part.language)
  return words.items(part.items.map((each) => partIn(words, each)))
}
