import { everybody } from '../federation/iri.ts'
import type { JsonObject } from '../lib/json.ts'
import { type LanguageMap, primaryFirst } from '../lib/language.ts'
import type { Level } from '../lib/level.ts'
import { themeOf } from '../lib/themes.ts'
import { type AnyRecord, type Placed, titleOf } from './model.ts'

/** How wide a record reaches, on the wire. */
export const levelTerms: Readonly<Record<Level, string>> = {
  local: 'moot:local',
  regional: 'moot:regional',
  national: 'moot:national',
  global: 'moot:global',
}

/** Our word for a term, or undefined where it is none of these. */
export const wordOf = <Word extends string>(
  terms: Readonly<Record<Word, string>>,
  term: unknown,
): Word | undefined => (Object.keys(terms) as Word[]).find((word) => terms[word] === term)

/** How a kind is written: its ActivityStreams type, its term, the term of the state it is in, and its texts in a language. */
export type Writing = {
  readonly type: string
  readonly term: string
  readonly state: string
  /** Absent for a Note: there a summary is a warning, and a name too on some servers. */
  summary?(language: string): string
  /** False where more stands in the summary than what is asked, so that it cannot be read out of it again. */
  readonly readsBack?: false
  content(language: string): string
}

/** A record of ours as it is published, as far as all kinds are alike; without context and proof, which signing adds. */
export function toDocument(record: AnyRecord, writing: Writing): JsonObject {
  const { type, term, state, summary, content } = writing
  const readsBack = summary !== undefined && writing.readsBack !== false
  const { owner, iri, language, titles } = record
  if (record.published === null) throw new Error(`${record.id} is a draft, and a draft never leaves`)
  const languages = Object.keys(primaryFirst(titles, language))
  const inEach = (text: (language: string) => string): LanguageMap =>
    Object.fromEntries(languages.map((tag) => [tag, text(tag)]))
  const several = languages.length > 1
  return {
    id: iri,
    type,
    url: iri,
    attributedTo: owner,
    to: [everybody],
    cc: [`${owner}/followers`],
    published: record.published,
    updated: record.updated,
    ...(summary && {
      name: titleOf(record),
      ...(several && { nameMap: inEach((tag) => titles[tag]!) }),
      summary: summary(language),
      ...(several && { summaryMap: inEach(summary) }),
    }),
    content: content(language),
    contentMap: inEach(content),
    ...(record.themes.length > 0 && { tag: record.themes.map((key) => hashtag(key, iri)) }),
    interactionPolicy: {
      canLike: { automaticApproval: [everybody] },
      // Whoever replies is read by the hub first: that is its own affair, and no reason to keep anybody from writing.
      canReply: { automaticApproval: [everybody] },
      canAnnounce: { automaticApproval: [everybody] },
      canQuote: { automaticApproval: [everybody] },
    },
    'moot:kind': term,
    'moot:schema': '1',
    'moot:hub': owner,
    'moot:revision': record.revision,
    'moot:revisions': `${iri}/revisions`,
    'moot:state': state,
    'moot:language': language,
    'moot:level': levelTerms[record.level],
    ...(!summary && { 'moot:titles': { ...primaryFirst(titles, language) } }),
    ...(!readsBack && summariesOf(record)),
    ...(record.themes.length > 0 && { 'moot:theme': [...record.themes] }),
    ...(record.areas.length > 0 && { 'moot:area': [...record.areas] }),
    ...(record.place !== null && { 'moot:place': record.place }),
    'moot:licence': record.licence,
  }
}

/** What is asked in a line, by language, for whoever cannot take it out of the summary. */
const summariesOf = ({ summaries, language }: AnyRecord): JsonObject =>
  Object.keys(summaries).length > 0 ? { 'moot:summaries': { ...primaryFirst(summaries, language) } } : {}

/** What stands in the place of a withdrawn record for ever: that it was, when it ended, and why. */
export const toTombstone = (
  record: AnyRecord,
  { type, term }: Pick<Writing, 'type' | 'term'>,
): JsonObject => ({
  id: record.iri,
  type: 'Tombstone',
  formerType: type,
  attributedTo: record.owner,
  to: [everybody],
  cc: [`${record.owner}/followers`],
  published: record.published,
  updated: record.updated,
  deleted: record.withdrawn,
  'moot:kind': term,
  'moot:schema': '1',
  'moot:hub': record.owner,
  'moot:revision': record.revision,
  'moot:state': 'moot:withdrawn',
  ...(record.reason !== null && { 'moot:reason': record.reason }),
})

function hashtag(key: string, iri: string): JsonObject {
  const href = new URL('/map', iri)
  href.searchParams.set('theme', key)
  return { type: 'Hashtag', name: `#${themeOf(key)?.tag ?? 'Community'}`, href: href.href }
}

/** A pin as a Place. Its numbers are never whole: JSON-LD software writes a whole one differently, and the proof would break. */
export const toPlace = ({ place, pin }: Pick<Placed, 'place' | 'pin'>): JsonObject => ({
  type: 'Place',
  ...(place !== null && { name: place }),
  ...(pin !== null && { latitude: broken(pin.lat), longitude: broken(pin.lon) }),
})

const broken = (degrees: number): number =>
  Number.isInteger(degrees) ? degrees + (degrees > 0 ? -1e-5 : 1e-5) : degrees
