import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { isId } from '../lib/id.ts'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { namesOf } from '../members/store.ts'
import type { Env, Mention } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { forgetCookie } from '../web/cookie.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only, signedIn } from '../web/only.ts'
import { postedIn } from '../web/posted.ts'
import { erasePerson, mayErase } from './actions-erase.ts'
import { consentsOf, purposesOf } from './store-consent.ts'
import { ErasedPage, ErasePage, EraseWordsPage, MyDataPage } from './views-data.tsx'

/** What the hub holds on somebody: to read, to take along, to be erased; and words erased from what the hub published. */
export const dataPages = new Hono<Env>()

const organisers = only('organiser', 'operator')
const small = bodyLimit({ maxSize: 16 * 1024 })

dataPages.get('/account/data', signedIn, async (c) => {
  const { world, visitor } = c.var
  const { hub, person } = visitor!.who
  const consents = await consentsOf(world.db, hub, person)
  const names = await namesOf(
    world.db,
    consents.flatMap(({ noted_by }) => noted_by ?? []),
  )
  const purposes = await purposesOf(world.db, hub)
  return c.html(<MyDataPage {...{ world, consents, purposes, names }} />)
})

dataPages.get('/account/data/file', signedIn, async (c) => {
  const { world, visitor, offered } = c.var
  const { hub, person } = visitor!.who
  const about = {
    server: world.config.origin,
    made: instant(world.clock()),
    ...(await offered.about(world, { id: person, hub })),
  }
  c.header('Cache-Control', 'private, no-store')
  c.header('Content-Disposition', 'attachment; filename="my-data.json"')
  c.header('Content-Type', 'application/json; charset=utf-8')
  return c.body(`${JSON.stringify(about, null, 2)}\n`)
})

dataPages.get('/account/data/erase', signedIn, (c) => showErase(c, c.var.visitor!.who.person))

dataPages.post('/account/data/erase', signedIn, small, async (c) => {
  const { world, visitor, offered } = c.var
  const { person } = visitor!.who
  if ((await postedIn(c)).sure !== 'yes') return showErase(c, person, true)
  const done = await erasePerson(world, visitor!.who, person, offered)
  if (isRefusal(done)) return answerRefused(c, done, 409)
  forgetCookie(c)
  return c.redirect('/erased', 303)
})

dataPages.get('/erased', anybody, (c) => c.html(<ErasedPage world={c.var.world} />))

dataPages.get('/desk/people/:id/erase', organisers, (c) => showErase(c, c.req.param('id')))

dataPages.post('/desk/people/:id/erase', organisers, small, async (c) => {
  const { world, visitor, offered } = c.var
  const { id } = c.req.param()
  if ((await postedIn(c)).sure !== 'yes') return showErase(c, id, true)
  const done = await erasePerson(world, visitor!.who, id, offered)
  if (isRefusal(done)) return answerRefused(c, done, 409)
  if (id === visitor!.who.person) forgetCookie(c)
  return c.redirect(id === visitor!.who.person ? '/erased' : '/desk/consent', 303)
})

dataPages.get('/desk/erase-words', organisers, async (c) => {
  const words = (c.req.query('words') ?? '').trim()
  const instead = c.req.query('instead') ?? c.var.words.t('erase-words.somebody')
  const done = c.req.query('done')
  return showWords(c, {
    words,
    instead,
    done: /^\d{1,4}$/.test(done ?? '') ? Number(done) : null,
    errors: {},
  })
})

dataPages.post('/desk/erase-words', organisers, small, async (c) => {
  const { world, visitor, offered } = c.var
  const { noun, id = '', words = '', instead = '' } = await postedIn(c)
  const kind = offered.wordings.find((one) => one.noun === noun)
  if (!kind || !isId(id)) return answerNotFound(c)
  const done = await kind.erase(world, visitor!.who, { id, words, instead: instead.trim() })
  if (isRefusal(done))
    return showWords(c, { words, instead, done: null, errors: { words: refusalIn(c.var.words, done) } })
  const again = new URLSearchParams({ words, instead, done: String(done.erased) })
  return c.redirect(`/desk/erase-words?${again}`, 303)
})

async function showErase(c: Context<Env>, id: string, unsure = false) {
  const { world, visitor, words } = c.var
  const { who } = visitor!
  if (!isId(id)) return answerNotFound(c)
  const person = await mayErase(world, who, id)
  if (isRefusal(person)) return answerRefused(c, person, 409)
  const self = c.req.path.startsWith('/account/')
  const mentions = await mentionsOf(c, person.name)
  const errors = unsure ? { sure: words.t('erase.unsure') } : {}
  // Whoever only helps the hub is not shown what is not public.
  const shown = self ? mentions.filter(({ where }) => where === 'now') : mentions
  return c.html(
    <ErasePage {...{ world, errors }} person={self ? null : person} mentions={shown} />,
    unsure ? 422 : 200,
  )
}

async function showWords(
  c: Context<Env>,
  about: { words: string; instead: string; done: number | null; errors: Readonly<Record<string, string>> },
) {
  const mentions = about.words.length >= 3 ? await mentionsOf(c, about.words) : null
  const refused = Object.keys(about.errors).length > 0
  return c.html(<EraseWordsPage world={c.var.world} {...about} mentions={mentions} />, refused ? 422 : 200)
}

async function mentionsOf(c: Context<Env>, words: string): Promise<Mention[]> {
  const { world, visitor, offered } = c.var
  const { hub } = visitor!.who
  return (await Promise.all(offered.wordings.map((kind) => kind.mentions(world.db, hub, words)))).flat()
}
