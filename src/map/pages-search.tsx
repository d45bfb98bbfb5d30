import { type Context, Hono } from 'hono'
import { LanguageTag, languagesRead, primaryTag } from '../lib/language.ts'
import { languagesFound } from '../records/store-find.ts'
import type { Env } from '../slice.ts'
import { faceOf, mediaTypes, sendAgain } from '../web/answer.ts'
import { brandOf } from '../web/brand.ts'
import { searchFeed } from './feed.ts'
import { readHubs, readOrigins } from './list.ts'
import { mostPages, readPage, readSearch, searchAddress, searchTypedOf } from './model-search.ts'
import { adviceFor, isComplete, search } from './search.ts'
import { searchData } from './search-data.ts'
import { SearchPage } from './search-page.tsx'

/** How many records stand in the feed of a search. */
const mostInFeed = 50

/** Search over all that lists show: as a page, as open data, and as a feed of the latest changes. */
export const searchPages = new Hono<Env>()

searchPages.on('GET', ['/search', '/search.json', '/search.atom'], async (c) => {
  const { world } = c.var
  const face = faceOf(c, ['html', 'json', 'atom'])
  const hubs = await readHubs(world)
  const origins = await readOrigins(world, hubs)
  const typed = searchTypedOf(c.req.query())
  const read = readSearch(typed, origins)
  const page = readPage(c.req.query('page'))
  const errors = {
    ...read.errors,
    ...(page === null && { page: `There are pages 1 to ${mostPages}, so here is the first.` }),
    ...(typed.q === undefined && face !== 'html' && { q: 'Say what to look for: q=buses' }),
  }
  const wrong = Object.keys(errors).length > 0
  if (wrong && face !== 'html') return answerWrong(c, errors)
  const { lang, reads } = readerOf(c)
  // A search that cannot be read is not carried out: it would find something else than was asked for.
  const q = read.errors.q === undefined ? (typed.q ?? '') : ''
  const about = { q, filter: read.filter, page: page ?? 1, hubs, origins, reads }
  if (face === 'atom') {
    const { results } = await search(world, { ...about, page: 1, latest: true, limit: mostInFeed })
    const [to, self] = [searchAddress(typed), searchAddress(typed, { suffix: '.atom' })]
    const title = `Search for “${q}”, ${brandOf(world)}`
    return sendAgain(c, face, searchFeed(world, { title, page: to, self, entries: results }))
  }
  const findings = await search(world, about)
  const complete = await isComplete(world)
  const advice = findings.total === 0 && about.page === 1 && q !== '' ? await adviceFor(world, about) : null
  if (face === 'json') {
    const data = searchData(world, {
      typed,
      findings,
      meant: advice?.meant?.q ?? null,
      page: about.page,
      complete,
      lang,
    })
    return sendAgain(c, face, `${JSON.stringify(data, null, 1)}\n`)
  }
  const languages = await languagesFound(world.db)
  const view = {
    world,
    typed,
    errors,
    origins,
    languages,
    findings,
    advice,
    page: about.page,
    complete,
    lang,
  }
  return c.html(<SearchPage {...view} />, wrong ? 400 : 200)
})

/** The languages of the reader: the one asked for in the address, then those of the browser. */
function readerOf(c: Context<Env>): { lang: string | undefined; reads: readonly string[] } {
  c.header('Vary', 'Accept-Language', { append: true })
  const asked = LanguageTag.safeParse(c.req.query('lang'))
  const read = languagesRead(c.req.header('accept-language'))
  if (!asked.success) return { lang: undefined, reads: read }
  const lang = primaryTag(asked.data)
  return { lang, reads: [...new Set([lang, ...read])] }
}

function answerWrong(c: Context<Env>, errors: Readonly<Record<string, string>>): Response {
  c.header('Content-Type', mediaTypes.json)
  c.header('Cache-Control', 'no-store')
  return c.body(JSON.stringify({ error: 'This search cannot be used.', fields: errors }), 400)
}
