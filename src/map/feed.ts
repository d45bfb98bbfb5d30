import { licenceName } from '../lib/licences.ts'
import { software } from '../lib/software.ts'
import { themeName } from '../lib/themes.ts'
import type { Words } from '../lib/words.ts'
import { plainFile } from '../web/static.ts'
import type { World } from '../world.ts'
import type { ListKind } from './kind.ts'
import type { Entry, RecordList } from './model.ts'
import { addressOf, type Typed } from './model-filters.ts'

/**
 * One page of a list as an Atom feed (RFC 4287; the pages hang together by RFC 5005), the latest change first. Ids are the
 * records' own addresses.
 */
export function listFeed<E extends Entry>(
  world: World,
  kind: ListKind<E>,
  about: {
    typed: Typed
    title: string
    list: RecordList<E>
    after: string | undefined
    words: Words
    /** The language that the address asked for, which the addresses in it then ask for too. */
    lang: string | null
  },
): string {
  const { typed, title, list, after, words, lang } = about
  const here = (path: string) => `${world.config.origin}${path}`
  const at = (more: Parameters<typeof addressOf>[2]) => here(addressOf(kind, typed, { ...more, lang }))
  const atom = 'application/atom+xml'
  const links = [
    link('self', at({ after, suffix: '.atom' }), atom),
    // A page of the list that is sorted otherwise has no page of these.
    link('alternate', at({}), 'text/html'),
    link('first', at({ suffix: '.atom' }), atom),
    ...(list.next === null ? [] : [link('next', at({ after: list.next, suffix: '.atom' }), atom)]),
  ]
  const entries = list.entries.map((entry) => ({ kind, entry }))
  // The feed is the same in whatever language it is asked for.
  return feedOf(world, { id: here(addressOf(kind, typed)), title, links, entries, words })
}

/** One page of what a search finds as an Atom feed, the latest change first: whoever reads it again and again has saved the search. */
export function searchFeed(
  world: World,
  about: {
    title: string
    /** Paths of the search whatever the language, of its page, and of this feed. */
    id: string
    page: string
    self: string
    entries: readonly { readonly kind: ListKind; readonly entry: Entry }[]
    words: Words
  },
): string {
  const here = (path: string) => `${world.config.origin}${path}`
  const links = [
    link('self', here(about.self), 'application/atom+xml'),
    link('alternate', here(about.page), 'text/html'),
  ]
  return feedOf(world, { ...about, id: here(about.id), links })
}

function feedOf<E extends Entry>(
  world: World,
  about: {
    id: string
    title: string
    links: readonly string[]
    entries: readonly { readonly kind: ListKind<E>; readonly entry: E }[]
    words: Words
  },
): string {
  const { id, title, links, entries, words } = about
  const here = (path: string) => `${world.config.origin}${path}`
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${words.lang}">`,
    `<id>${xml(id)}</id>`,
    `<title>${xml(title)}</title>`,
    // A feed must have a date; one without entries has not changed since before there were any.
    `<updated>${entries[0]?.entry.updated ?? '2026-01-01T00:00:00.000Z'}</updated>`,
    ...links,
    `<generator uri="${xml(software.repository)}" version="${software.version}">${software.name}</generator>`,
    `<icon>${xml(here(plainFile('icon.svg')))}</icon>`,
    `<rights>${xml(words.t('map.feed-rights'))}</rights>`,
    ...entries.map(({ kind, entry }) => entryXml({ kind, entry, here, words })),
    '</feed>',
    '',
  ].join('\n')
}

function entryXml<E extends Entry>(about: {
  kind: ListKind<E>
  entry: E
  here: (path: string) => string
  words: Words
}): string {
  const { kind, entry, here, words } = about
  const { origin, licence } = entry
  const told = kind.told(entry, words)
  return [
    `<entry xml:lang="${xml(entry.language)}">`,
    `<id>${xml(entry.iri)}</id>`,
    `<title>${xml(entry.title)}</title>`,
    `<published>${entry.published}</published>`,
    `<updated>${entry.updated}</updated>`,
    `<author><name>${xml(origin.name)}</name><uri>${xml(origin.actor)}</uri></author>`,
    link('alternate', here(entry.page), 'text/html'),
    // A copy says where the wording that counts is.
    ...(origin.hub === null ? [link('via', entry.iri)] : []),
    ...(licence === '' ? [] : [link('license', licence)]),
    ...entry.themes.map(
      (theme) =>
        `<category term="${xml(theme)}" scheme="${xml(here('/ns#theme'))}" label="${xml(themeName(theme, words))}"/>`,
    ),
    `<category term="${entry.state}" scheme="${xml(here('/ns#state'))}" label="${xml(kind.stateWords(entry.state, words))}"/>`,
    ...(licence === '' ? [] : [`<rights>${xml(`${licenceName(licence)}: ${licence}`)}</rights>`]),
    ...(told === '' ? [] : [`<summary>${xml(told)}</summary>`]),
    '</entry>',
  ].join('\n')
}

const link = (rel: string, href: string, type?: string): string =>
  `<link rel="${rel}" href="${xml(href)}"${type === undefined ? '' : ` type="${type}"`}/>`

/** Text as it stands in XML 1.0, which has no room at all for most control characters. */
const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!)
