import type { World } from '../world.ts'
import { alikeData } from './data.ts'
import { type SearchTyped, searchAddress } from './model-search.ts'
import type { Findings } from './search.ts'

/** One page of what a search found as open data; docs/open-data.md explains each field. */
export function searchData(
  world: World,
  about: {
    typed: SearchTyped
    findings: Findings
    meant: string | null
    page: number
    complete: boolean
    lang: string | undefined
  },
): object {
  const { typed, findings, meant, page, complete, lang } = about
  const here = (path: string) => `${world.config.origin}${path}`
  return {
    page: here(searchAddress(typed, { lang })),
    words: findings.words.map(({ word }) => word),
    found: { count: findings.total, more: findings.cut, means: counts },
    complete,
    meant: meant === null ? null : { q: meant, data: at({ ...typed, q: meant }, 1) },
    hubs: findings.hubs.map(({ origin, place, summary, language }) => ({
      ...{ id: origin.actor, name: origin.name, handle: origin.handle, host: origin.host },
      page: origin.hub === null ? null : here(`/hubs/${origin.hub}`),
      ...{ place, summary, language: language ?? null },
    })),
    results: findings.results.map(({ kind, entry, said }) => ({
      record: kind.noun,
      ...alikeData(entry, here),
      ...kind.data(entry, here),
      found: { language: said.language, title: said.title, context: said.context },
    })),
    next: findings.more ? at(typed, page + 1) : null,
  }

  function at(of: SearchTyped, number: number): string {
    return here(searchAddress(of, { page: number, suffix: '.json', lang }))
  }
}

const counts =
  'Public records of the hubs on this server and of the hubs they follow, and these hubs, that have all the words.'
