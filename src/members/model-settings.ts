import type { HubChanges } from '../hubs/actions.ts'
import type { Hub } from '../hubs/model.ts'
import { type FormErrors, formOf, type HubField, type HubForm, readHubForm } from './model-hub-form.ts'

/** What organisers may change of their hub, in the order of the page. */
export const settingsFields = [
  'name',
  'summary',
  'contact',
  'place',
  'country',
  'areas',
  'pin',
  'level',
  'theme',
  'languages',
  'zone',
  'licence',
  'followers',
  'presses',
  'rules',
  'controller',
  'privacy',
] as const satisfies readonly HubField[]

/** A setting that organisers may change. */
export type SettingsField = (typeof settingsFields)[number]

/**
 * Who sees a setting, and from when on. `told`: everybody, at once, and those who follow are told. `shown`: everybody who
 * looks at the pages here, at once. `drafts`: it stands with each record; new drafts take it over. `both`: told, and new
 * drafts take it over. `desk`: only those who are signed in, at once.
 */
export type Reach = 'told' | 'shown' | 'drafts' | 'both' | 'desk'

/** Who sees each setting, and from when on. */
export const reachOf: Readonly<Record<SettingsField, Reach>> = {
  name: 'told',
  summary: 'told',
  contact: 'told',
  place: 'both',
  country: 'both',
  areas: 'both',
  pin: 'told',
  level: 'both',
  theme: 'told',
  languages: 'both',
  zone: 'desk',
  licence: 'drafts',
  followers: 'shown',
  presses: 'shown',
  rules: 'shown',
  controller: 'shown',
  privacy: 'shown',
}

/** The licences to choose from; a hub may have set another by the tool. */
export const licences = [
  'https://creativecommons.org/licenses/by/4.0/',
  'https://creativecommons.org/licenses/by-sa/4.0/',
  'https://creativecommons.org/publicdomain/zero/1.0/',
] as const

/** Reads the settings as they were typed over those that stand, or says of every field what is wrong with it. */
export function readSettings(
  hub: Hub,
  typed: HubForm,
  lang: string,
): { changes: HubChanges; changed: SettingsField[] } | { errors: FormErrors } {
  const read = readHubForm({ ...typed, handle: hub.handle }, lang)
  if ('errors' in read) return read
  const { handle: _, ...changes } = read.hub
  return { changes, changed: differing(hub, { ...hub, ...changes }) }
}

/** The settings in which a hub differs from how it was. */
export function differing(before: Hub, after: Hub): SettingsField[] {
  const [was, is] = [formOf(before, 'en'), formOf(after, 'en')]
  return settingsFields.filter((field) => was[field] !== is[field])
}
