import { licenceName } from '../lib/licences.ts'
import { software } from '../lib/software.ts'
import { themeOf } from '../lib/themes.ts'
import { plainFile } from '../web/static.ts'
import type { World } from '../world.ts'
import { type Entry, type MapList, mapAddress, type Typed } from './model.ts'
import { stateWords } from './words.ts'

/** One page of the list as an Atom feed (RFC 4287; the pages hang together by RFC 5005). Ids are the issues' own addresses. */
export function mapFeed(
  world: World,
  about: { typed: Typed; title: string; list: MapList; after: string | undefined },
): string {
  const { typed, title, list, after } = about
  const here = (path: string) => `${world.config.origin}${path}`
  const self = here(mapAddress(typed, { after, suffix: '.atom' }))
  const links = [
    link('self', self, 'application/atom+xml'),
    link('alternate', here(mapAddress(typed, { after })), 'text/html'),
    link('first', here(mapAddress(typed, { suffix: '.atom' })), 'application/atom+xml'),
    ...(list.next === null
      ? []
      : [
          link(
            'next',
            here(mapAddress(typed, { after: list.next, suffix: '.atom' })),
            'application/atom+xml',
          ),
        ]),
  ]
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    `<id>${xml(here(mapAddress(typed)))}</id>`,
    `<title>${xml(title)}</title>`,
    // A feed must have a date; one without entries has not changed since before there were any.
    `<updated>${list.entries[0]?.updated ?? '2026-01-01T00:00:00.000Z'}</updated>`,
    ...links,
    `<generator uri="${xml(software.repository)}" version="${software.version}">${software.name}</generator>`,
    `<icon>${xml(here(plainFile('icon.svg')))}</icon>`,
    '<rights>Each entry may be used under the licence that it names.</rights>',
    ...list.entries.map((entry) => entryXml(entry, here)),
    '</feed>',
    '',
  ].join('\n')
}

function entryXml(entry: Entry, here: (path: string) => string): string {
  const { origin, licence } = entry
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
    link('license', licence),
    ...entry.themes.map(
      (theme) =>
        `<category term="${xml(theme)}" scheme="${xml(here('/ns#theme'))}" label="${xml(themeOf(theme)?.name ?? theme)}"/>`,
    ),
    `<category term="${entry.state}" scheme="${xml(here('/ns#state'))}" label="${xml(stateWords(entry.state))}"/>`,
    `<rights>${xml(`${licenceName(licence)}: ${licence}`)}</rights>`,
    ...(entry.summary === '' ? [] : [`<summary>${xml(entry.summary)}</summary>`]),
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
