import type { Context } from 'hono'
import { listFrom } from '../hubs/model.ts'
import { LanguageTag } from '../lib/language.ts'
import { languagesFrom } from '../lib/language-names.ts'
import { pinFrom } from '../lib/pin.ts'
import { saidPlainly } from '../lib/plain-language.ts'
import type { Env } from '../slice.ts'
import type { AnyRecord } from './model.ts'

/** What stands in the fields of a form, by their names; a field may stand there several times. */
export type Typed = Readonly<Record<string, readonly string[]>>

/** What a form sent. Files are left out: no form here asks for any. */
export async function typedIn(c: Context<Env>): Promise<Typed> {
  const body = await c.req.parseBody({ all: true })
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      [value].flat().filter((each) => typeof each === 'string'),
    ]),
  )
}

/** All that stands under a name. */
export const all = (typed: Typed, name: string): readonly string[] =>
  Object.hasOwn(typed, name) ? typed[name]! : []

/** What stands in a field, or nothing. */
export const one = (typed: Typed, name: string): string => all(typed, name)[0] ?? ''

/** The same, or null where nothing was typed. */
export const orNull = (typed: Typed, name: string): string | null => {
  const text = one(typed, name).trim()
  return text === '' ? null : text
}

/** A whole number that was typed, null where nothing was, or what cannot be one, for the shape to refuse. */
export const numberOrNull = (typed: Typed, name: string): number | null => {
  const text = one(typed, name).trim()
  if (text === '') return null
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
}

/** What was typed line by line. */
export const linesIn = (typed: Typed, name: string): string[] =>
  one(typed, name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** A field of a form from a value: nothing of null. */
export const field = (value: string | number | null): readonly string[] =>
  value === null ? [] : [String(value)]

/** How many groups of fields of a name were typed (`decisions.0.text`), those counted that hold something. */
function groupsIn(typed: Typed, name: string): number {
  const filled = Object.keys(typed).flatMap((each) => {
    const at = new RegExp(`^${name}\\.(\\d{1,3})\\.`).exec(each)
    return at && all(typed, each).some((text) => text.trim() !== '') ? [Number(at[1]) + 1] : []
  })
  return Math.max(0, ...filled)
}

/** How many groups of fields of a name a form shows: those that hold something, those that were asked for, and one at least. */
export const groupsShown = (typed: Typed, name: string): number =>
  Math.min(100, Math.max(1, groupsIn(typed, name), Number(one(typed, `groups.${name}`)) || 0))

/** Groups of fields (`decisions.0.text`) without gaps: those that hold nothing are left out, and the others move up. */
export function closedUp(typed: Typed, name: string): Typed {
  const at = new RegExp(`^${name}\\.(\\d{1,3})\\.(.+)$`)
  const filled = new Set<number>()
  for (const [each, values] of Object.entries(typed)) {
    const number = at.exec(each)?.[1]
    if (number !== undefined && values.some((text) => text.trim() !== '')) filled.add(Number(number))
  }
  const order = [...filled].sort((a, b) => a - b)
  return Object.fromEntries(
    Object.entries(typed).flatMap(([each, values]) => {
      const [, number, rest] = at.exec(each) ?? []
      if (number === undefined) return [[each, values]]
      const place = order.indexOf(Number(number))
      return place < 0 ? [] : [[`${name}.${place}.${rest}`, values]]
    }),
  )
}

/** The languages that a form is written in, in their order. */
export const tagsIn = (typed: Typed): readonly string[] => [...new Set(all(typed, 'tag'))]

const wordings = ['titles', 'summaries', 'contents'] as const

/** What a form says in words and of place, which all kinds have alike, for the shape of a kind to judge. */
export function alikeIn(typed: Typed): Record<string, unknown> {
  const tags = tagsIn(typed)
  const said = (name: string) => Object.fromEntries(tags.map((tag) => [tag, one(typed, `${name}.${tag}`)]))
  return {
    language: mainIn(typed, tags),
    ...Object.fromEntries(wordings.map((name) => [name, said(name)])),
    level: one(typed, 'level'),
    place: orNull(typed, 'place'),
    pin: pinFrom(one(typed, 'pin')),
    themes: all(typed, 'themes'),
    areas: listFrom(one(typed, 'areas')),
  }
}

/** The main language: the one that was chosen, or where nothing is said in it the first that has a title. */
function mainIn(typed: Typed, tags: readonly string[]): string {
  const chosen = tags.find((tag) => tag === one(typed, 'language')) ?? tags[0] ?? ''
  const silent = wordings.every((name) => orNull(typed, `${name}.${chosen}`) === null)
  return (silent && tags.find((tag) => orNull(typed, `titles.${tag}`) !== null)) || chosen
}

/** What a form shows of a record, as far as all kinds are alike. */
export function alikeOf(record: AnyRecord): Typed {
  const { language, titles, level, place, pin, themes, areas } = record
  const tags = [...new Set([language, ...Object.keys(titles)])]
  return {
    tag: tags,
    language: [language],
    ...Object.fromEntries(
      wordings.flatMap((name) => tags.map((tag) => [`${name}.${tag}`, field(record[name][tag] ?? null)])),
    ),
    level: [level],
    place: field(place),
    pin: pin === null ? [] : [`${pin.lat}, ${pin.lon}`],
    themes,
    areas: areas.length === 0 ? [] : [areas.join(', ')],
  }
}

/** A form with the version of one of its languages in plain words (`en-simple`), which stands beside that language. */
export function withPlain(typed: Typed, plain: string): Typed {
  const of = saidPlainly(plain)
  const tags = tagsIn(typed)
  if (of === null || tags.includes(plain)) return typed
  return { ...typed, tag: tags.flatMap((tag) => (tag === of ? [tag, plain] : [tag])) }
}

/**
 * A form with one more language or several, by their short codes or by names as a page in `lang` has them; null where what was
 * typed is none.
 */
export function withLanguage(typed: Typed, lang: string): Typed | null {
  const read = languagesFrom(one(typed, 'more'), lang).map((tag) => LanguageTag.safeParse(tag))
  if (read.length === 0) return null
  const tags = read.flatMap(({ success, data }) => (success ? [data] : []))
  return tags.length === read.length
    ? { ...typed, tag: [...new Set([...tagsIn(typed), ...tags])], more: [] }
    : null
}
