import { fieldNames, type Hub, listFrom, NewHub } from '../hubs/model.ts'
import { complaintsOf } from '../lib/complaints.ts'
import { languagesFrom, languagesIn } from '../lib/language-names.ts'
import { pinFrom } from '../lib/pin.ts'
import { refusalsIn } from '../lib/refusal.ts'
import { wordsFor } from '../lib/words.ts'

/** What a hub says of itself, as it is typed; every field a text. */
export const hubFields = [
  'name',
  'handle',
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
  'rules',
  'privacy',
  'controller',
  'followers',
  'presses',
] as const

/** See hubFields. */
export type HubField = (typeof hubFields)[number]

/** What was typed of a hub. */
export type HubForm = Partial<Record<HubField, string>>

/** What is wrong with a form: one plain sentence by field. */
export type FormErrors = Partial<Record<string, string | undefined>>

/** Takes some fields out of what was posted; whatever else stands there is ignored. */
export const typedIn = <Name extends string>(
  posted: Record<string, unknown>,
  names: readonly Name[],
): Partial<Record<Name, string>> =>
  Object.fromEntries(
    names.flatMap((name) => (typeof posted[name] === 'string' ? [[name, posted[name]]] : [])),
  ) as Partial<Record<Name, string>>

const country = /^iso:[A-Z]{2}$/

/** What a hub says of itself as it would be typed on a page in a language. */
export const formOf = (hub: Hub, lang: string): Required<HubForm> => ({
  name: hub.name,
  handle: hub.handle,
  summary: hub.summary,
  contact: hub.contact ?? '',
  place: hub.place ?? '',
  country: hub.areas.find((area) => country.test(area)) ?? '',
  areas: hub.areas.filter((area) => area !== hub.areas.find((each) => country.test(each))).join(', '),
  pin: hub.pin === null ? '' : `${hub.pin.lat}, ${hub.pin.lon}`,
  level: hub.level,
  theme: hub.theme ?? '',
  languages: languagesIn(hub.languages, lang),
  zone: hub.zone,
  licence: hub.licence,
  rules: hub.rules,
  privacy: hub.privacy,
  controller: hub.controller ?? '',
  followers: hub.followersHidden ? 'hidden' : 'shown',
  presses: hub.pressesOff ? 'off' : 'on',
})

/** Reads what was typed of a hub on a page in a language, or says of every field what is wrong with it. */
export function readHubForm(form: HubForm, lang: string): { hub: NewHub } | { errors: FormErrors } {
  const orNull = (text: string | undefined) => text?.trim() || null
  const { licence, followers, presses, zone, ...given } = form
  const hub = NewHub.safeParse({
    ...given,
    name: form.name ?? '',
    handle: form.handle ?? '',
    summary: form.summary ?? '',
    contact: orNull(form.contact),
    place: orNull(form.place),
    areas: [...new Set([...(form.country ? [form.country] : []), ...listFrom(form.areas ?? '')])],
    pin: pinFrom(form.pin ?? ''),
    theme: form.theme || null,
    languages: languagesFrom(form.languages ?? '', lang),
    controller: orNull(form.controller),
    ...(licence ? { licence } : {}),
    ...(zone?.trim() ? { zone } : {}),
    ...(followers ? { followersHidden: followers === 'hidden' } : {}),
    ...(presses ? { pressesOff: presses === 'off' } : {}),
  })
  if (hub.success) return { hub: hub.data }
  return { errors: refusalsIn(wordsFor(lang), complaintsOf(hub.error, fieldNames)) }
}
