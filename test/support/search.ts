import type { DialectName } from '../../src/db/dialect.ts'
import { draftIssue, publishIssue } from '../../src/issues/actions.ts'
import type { IssueInput } from '../../src/issues/model-shape.ts'
import { map } from '../../src/map/index.ts'
import { openPages } from './pages.ts'
import { foundHub, sure } from './people.ts'

/** What `/search.json` answers, as far as tests look at it. */
export type Found = {
  words: string[]
  found: { count: number; more: boolean; means: string }
  complete: boolean
  meant: { q: string; data: string } | null
  hubs: { id: string; name: string; page: string | null }[]
  results: {
    record: string
    title: string
    page: string
    found: { language: string; title: Piece[]; context: Piece[] }
  }[]
  next: string | null
}
type Piece = { text: string; match?: true }

/** Pages of a server with a hub, to search in. */
export async function openSearch(dialect: DialectName) {
  const here = await openPages(dialect, [map], 'https://northend.example')
  const north = await foundHub(here.world, 'northend', {
    name: 'North End Together',
    languages: ['en', 'cy'],
  })
  const get = (path: string, headers: Record<string, string> = {}) => here.app.request(path, { headers })
  const find = async (q: string, more = '', headers: Record<string, string> = {}): Promise<Found> => {
    const answer = await get(`/search.json?q=${encodeURIComponent(q)}${more}`, headers)
    if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Found
  }
  return {
    ...here,
    north,
    get,
    find,
    /** Titles of what is found, in its order. */
    titles: async (q: string, more = '', headers: Record<string, string> = {}) =>
      (await find(q, more, headers)).results.map(({ title }) => title),
    page: async (path: string) => (await get(path)).text(),
    /** Publishes an issue a minute after the one before. */
    async publish(input: Partial<IssueInput>) {
      here.clock.now += 60_000
      const draft = await draftIssue(here.world, north.who, {
        ...{ level: 'local', basis: 'listening', place: 'Mill Lane' },
        ...input,
      } as IssueInput)
      return sure(await publishIssue(here.world, north.who, sure(draft).id))
    },
  }
}

/** A text as one reads it, with what is marked in brackets. */
export const bracketed = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, match }) => (match ? `[${text}]` : text)).join('')
