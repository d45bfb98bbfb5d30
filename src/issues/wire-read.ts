import { z } from 'zod'
import { readArea } from '../lib/areas.ts'
import { isJsonObject, type Json, type JsonObject, listOf } from '../lib/json.ts'
import { LanguageTag } from '../lib/language.ts'
import { sanitiseHtml } from '../lib/markdown.ts'
import { Pin } from '../lib/pin.ts'
import { plainLine } from '../lib/plain.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { themeOf } from '../lib/themes.ts'
import { HttpUrl } from '../lib/url.ts'
import type { IssueModel } from './model.ts'
import { facts, readable, readWith, Summaries, Titles } from './model-shape.ts'
import { basisTerms, levelTerms, stateTerms, wordOf } from './wire-terms.ts'
import { askedIn, bodyIn } from './wire-text.ts'

// A record that states no licence has none that we could know of: the default of our own drafts does not apply. Nor is
// anything claimed of where it came from where it does not say so itself, in a word that we know.
const Wording = facts.extend({
  language: LanguageTag,
  titles: Titles,
  summaries: Summaries,
  licence: HttpUrl.or(z.literal('')),
  basis: facts.shape.basis.or(z.literal('')),
})

/**
 * Reads an Article in normal form into an issue, or says what is wrong with it. Every field has its limit, HTML is
 * sanitised, and what a newer version may have added (a theme, an area, a basis) is left out rather than refused.
 */
export function readIssue(document: JsonObject): IssueModel | Refusal {
  const state = wordOf(stateTerms, document['moot:state'])
  if (state === undefined || state === 'withdrawn')
    return refuse(`It is in a state we do not know (${said(document['moot:state'])}).`)
  const level = wordOf(levelTerms, document['moot:level'])
  if (level === undefined) return refuse(`It has a level we do not know (${said(document['moot:level'])}).`)
  const language = languageOf(document)
  const titles = textsOf(document, 'name', language)
  const inTitled = (key: string, read: (text: string) => string) =>
    Object.fromEntries(
      Object.entries(textsOf(document, key, language))
        .filter(([tag]) => Object.hasOwn(titles, tag))
        .map(([tag, text]) => [tag, read(text)]),
    )
  const read = readWith(Wording, {
    language,
    titles,
    summaries: inTitled('summary', askedIn),
    level,
    place: document['moot:place'],
    pin: pinOf(document.location),
    themes: strings(document['moot:theme']).filter((key) => themeOf(key) !== undefined),
    areas: strings(document['moot:area']).flatMap((key) => readArea(key) ?? []),
    deciders: strings(document['moot:decider']),
    basis: wordOf(basisTerms, document['moot:basis']) ?? '',
    evidence: listOf(document['moot:evidence']).map(evidenceOf),
    source: sourceOf(document['moot:source']),
    links: { mergedInto: document['moot:mergedInto'], splitFrom: document['moot:splitFrom'] },
    licence: document['moot:licence'] ?? '',
  })
  if (isRefusal(read)) return read
  if (!read.titles[read.language]) return refuse('It has no title.')
  return { ...read, state, html: readable(inTitled('content', (content) => sanitiseHtml(bodyIn(content)))) }
}

/** The primary language: as it says itself, else the one whose title is the name, else the first it has a text in. */
function languageOf(document: JsonObject): string {
  const said = LanguageTag.safeParse(document['moot:language'])
  if (said.success) return said.data
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
function mapOf(value: Json | undefined): Record<string, string> {
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

const evidenceOf = (value: Json): Json =>
  isJsonObject(value) ? { measure: value['moot:measure'] ?? null, count: value['moot:count'] ?? null } : value

const sourceOf = (value: Json | undefined): unknown =>
  isJsonObject(value)
    ? {
        title: value['moot:title'],
        url: value['moot:url'],
        licence: value['moot:licence'],
        credit: value['moot:credit'],
        item: value['moot:item'],
        gathered: value['moot:gathered'],
      }
    : null

const strings = (value: Json | undefined): string[] =>
  listOf(value).filter((each): each is string => typeof each === 'string')

/** A stranger's value in a refusal, short enough for a log. */
const said = (value: Json | undefined): string =>
  typeof value === 'string' ? plainLine(value).slice(0, 60) : 'none is given'
