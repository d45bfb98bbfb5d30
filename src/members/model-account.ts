import { spoken } from '../lib/words.ts'
import { PersonName } from './model.ts'

/** What somebody says of themselves, as it was typed. */
export type AccountForm = { readonly name: string; readonly language: string }

/** Reads it, or says which fields are wrong; an empty language is none chosen. */
export function readAccount(form: AccountForm) {
  const name = PersonName.safeParse(form.name)
  const language = form.language === '' ? null : form.language
  const wrong = {
    name: !name.success,
    language: language !== null && !spoken.some(({ lang }) => lang === language),
  }
  return name.success && !wrong.language ? { profile: { name: name.data, language } } : { wrong }
}
