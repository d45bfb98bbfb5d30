import { handleFrom, type NewHub } from '../hubs/model.ts'
import type { Words } from '../lib/words.ts'
import { PersonName } from './model.ts'
import { type FormErrors, readHubForm, typedIn } from './model-hub-form.ts'

/**
 * The steps of set-up, in order, each with what it asks for. The last one shows all of it and says what is then fixed.
 * Another step is another line here, with a form in views-setup-steps.tsx.
 */
export const setUpSteps = [
  { name: 'name', fields: ['name', 'summary'] },
  { name: 'place', fields: ['place', 'country', 'areas', 'pin'] },
  { name: 'reach', fields: ['level', 'theme'] },
  { name: 'languages', fields: ['languages', 'zone'] },
  { name: 'organiser', fields: ['organiser'] },
  // What it asks for has forms of its own, since nothing may depend on it before it was tried: actions-mail-setup.ts.
  { name: 'mail', fields: [] },
  { name: 'ready', fields: ['handle'] },
] as const

/** A step of set-up. */
export type SetUpStep = (typeof setUpSteps)[number]['name']

/** What set-up asks for. */
export type SetUpField = (typeof setUpSteps)[number]['fields'][number]

/** What was typed so far, and which steps were gone through. */
export type SetUpForm = {
  readonly typed: Partial<Record<SetUpField, string>>
  readonly done: readonly SetUpStep[]
  /** The mail address of whoever sets up, where they typed the code that was sent there. */
  readonly address?: string
}

/** Set-up before anything was typed, with what most hubs would choose; the language is that of the page. */
export const emptySetUp = (words: Words): SetUpForm => ({
  typed: { level: 'local', languages: words.languageName(words.lang) },
  done: [],
})

/** What a step asks for. */
export const fieldsOf = (step: SetUpStep): readonly SetUpField[] =>
  setUpSteps.find(({ name }) => name === step)!.fields

/** The step of a name, or the first that was not gone through yet. */
export const stepAt = (asked: string | undefined, { done }: SetUpForm): SetUpStep =>
  (
    setUpSteps.find(({ name }) => name === asked) ??
    setUpSteps.find(({ name }) => !done.includes(name)) ??
    setUpSteps[0]
  ).name

/** The step so many after one; the first and the last stay what they are. */
export const stepBeside = (step: SetUpStep, by: 1 | -1): SetUpStep => {
  const at = setUpSteps.findIndex(({ name }) => name === step)
  return (setUpSteps[at + by] ?? setUpSteps[at]!).name
}

/** The form with what was posted of one step put in. */
export const afterStep = (
  form: SetUpForm,
  step: SetUpStep,
  posted: Record<string, unknown>,
  gone: boolean,
): SetUpForm => ({
  ...form,
  typed: { ...form.typed, ...typedIn(posted, fieldsOf(step)) },
  done: [...form.done.filter((each) => each !== step), ...(gone ? [step] : [])],
})

/** The handle that was typed, or else one made from the name. */
export const handleIn = ({ typed }: SetUpForm): string => typed.handle?.trim() || handleFrom(typed.name ?? '')

/** Reads all that was typed, or says of every field what is wrong with it. */
export function readSetUp(
  form: SetUpForm,
  { lang, t }: Words,
): { hub: NewHub; organiser: string } | { errors: FormErrors } {
  const { typed } = form
  const { organiser: name = '', ...hubForm } = typed
  const hub = readHubForm({ ...hubForm, handle: handleIn(form) }, lang)
  const organiser = PersonName.safeParse(name)
  const nowhere = !typed.place?.trim() && !typed.country && !typed.areas?.trim() && !typed.theme
  if ('hub' in hub && organiser.success) return { hub: hub.hub, organiser: organiser.data }
  const found: FormErrors = {
    ...('errors' in hub ? hub.errors : {}),
    ...(organiser.success ? {} : { organiser: t('setup.needs-organiser') }),
    // The theme is asked for after the place, so that is where one can mend it.
    ...(nowhere ? { place: undefined, theme: t('setup.needs-theme') } : {}),
  }
  if (found.handle && !typed.handle?.trim())
    found.handle = found.name ? undefined : t('setup.needs-handle', { why: found.handle })
  const inOrder = setUpSteps.flatMap(({ fields }) => fields as readonly SetUpField[])
  return {
    errors: Object.fromEntries(inOrder.flatMap((field) => (found[field] ? [[field, found[field]]] : []))),
  }
}

/** What is wrong with what one step asked for. */
export function errorsOf(step: SetUpStep, form: SetUpForm, words: Words): FormErrors {
  const read = readSetUp(form, words)
  if (!('errors' in read)) return {}
  const { errors } = read
  return Object.fromEntries(
    fieldsOf(step).flatMap((field) => (errors[field] ? [[field, errors[field]]] : [])),
  )
}
