import { type Context, Hono } from 'hono'
import { LanguageTag, primaryTag } from '../lib/language.ts'
import { refuseWith } from '../lib/refusal.ts'
import { languagesFound } from '../records/store-find.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { faceOf, mediaTypes, sendAgain } from '../web/answer.ts'
import { brandOf } from '../web/brand.ts'
import { chosenOf, fileWords, wantedIn } from '../web/visit.tsx'
import { searchFeed } from './feed.ts'
import { readHubs, readOrigins } from './list.ts'
import {
  mostPages,
  readPage,
  readSearch,
  type SearchErrors,
  searchAddress,
  searchTypedOf,
} from './model-search.ts'
import { adviceFor, isComplete, type Search, search } from './search.ts'
import { searchData } from './search-data.ts'
import { SearchPage } from './search-page.tsx'

/** How many records stand in the feed of a search. */
const mostInFeed = 50

/** How many languages of a reader are asked after. */
const mostRead = 5

/** Search over all that lists show: as a page, as open data, and as a feed of the latest changes. */
export const searchPages = new Hono<Env>()

searchPages.on('GET', ['/search', '/search.json', '/search.atom'], anybody, async (c) => {
  const { world } = c.var
  const face = faceOf(c, ['html', 'json', 'atom'])
  const hubs = await readHubs(world)
  const origins = await readOrigins(world, hubs)
  const typed = searchTypedOf(c.req.query())
  const read = readSearch(typed, origins)
  const page = readPage(c.req.query('page'))
  const errors: SearchErrors = {
    ...read.errors,
    ...(page === null && { page: refuseWith('search.no.page', { last: mostPages }) }),
    // Of a page nothing was asked yet; a machine that asks for nothing has made a mistake.
    ...(typed.q === undefined && face !== 'html' && { q: refuseWith('search.no.words') }),
  }
  const wrong = Object.keys(errors).length > 0
  if (wrong && face !== 'html') return answerWrong(c, errors)
  // A search that cannot be read is not carried out: it would find something else than was asked for.
  const q = read.errors.q === undefined ? (typed.q ?? '') : ''
  const { lang, reads } = readerOf(c)
  const about: Search = { q, filter: read.filter, page: page ?? 1, hubs, origins, reads }
  if (face === 'atom') {
    const { results } = await search(world, { ...about, page: 1, latest: true, limit: mostInFeed })
    const words = fileWords(c)
    const at = { lang: chosenOf(c) }
    const feed = searchFeed(world, {
      title: words.t('search.feed', { q, of: brandOf(world) }),
      // The feed is the same in whatever language it is asked for.
      id: searchAddress(typed),
      page: searchAddress(typed, at),
      self: searchAddress(typed, { ...at, suffix: '.atom' }),
      ...{ entries: results, words },
    })
    return sendAgain(c, face, feed)
  }
  // A page without a language in its address says so by itself.
  if (face === 'json' || chosenOf(c) !== null) c.header('Vary', 'Accept-Language', { append: true })
  const findings = await search(world, about)
  const complete = await isComplete(world)
  const advice = findings.total === 0 && about.page === 1 && q !== '' ? await adviceFor(world, about) : null
  const found = { typed, findings, page: about.page, complete }
  if (face === 'json') {
    const data = searchData(world, { ...found, meant: advice?.meant?.q ?? null, lang })
    return sendAgain(c, face, `${JSON.stringify(data, null, 1)}\n`)
  }
  const languages = await languagesFound(world.db)
  return c.html(
    <SearchPage {...{ world, errors, origins, languages, advice, ...found }} />,
    wrong ? 400 : 200,
  )
})

/**
 * The languages of the reader, by the first parts of their tags: the one of the address, the one that whoever is signed in
 * chose, those of the browser, and where none of these is known the one the page is in.
 */
function readerOf(c: Context<Env>): { lang: string | undefined; reads: readonly string[] } {
  const asked = LanguageTag.safeParse(c.req.query('lang'))
  const lang = asked.success ? primaryTag(asked.data) : undefined
  const all = [lang, c.var.visitor?.language, ...wantedIn(c.req.header('accept-language')), c.var.words?.lang]
  return { lang, reads: [...new Set(all.flatMap((tag) => (tag ? primaryTag(tag) : [])))].slice(0, mostRead) }
}

function answerWrong(c: Context<Env>, errors: SearchErrors): Response {
  const fields = Object.fromEntries(Object.entries(errors).map(([name, { refused }]) => [name, refused]))
  c.header('Content-Type', mediaTypes.json)
  c.header('Cache-Control', 'no-store')
  return c.body(JSON.stringify({ error: 'This search cannot be used.', fields }), 400)
}
