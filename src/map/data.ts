import { english } from '../lib/words.ts'
import type { World } from '../world.ts'
import type { ListKind } from './kind.ts'
import type { Entry, RecordList } from './model.ts'
import { addressOf, type Typed } from './model-filters.ts'

/** One page of a list as open data; docs/open-data.md explains each field, and none of them changes its meaning. */
export function listData<E extends Entry>(
  world: World,
  kind: ListKind<E>,
  about: { typed: Typed; list: RecordList<E> },
): object {
  const { typed, list } = about
  const here = (path: string) => `${world.config.origin}${path}`
  const { records, hubs, silent } = list.figures
  return {
    page: here(addressOf(kind, typed)),
    figures: {
      [kind.nouns]: { count: records, means: english.t(kind.means.records) },
      hubs: { count: hubs, means: english.t(kind.means.hubs) },
      silent: { count: silent, means: english.t(kind.means.silent) },
    },
    [kind.nouns]: list.entries.map((entry) => ({ ...alikeData(entry, here), ...kind.data(entry, here) })),
    next: list.next === null ? null : here(addressOf(kind, typed, { after: list.next, suffix: '.json' })),
  }
}

/** What JSON says of a record of any kind. */
export const alikeData = (entry: Entry, here: (path: string) => string): object => ({
  id: entry.iri,
  page: here(entry.page),
  revision: entry.revision,
  language: entry.language,
  title: entry.title,
  summary: entry.summary,
  titles: entry.titles,
  summaries: entry.summaries,
  themes: entry.themes,
  areas: entry.areas,
  place: entry.place,
  pin: entry.pin,
  level: entry.level,
  state: entry.state,
  hub: {
    id: entry.origin.actor,
    name: entry.origin.name,
    handle: entry.origin.handle,
    host: entry.origin.host,
  },
  published: entry.published,
  updated: entry.updated,
  licence: entry.licence,
  copy: entry.origin.hub === null,
  seen: entry.seen,
  silentSince: entry.origin.silent,
})
