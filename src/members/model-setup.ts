import { fieldNames, handleFrom, listFrom, NewHub } from '../hubs/model.ts'
import { complaintsOf } from '../lib/complaints.ts'
import { pinFrom } from '../lib/pin.ts'
import { PersonName } from './model.ts'

/** What the form of set-up asks for, as it was typed. */
export const setUpFields = [
  'name',
  'handle',
  'summary',
  'theme',
  'level',
  'place',
  'areas',
  'pin',
  'languages',
  'organiser',
] as const

/** The form of set-up as it was typed, every field a text. */
export type SetUpForm = Record<(typeof setUpFields)[number], string>

/** An empty form, with what most hubs would choose. */
export const emptySetUp: SetUpForm = {
  ...(Object.fromEntries(setUpFields.map((field) => [field, ''])) as SetUpForm),
  level: 'local',
  languages: 'en',
}

/** What is wrong with a form: one plain sentence by field. */
export type SetUpErrors = Partial<Record<string, string | undefined>>

/** Takes the fields of the form out of what was posted; whatever else stands there is ignored. */
export const setUpForm = (posted: Record<string, unknown>): SetUpForm =>
  Object.fromEntries(
    setUpFields.map((field) => [field, typeof posted[field] === 'string' ? posted[field] : '']),
  ) as SetUpForm

/** Reads the form, or says of every field what is wrong with it. A handle left empty is made from the name. */
export function readSetUp(form: SetUpForm): { hub: NewHub; organiser: string } | { errors: SetUpErrors } {
  const handle = form.handle.trim() || handleFrom(form.name)
  const hub = NewHub.safeParse({
    ...form,
    handle,
    theme: form.theme || null,
    place: form.place.trim() || null,
    areas: listFrom(form.areas),
    pin: pinFrom(form.pin),
    languages: listFrom(form.languages),
  })
  const organiser = PersonName.safeParse(form.organiser)
  if (hub.success && organiser.success) return { hub: hub.data, organiser: organiser.data }
  const found: SetUpErrors = {
    ...(hub.success ? {} : complaintsOf(hub.error, fieldNames)),
    ...(organiser.success ? {} : { organiser: 'Your name must have 1 to 100 letters.' }),
  }
  if (found.handle && form.handle.trim() === '')
    found.handle = found.name ? undefined : `No handle can be made from this name. ${found.handle}`
  // As they stand in the form, so that nobody has to go up and down in it.
  return {
    errors: Object.fromEntries(setUpFields.flatMap((field) => (found[field] ? [[field, found[field]]] : []))),
  }
}
