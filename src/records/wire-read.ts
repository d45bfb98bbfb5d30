import type { Copy } from '../federation/kinds.ts'
import { readArea } from '../lib/areas.ts'
import { isJsonObject, type Json, type JsonObject, listOf } from '../lib/json.ts'
import { LanguageTag } from '../lib/language.ts'
import { sanitiseHtml } from '../lib/markdown.ts'
import { Pin } from '../lib/pin.ts'
import { plainLine } from '../lib/plain.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { themeOf } from '../lib/themes.ts'
import type { AnyRecord, Kept } from './model.ts'
import { readable } from './shape.ts'
import { levelTerms, wordOf } from './wire.ts'
import { bodyIn, saidIn } from './wire-text.ts'

/**
 * What of a document is alike for all kinds, as it stands there: for a shape to judge. The text is sanitised. `from` says
 * where what is asked stands: in the summary, or in a property of our own.
 */
export function readAlike(document: JsonObject, from: 'summary' | 'moot:summaries' = 'summary') {
  const level = wordOf(levelTerms, document['moot:level'])
  if (level === undefined) return refuse(`It has a level we do not know (${said(document['moot:level'])}).`)
  const language = languageOf(document)
  const own = mapOf(document['moot:titles'])
  const titles = Object.keys(own).length > 0 ? own : textsOf(document, 'name', language)
  const titled = (texts: Record<string, string>, read: (text: string) => string) =>
    Object.fromEntries(
      Object.entries(texts)
        .filter(([tag]) => Object.hasOwn(titles, tag))
        .map(([tag, text]) => [tag, read(text)]),
    )
  return {
    language,
    titles,
    summaries:
      from === 'summary'
        ? titled(textsOf(document, 'summary', language), saidIn)
        : titled(mapOf(document['moot:summaries']), plainLine),
    html: readable(
      titled(textsOf(document, 'content', language), (content) => sanitiseHtml(bodyIn(content))),
    ),
    level,
    place: document['moot:place'],
    pin: pinOf(document.location),
    themes: strings(document['moot:theme']).filter((key) => themeOf(key) !== undefined),
    areas: strings(document['moot:area']).flatMap((key) => readArea(key) ?? []),
    licence: document['moot:licence'] ?? '',
  }
}

/** What was read into a shape, with its title and its text; or that it has no title. */
export function withText<Read extends { readonly titles: object; readonly language: string }, Html>(
  read: Read,
  html: Html,
): (Read & { html: Html }) | Refusal {
  return Object.hasOwn(read.titles, read.language) ? { ...read, html } : refuse('It has no title.')
}

/** The primary language: as it says itself, else the one whose title is the name, else the first it has a text in. */
function languageOf(document: JsonObject): string {
  const told = LanguageTag.safeParse(document['moot:language'])
  if (told.success) return told.data
  const named = Object.entries(mapOf(document.nameMap)).find(([, title]) => title === document.name)
  return named?.[0] ?? Object.keys(mapOf(document.contentMap))[0] ?? 'und'
}

/** A text in each language it is given in; what stands without a language is in the primary one. */
function textsOf(document: JsonObject, key: string, language: string): Record<string, string> {
  const plain = document[key]
  return {
    ...mapOf(document[`${key}Map`]),
    ...(typeof plain === 'string' && { [language]: plain }),
  }
}

/** The texts of a language map under language tags in their usual letters; other software writes them all small. */
export function mapOf(value: Json | undefined): Record<string, string> {
  if (!isJsonObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) => {
      const tag = LanguageTag.safeParse(key)
      return tag.success && typeof text === 'string' ? [[tag.data, text]] : []
    }),
  )
}

/** The pin in a location, or null where there is none that is a place on the Earth. */
function pinOf(location: Json | undefined): { lat: number; lon: number } | null {
  const place = listOf(location).find((each) => isJsonObject(each) && each.type === 'Place')
  if (!isJsonObject(place)) return null
  return Pin.safeParse({ lat: place.latitude, lon: place.longitude }).data ?? null
}

/** The strings of a slot, whatever else stands in it. */
export const strings = (value: Json | undefined): string[] =>
  listOf(value).filter((each): each is string => typeof each === 'string')

/** A stranger's value in a refusal, short enough for a log. */
export const said = (value: Json | undefined): string =>
  typeof value === 'string' ? plainLine(value).slice(0, 60) : 'none is given'

/** What a copy is kept under, as the post office hands it to its slice. */
export const keptOf = (copy: Copy<unknown>, licence: string): Kept & Pick<AnyRecord, 'licence'> => ({
  id: copy.id,
  iri: copy.iri,
  owner: copy.owner,
  hub: null,
  contents: {},
  licence: copy.licence ?? licence,
  revision: copy.revision,
  created: copy.published,
  published: copy.published,
  updated: copy.updated,
  withdrawn: null,
  reason: null,
})
