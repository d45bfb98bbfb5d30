import { english, type Key, type Values, type Words } from './words.ts'

/**
 * An expected no: one plain sentence that says what is wrong and where. A value, never thrown. Commands and the log say it in
 * English; with a key a page says it in its reader’s language.
 */
export type Refusal = { readonly refused: string; readonly key?: Key; readonly values?: Values }

/** Makes a refusal. */
export const refuse = (why: string): Refusal => ({ refused: why })

/** Makes a refusal that a page can say in its reader’s language. */
export const refuseWith = (key: Key, values: Values = {}): Refusal => ({
  refused: english.t(key, values),
  key,
  values,
})

/** A refusal in the words of a page: in its language where there is a key, else in English. */
export const refusalIn = (words: Words, { refused, key, values }: Refusal): string =>
  key === undefined ? refused : words.t(key, values)

/** Whether an answer is a refusal. */
export const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'refused' in answer && typeof answer.refused === 'string'
