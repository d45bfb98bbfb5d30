import { type Context, Hono } from 'hono'
import { countFollowers } from '../federation/store/follows.ts'
import { hubById } from '../hubs/store.ts'
import { isId } from '../lib/id.ts'
import { renderMarkdown } from '../lib/markdown.ts'
import type { Env } from '../slice.ts'
import { faceOf, mediaTypes, sendAgain } from '../web/answer.ts'
import { brandOf } from '../web/brand.ts'
import { answerNotFound } from '../web/errors.tsx'
import type { World } from '../world.ts'
import { AboutPage } from './about.tsx'
import { mapData } from './data.ts'
import { mapFeed } from './feed.ts'
import { HomePage } from './home.tsx'
import { HubPage } from './hub.tsx'
import { readHubs, readLatest, readList, readOrigins } from './list.ts'
import { findOrigin, mapAddress, readCursor, readFilter, type Typed, typedOf } from './model.ts'
import { listPages } from './pages-lists.tsx'
import { MapPage } from './views.tsx'
import { VocabularyPage } from './vocabulary.tsx'

/** The map, the first page, the hubs' pages, and what there is to know about this server. */
export const pages = new Hono<Env>()

pages.get('/', async (c) => {
  const { world } = c.var
  const hubs = await readHubs(world)
  const origins = await readOrigins(world, hubs)
  const own = origins.filter((origin) => origin.hub !== null)
  const entries = await readLatest(world, own, 5)
  const summary = hubs.length === 1 ? renderMarkdown(hubs[0]!.summary) : ''
  return c.html(<HomePage world={world} hubs={hubs} summary={summary} entries={entries} />)
})

pages.on('GET', ['/map', '/map.json', '/map.atom'], async (c) => {
  const { world } = c.var
  const face = faceOf(c, ['html', 'json', 'atom'])
  const hubs = await readHubs(world)
  const origins = await readOrigins(world, hubs)
  const typed = typedOf(c.req.query())
  const { filter, errors: filterErrors } = readFilter(typed, origins)
  const { cursor, after, complaint } = readPlace(c.req.query('after'))
  const errors = complaint === undefined ? filterErrors : { ...filterErrors, after: complaint }
  const wrong = Object.keys(errors).length > 0
  if (wrong && face !== 'html') return answerWrong(c, errors)
  const list = await readList(world, filter, origins, cursor)
  const newest = list.entries[0]?.updated ?? null
  switch (face) {
    case 'json':
      return sendAgain(c, 'json', `${JSON.stringify(mapData(world, { typed, list }), null, 1)}\n`, newest)
    case 'atom': {
      const title = feedTitle(world, typed, filter.hub?.name)
      return sendAgain(c, 'atom', mapFeed(world, { typed, title, list, after }), newest)
    }
    default: {
      const view = { world, hubs, origins, typed, errors, list, after }
      return c.html(<MapPage {...view} />, wrong ? 400 : 200)
    }
  }
})

/** A handle is what people have in hand; the id is the address that stays. */
pages.get('/hubs/:id', async (c) => {
  const { world } = c.var
  const asked = c.req.param('id')
  const hubs = await readHubs(world)
  const origins = await readOrigins(world, hubs)
  const hub = isId(asked) ? await hubById(world, asked) : undefined
  if (hub === undefined) {
    const named = hubs.find((each) => each.handle === asked.toLowerCase())
    return named === undefined ? answerNotFound(c) : c.redirect(`/hubs/${named.id}`, 302)
  }
  if (faceOf(c, ['html', 'activity']) === 'activity') return c.redirect(hub.actor, 303)
  const origin = findOrigin(hub.actor, origins)
  const [followers, entries] = await Promise.all([
    countFollowers(world.db, hub.id),
    readLatest(world, origin === undefined ? [] : [origin], 10),
  ])
  const view = { world, hub, followers, entries }
  return c.html(<HubPage {...view} summary={renderMarkdown(hub.summary)} />)
})

pages.get('/about', async (c) => {
  const { world } = c.var
  const hubs = await readHubs(world)
  return c.html(<AboutPage world={world} hubs={hubs} />)
})

pages.route('/', listPages)

pages.get('/ns', (c) => c.html(<VocabularyPage world={c.var.world} />))

/** Where a page of the list begins, or what to say about an address that was cut or changed on its way. */
function readPlace(after: string | undefined) {
  if (after === undefined || after === '') return {}
  const cursor = readCursor(after)
  return cursor === null
    ? { complaint: 'This address does not lead to a page of the list, so here is the first page.' }
    : { cursor, after }
}

function answerWrong(c: Context<Env>, errors: Readonly<Record<string, string>>): Response {
  c.header('Content-Type', mediaTypes.json)
  c.header('Cache-Control', 'no-store')
  return c.body(JSON.stringify({ error: 'Some filters cannot be used.', fields: errors }), 400)
}

function feedTitle(world: World, typed: Typed, hub: string | undefined): string {
  const of = hub ?? brandOf(world)
  const narrowed = Object.keys(typed).some((name) => name !== 'hub')
  return narrowed ? `Issues, ${of} (${mapAddress(typed).slice('/map?'.length)})` : `Issues, ${of}`
}
