import type { Key, Words } from '../lib/words.ts'
import type { Choice } from '../web/form.tsx'
import { all, type Typed } from './typed.ts'

/** One field of a form: its name is where its value stands in the model, as `venue.name`. */
export type FormField = {
  readonly name: string
  readonly label: string
  readonly hint?: string
} & (
  | {
      readonly as: 'line'
      readonly most?: number
      readonly suggestions?: readonly Choice[]
      /** How what stands in it is said in words. */
      readonly said?: (value: string) => string
    }
  | { readonly as: 'lines'; readonly rows?: number }
  | { readonly as: 'number' | 'day' | 'moment' | 'address' }
  | { readonly as: 'choice'; readonly choices: readonly Choice[]; readonly none?: string }
  | { readonly as: 'boxes'; readonly choices: readonly Choice[] }
  | { readonly as: 'switch'; readonly says: string }
)

/** Some fields of a form that belong together; `folded` ones are opened where somebody needs them. */
export type Section = {
  readonly title: string
  readonly folded: boolean
  readonly fields: readonly FormField[]
  /** A button that adds one more group of fields, by what it is called. */
  readonly more?: { readonly what: string; readonly label: string }
}

/** Choices out of some words of ours, each under a key that begins alike. */
export const choicesOf = <Value extends string>(
  values: readonly Value[],
  keyOf: (value: Value) => Key,
  { t }: Words,
): Choice[] => values.map((value) => ({ value, name: t(keyOf(value)) }))

/** What stands in a field, in words: of a choice its name. Empty where nothing does. */
export function shownIn(field: FormField, typed: Typed): string {
  const values = all(typed, field.name).filter((value) => value.trim() !== '')
  if (field.as === 'switch') return values.length > 0 ? field.says : ''
  if (field.as === 'line' && field.said) return values.map(field.said).join(', ')
  const choices = 'choices' in field ? field.choices : []
  return values.map((value) => choices.find((choice) => choice.value === value)?.name ?? value).join(', ')
}

/** One thing that is said otherwise: of which field, what it said and what it says. */
export type Difference = { readonly of: string; readonly before: string; readonly after: string }

/** What two ways of filling in the same fields differ in. */
export const differences = (fields: readonly FormField[], before: Typed, after: Typed): Difference[] =>
  fields.flatMap((field) => {
    const [was, is] = [before, after].map((typed) => shownIn(field, typed).replace(/\r\n/g, '\n').trim())
    return was === is ? [] : [{ of: field.label, before: was!, after: is! }]
  })
