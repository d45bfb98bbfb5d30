import type { World } from '../world.ts'
import { definitions, type Entry, type MapList, mapAddress, type Typed } from './model.ts'

/** One page of the list as open data; docs/open-data.md explains each field, and none of them changes its meaning. */
export function mapData(world: World, about: { typed: Typed; list: MapList }): object {
  const { typed, list } = about
  const here = (path: string) => `${world.config.origin}${path}`
  return {
    page: here(mapAddress(typed)),
    figures: {
      issues: { count: list.figures.issues, means: definitions.issues },
      hubs: { count: list.figures.hubs, means: definitions.hubs },
      silent: { count: list.figures.silent, means: definitions.silent },
    },
    issues: list.entries.map((entry) => issueData(entry, here)),
    next: list.next === null ? null : here(mapAddress(typed, { after: list.next, suffix: '.json' })),
  }
}

const issueData = (entry: Entry, here: (path: string) => string): object => ({
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
  level: entry.level,
  state: entry.state,
  evidence: entry.evidence,
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
