import { Hono } from 'hono'
import { countFollowers } from '../federation/store/follows.ts'
import { hubById } from '../hubs/store.ts'
import { isId } from '../lib/id.ts'
import { renderMarkdown } from '../lib/markdown.ts'
import { namedOf } from '../members/store-named.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { faceOf } from '../web/answer.ts'
import { answerNotFound } from '../web/errors.tsx'
import { fileWords } from '../web/visit.tsx'
import { AboutPage } from './about.tsx'
import { HomePage } from './home.tsx'
import { HubPage } from './hub.tsx'
import { readHubs, readOrigins, readSome } from './list.ts'
import { actionList } from './list-actions.tsx'
import { assemblyList } from './list-assemblies.tsx'
import { issueList } from './list-issues.tsx'
import { outcomeList } from './list-outcomes.tsx'
import { LooksPage } from './looks.tsx'
import { findOrigin } from './model.ts'
import { deskPages } from './pages-desk.tsx'
import { answerCalendar, listPages } from './pages-lists.tsx'
import { searchPages } from './pages-search.tsx'
import { VocabularyPage } from './vocabulary.tsx'

/** The lists, the first page, the hubs' pages, and what there is to know about this server. */
export const pages = new Hono<Env>()

pages.get('/', anybody, async (c) => {
  const { world } = c.var
  const hubs = await readHubs(world)
  const origins = await readOrigins(world, hubs)
  const own = origins.filter((origin) => origin.hub !== null)
  const [only, ...others] = hubs
  const [entries, coming, outcomes, named] = await Promise.all([
    readSome(world, issueList, own, 5),
    readSome(world, assemblyList, own, 3),
    readSome(world, outcomeList, own, 2),
    only && others.length === 0 ? namedOf(world.db, only.id) : [],
  ])
  const summary = hubs.length === 1 ? renderMarkdown(hubs[0]!.summary) : ''
  const one = only !== undefined && others.length === 0
  const following = only && (await c.var.offered.following(world, { hub: one ? only.id : null }))
  const view = { world, hubs, summary, entries, coming, outcomes, named: named.length > 0, following }
  return c.html(<HomePage {...view} />)
})

pages.route('/', listPages(issueList))
pages.route('/', listPages(assemblyList))
pages.route('/', listPages(outcomeList))
pages.route('/', listPages(actionList))
pages.route('/', deskPages)
pages.route('/', searchPages)

pages.get('/hubs/:file{[^/]+\\.ics}', anybody, async (c) => {
  const { world } = c.var
  const asked = c.req.param('file').slice(0, -'.ics'.length)
  const hub = findOrigin(asked, await readOrigins(world, await readHubs(world)))
  if (hub === undefined || hub.hub === null) return answerNotFound(c)
  const typed = { hub: hub.handle }
  const words = fileWords(c)
  const title = `${words.t('assemblies.name')}${words.t('frame.comma')}${hub.name}`
  return answerCalendar(c, { filter: { hub }, origins: [hub], typed, title, words })
})

/** A handle is what people have in hand; the id is the address that stays. */
pages.get('/hubs/:id', anybody, async (c) => {
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
  const own = origin === undefined ? [] : [origin]
  const [followers, entries, coming, people] = await Promise.all([
    hub.followersHidden ? null : countFollowers(world.db, hub.id),
    readSome(world, issueList, own, 10),
    readSome(world, assemblyList, own, 5),
    namedOf(world.db, hub.id),
  ])
  const following = await c.var.offered.following(world, { hub: hub.id })
  const view = { world, hub, followers, entries, coming, people, following }
  return c.html(<HubPage {...view} summary={renderMarkdown(hub.summary)} />)
})

pages.get('/about', anybody, async (c) => {
  const { world } = c.var
  const hubs = await readHubs(world)
  return c.html(<AboutPage world={world} hubs={hubs} />)
})

// For those who build pages; search engines are kept away.
pages.get('/looks', anybody, (c) => c.html(<LooksPage world={c.var.world} />))

pages.get('/ns', anybody, (c) => c.html(<VocabularyPage world={c.var.world} />))
