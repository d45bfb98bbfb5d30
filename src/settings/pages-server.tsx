import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { countFollowers } from '../federation/store/follows.ts'
import { failingHosts } from '../federation/store/hosts.ts'
import type { Hub } from '../hubs/model.ts'
import { peersInWords, spanOf } from '../hubs/peers.ts'
import { allHubs, hubById } from '../hubs/store.ts'
import { isId, newId } from '../lib/id.ts'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import { letInAgain } from '../members/actions-passes.ts'
import { PersonName } from '../members/model.ts'
import { spelled } from '../members/model-passes.ts'
import { peopleOf, personOfHub } from '../members/store.ts'
import type { Env } from '../slice.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { foundHub } from './actions-setup.ts'
import { type FormErrors, type HubForm, readHubForm, typedIn } from './model-hub-form.ts'
import { HubOfServerPage, LetInPage, NewHubPage, newHubFields, ServerPage } from './views-server.tsx'

/** What operators see of the server and do there. */
export const serverPages = new Hono<Env>()

const small = bodyLimit({ maxSize: 64 * 1024 })

serverPages.get('/desk/server', only('operator'), async (c) => {
  const { world, words } = c.var
  const hubs = await allHubs(world)
  const followers = await Promise.all(hubs.map(({ id }) => countFollowers(world.db, id)))
  const peers = (await peersInWords(world, words)).filter(({ trouble }) => trouble)
  const deaf = (await failingHosts(world.db, 100)).longest.map(({ address, failing, last_error }) => ({
    host: address,
    since: spanOf(words, world.clock() - Date.parse(failing ?? '')),
    why: last_error ?? '',
  }))
  const lines = hubs.map((hub, at) => ({ hub, followers: followers[at]! }))
  return c.html(<ServerPage {...{ world, hubs: lines, peers, deaf }} />)
})

serverPages.get('/desk/server/hubs/new', only('operator'), (c) => {
  const { words } = c.var
  const typed = { level: 'local', languages: words.languageName(words.lang) }
  return answerNew(c, { id: newId(c.var.world.clock()), typed, organiser: '', errors: {} })
})

serverPages.post('/desk/server/hubs/new', only('operator'), small, async (c) => {
  const { world, words, visitor } = c.var
  const posted = await c.req.parseBody()
  const id = typeof posted.id === 'string' && isId(posted.id) ? posted.id : newId(world.clock())
  // Sent twice, it is founded once.
  if (await hubById(world, id)) return c.redirect(`/desk/server/hubs/${id}`, 303)
  const typed: HubForm = typedIn(posted, newHubFields)
  const name = typeof posted.organiser === 'string' ? posted.organiser : ''
  const read = readHubForm(typed, words.lang)
  const organiser = PersonName.safeParse(name)
  const errors: FormErrors = {
    ...('errors' in read ? read.errors : {}),
    ...(organiser.success ? {} : { organiser: words.t('server.new-needs-organiser') }),
  }
  const about = { id, typed, organiser: name }
  if ('errors' in read || !organiser.success) return answerNew(c, { ...about, errors })
  const answer = await foundHub(world, visitor!.who, { hub: read.hub, organiser: organiser.data, id })
  if (!isRefusal(answer)) return c.redirect(`/desk/server/hubs/${answer.hub.id}`, 303)
  if ('field' in answer)
    return answerNew(c, { ...about, errors: { [answer.field]: refusalIn(words, answer) } })
  return answerRefused(c, answer, 403)
})

serverPages.get('/desk/server/hubs/:id', only('operator'), async (c) => {
  const hub = await hubAt(c)
  if (!hub) return answerNotFound(c)
  const { world } = c.var
  return c.html(<HubOfServerPage {...{ world, hub, people: await peopleOf(world.db, hub.id) }} />)
})

/** The link and the code are shown in the answer itself: they are kept nowhere, so no other page could show them. */
serverPages.post('/desk/server/hubs/:id/let-in', only('operator'), small, async (c) => {
  const hub = await hubAt(c)
  if (!hub) return answerNotFound(c)
  const { world, visitor } = c.var
  const { person: id } = await c.req.parseBody()
  const person = typeof id === 'string' ? await personOfHub(world.db, hub.id, id) : undefined
  if (!person) return answerNotFound(c)
  const given = await letInAgain(world, { ...visitor!.who, hub: hub.id }, person.id)
  if (isRefusal(given)) return answerRefused(c, given, 403)
  c.header('Cache-Control', 'no-store')
  const link = `${world.config.origin}/enter/${given.link}`
  return c.html(
    <LetInPage {...{ world, hub, person, link, code: spelled(given.code) }} day={given.expires} />,
  )
})

const hubAt = async (c: Context<Env>): Promise<Hub | undefined> => {
  const id = c.req.param('id') ?? ''
  return isId(id) ? hubById(c.var.world, id) : undefined
}

type NewHub = { id: string; typed: HubForm; organiser: string; errors: FormErrors }

const answerNew = (c: Context<Env>, about: NewHub) =>
  c.html(<NewHubPage world={c.var.world} {...about} />, Object.keys(about.errors).length === 0 ? 200 : 422)
