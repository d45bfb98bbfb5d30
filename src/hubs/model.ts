import { z } from 'zod'
import { AreaKey } from '../lib/areas.ts'
import { type FieldNames, wrong } from '../lib/complaints.ts'
import { fold } from '../lib/fold.ts'
import { LanguageTag } from '../lib/language.ts'
import { Level } from '../lib/level.ts'
import { defaultLicence } from '../lib/licences.ts'
import { Pin } from '../lib/pin.ts'
import { plainLine, plainText } from '../lib/plain.ts'
import { themeOf } from '../lib/themes.ts'
import { HttpUrl } from '../lib/url.ts'
import { Zone } from '../lib/zone-names.ts'

const line = (most: number) => z.string().transform(plainLine).pipe(z.string().min(1).max(most))

const text = (most: number) => z.string().transform(plainText).pipe(z.string().max(most)).default('')

/** What a new hub says of itself. Area and pin may be absent where it is of a theme instead of a place. */
export const NewHub = z
  .object({
    handle: z
      .string()
      .trim()
      .toLowerCase()
      .overwrite((typed) => typed.replace(/^@/, ''))
      .regex(/^[a-z0-9_]{2,30}$/, wrong('wrong.handle')),
    name: line(100),
    summary: text(5000),
    level: Level.default('local'),
    areas: z.array(AreaKey).max(50).default([]),
    theme: z
      .string()
      .refine((key) => themeOf(key) !== undefined, wrong('wrong.choose'))
      .nullable()
      .default(null),
    place: line(100).nullable().default(null),
    pin: Pin.nullable().default(null),
    languages: z.array(LanguageTag).min(1).max(20).default(['en']),
    zone: Zone.default('UTC'),
    licence: HttpUrl.default(defaultLicence),
    contact: line(200).nullable().default(null),
    rules: text(20_000),
    privacy: text(20_000),
    controller: line(300).nullable().default(null),
    followersHidden: z.boolean().default(false),
    pressesOff: z.boolean().default(false),
  })
  .refine((hub) => hub.areas.length > 0 || hub.place !== null || hub.theme !== null, {
    path: ['place'],
    message: wrong('wrong.nowhere'),
  })
export type NewHub = z.output<typeof NewHub>

/** A hub as the rest of the server sees it. */
export type Hub = NewHub & {
  readonly id: string
  readonly actor: string
  readonly created: string
  readonly changed: string
}

/** What a new draft takes over from its hub where it says nothing itself. */
export const defaultsOf = (hub: Hub) => ({
  language: hub.languages[0] ?? 'en',
  level: hub.level,
  place: hub.place,
  areas: hub.areas,
  licence: hub.licence,
})

/** A hub's handle as one writes it elsewhere: `@northend@hub.example`. */
export const handleOf = (
  { config }: { config: { origin: string } },
  { handle }: Pick<Hub, 'handle'>,
): string => `@${handle}@${new URL(config.origin).host}`

/** Handles that belong to the server itself. */
export const reservedHandles: readonly string[] = ['server', 'folkmoot', 'admin', 'relay', 'root']

/** The labels of what a hub says of itself. */
export const fieldNames: FieldNames = {
  handle: 'hub-form.handle',
  name: 'hub-form.name',
  summary: 'hub-form.summary',
  level: 'hub-form.level',
  areas: 'hub-form.areas',
  theme: 'hub-form.theme',
  place: 'hub-form.place',
  pin: 'hub-form.pin',
  languages: 'hub-form.languages',
  zone: 'hub-form.zone',
  licence: 'settings.licence',
  contact: 'settings.contact',
  rules: 'settings.rules',
  privacy: 'settings.privacy',
  controller: 'settings.controller',
}

/** A handle that a name suggests, as `north_end` for “North End”; empty where the name has no letter a to z and no digit. */
export const handleFrom = (name: string): string =>
  fold(name)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 30)
    .replace(/_+$/, '')

/** Several keys or tags as people type them in one line, with commas, semicolons or spaces between. */
export const listFrom = (text: string): string[] => text.split(/[\s,;]+/).filter((part) => part !== '')
