import { z } from 'zod'
import { spoken } from '../lib/words.ts'
import { PersonName } from './model.ts'

/** What somebody says of themselves, as it was typed. */
export type AccountForm = { readonly name: string; readonly address: string; readonly language: string }

const Address = z.string().trim().max(254).pipe(z.email())

/** Reads it, or says which fields are wrong; empty fields are nothing said. */
export function readAccount(form: AccountForm) {
  const name = PersonName.safeParse(form.name)
  const address = form.address.trim() === '' ? null : Address.safeParse(form.address)
  const language = form.language === '' ? null : form.language
  const wrong = {
    name: !name.success,
    address: address !== null && !address.success,
    language: language !== null && !spoken.some(({ lang }) => lang === language),
  }
  if (!name.success || (address !== null && !address.success) || wrong.language) return { wrong }
  return { profile: { name: name.data, address: address?.data ?? null, language } }
}
