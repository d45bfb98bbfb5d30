import { type AskedWord, madeKey } from '../db/search.ts'
import { setting } from '../federation/store/settings.ts'
import type { Hub } from '../hubs/model.ts'
import { foldedBy, wordsIn } from '../lib/search-words.ts'
import { type FoundRecords, findRecords } from '../records/store-find.ts'
import type { World } from '../world.ts'
import type { ListKind } from './kind.ts'
import type { Entry, Origin } from './model.ts'
import { askedOf, resultsOnPage, type SearchFilter } from './model-search.ts'
import { findHubs, type HubFound, wordsOfHubs } from './search-hubs.ts'
import { searchedKinds, shelfOf } from './search-kinds.ts'
import { corrected, meantByEach } from './search-near.ts'
import { type Said, saidOf } from './search-said.ts'

/** A record that was found, and what of it is shown. */
export type Result = { readonly kind: ListKind; readonly entry: Entry; readonly said: Said }

/** What came of a search. */
export type Findings = {
  readonly words: readonly AskedWord[]
  /** Whether it had more words than are looked for. */
  readonly shortened: boolean
  readonly hubs: readonly HubFound[]
  readonly results: readonly Result[]
  /** How many there are in all, hubs and records; `cut` where there are more records than were looked at. */
  readonly total: number
  readonly cut: boolean
  /** Whether more follow on another page. */
  readonly more: boolean
}

/** What is looked for, by whom and where. */
export type Search = {
  readonly q: string
  readonly filter: SearchFilter
  readonly page: number
  readonly hubs: readonly Hub[]
  readonly origins: readonly Origin[]
  /** Languages of the reader, by the first parts of their tags, the best first. */
  readonly reads: readonly string[]
  /** The latest change first, for a feed. */
  readonly latest?: true
  readonly limit?: number
}

/** Looks for hubs and for records in all lists. Only what the lists would show is found. */
export async function search(world: World, about: Search): Promise<Findings> {
  const { filter, page, hubs, origins, limit = resultsOnPage } = about
  const { words, cut: shortened } = askedOf(about.q)
  const nothing = { words, shortened, hubs: [], results: [], total: 0, cut: false, more: false }
  if (words.length === 0) return nothing
  const offset = (page - 1) * limit
  if (filter.kind === 'hub') {
    const found = findHubs(words, { hubs, origins, filter })
    const shown = found.slice(offset, offset + limit)
    return { ...nothing, hubs: shown, total: found.length, more: offset + limit < found.length }
  }
  const found = await findRecords(world.db, {
    ...{ ...amongOf(about), words, reads: about.reads, by: about.latest ? 'latest' : 'fit', limit, offset },
  })
  const named = filter.kind === undefined ? findHubs(words, { hubs, origins, filter }) : []
  return {
    ...{ words, shortened, hubs: page === 1 ? named.slice(0, hubsOnTop) : [], cut: found.cut },
    results: await resultsOf(world, about, found, words),
    total: found.total + named.length,
    more: offset + limit < found.total,
  }
}

/** How many hubs stand above the records. */
export const hubsOnTop = 3

/** What to look for where nothing was found: what may have been meant, with what is found by it; else words by which something is. */
export type Advice = {
  readonly meant: { readonly q: string; readonly findings: Findings } | null
  readonly words: readonly string[]
}

/** Says what to look for where nothing was found. */
export async function adviceFor(world: World, about: Search): Promise<Advice> {
  const { words } = askedOf(about.q)
  const names =
    about.filter.kind === undefined || about.filter.kind === 'hub' ? wordsOfHubs(about.origins) : []
  const each = await meantByEach(world.db, words, { ...amongOf(about), names })
  const said = each.flatMap(({ meant }) => meant ?? [])
  const slipped = each.some(({ typed, meant }) => meant !== null && meant !== typed)
  if (slipped && said.length === each.length) {
    const findings = await search(world, { ...about, q: corrected(about.q, each), page: 1 })
    const spelled = spellings(findings)
    const q = corrected(about.q, each, (word) => spelled.get(word) ?? word)
    if (findings.total > 0) return { meant: { q, findings }, words: [] }
  }
  // Of a line without spaces only pairs of letters would be left, which nobody looks for.
  const typed = new Map(
    wordsIn(about.q)
      .filter(({ of }) => of === 'word')
      .map(({ word, from, to }) => [word, about.q.slice(from, to)]),
  )
  const apart = each.filter(({ typed: word }) => typed.has(word))
  const alone = apart.flatMap(({ typed: word, meant }) => (meant === word ? typed.get(word)! : (meant ?? [])))
  return { meant: null, words: each.length > 1 ? [...new Set(alone)] : [] }
}

/** Words as they are written where they were found. */
function spellings({ results, hubs }: Findings): Map<string, string> {
  const spelled = new Map<string, string>()
  const texts = [
    ...results.flatMap(({ said }) => [said.title, said.context]),
    ...hubs.map(({ origin }) => [{ text: origin.name }]),
  ]
  for (const { text } of texts.flat())
    for (const { word, from, to } of wordsIn(text))
      if (!spelled.has(word)) spelled.set(word, text.slice(from, to).toLowerCase())
  return spelled
}

/** Whether the index of words is whole; after an update of the software it is made anew, in pieces. */
export const isComplete = async (world: World): Promise<boolean> =>
  (await setting(world.db, madeKey)) === foldedBy

const amongOf = ({ filter, origins }: Search) => ({
  owners: origins
    .filter(({ actor, hub }) => (!filter.near || hub !== null) && (!filter.hub || filter.hub.actor === actor))
    .map(({ actor }) => actor),
  ...(filter.kind === undefined || filter.kind === 'hub' ? {} : { kind: shelfOf[filter.kind] }),
  ...{ theme: filter.theme, language: filter.language },
})

/** Reads what was found through the lists, which show nothing that must not be seen. */
async function resultsOf(
  world: World,
  { origins, reads }: Search,
  { records }: FoundRecords,
  words: readonly AskedWord[],
): Promise<Result[]> {
  const results = new Map<string, Result>()
  for (const { list, searched } of searchedKinds) {
    const ids = records.filter(({ kind }) => kind === searched.kind).map(({ id }) => id)
    if (ids.length === 0) continue
    const { entries } = await list.read(world, { filter: { ids }, origins, part: { limit: ids.length } })
    const texts = await searched.texts(world.db, ids)
    for (const entry of entries)
      results.set(entry.id, { kind: list, entry, said: saidOf(entry, texts.get(entry.id), words, reads) })
  }
  return records.flatMap(({ id }) => results.get(id) ?? [])
}
