import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { senderOf } from '../federation/sender.ts'
import type { Hub } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { openAllowance } from '../lib/allowance.ts'
import { isId, newId } from '../lib/id.ts'
import { isRefusal, type Refusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import { readHubs } from '../map/list.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import type { World } from '../world.ts'
import {
  addressed,
  askToFollow,
  confirmFollow,
  type Followed,
  followedBy,
  mailWorks,
  whoseLink,
} from './actions.ts'
import { changeWish, endFollow, heldOn } from './actions-manage.ts'
import { digestKinds, hinted, kindsIn, type Wrong } from './model.ts'
import { consentsOf } from './store-keeping.ts'
import {
  AskPage,
  type Chosen,
  ConfirmPage,
  EndPage,
  type Errors,
  ManagePage,
  NoMailPage,
  SaidPage,
  WhichHubPage,
} from './views.tsx'

/** What anybody does who follows by mail, without an account: asks, confirms, changes, ends. Reading a page changes nothing. */
export const byMailPages = new Hono<Env>()

const small = bodyLimit({ maxSize: 16 * 1024 })

byMailPages.get('/by-mail', anybody, async (c) => {
  const { world } = c.var
  const { hub = '', issue = '', kinds } = c.req.query()
  const hubs = await readHubs(world)
  const only = hubs.length === 1 ? hubs[0]!.id : ''
  const followed = await followedBy(world, { hub: hub || only, issue })
  if (followed === null)
    return hub === '' && issue === '' && hubs.length > 0
      ? page(c, <WhichHubPage world={world} hubs={hubs} />)
      : answerNotFound(c)
  const wanted = kindsIn((kinds ?? '').split(' '))
  const chosen = { kinds: wanted.length > 0 ? wanted : digestKinds, cadence: 'weekly' }
  return showAsk(c, followed, { id: newId(), address: '', ...chosen })
})

byMailPages.post('/by-mail', anybody, small, async (c) => {
  const { world, words } = c.var
  const posted = await allPosted(c)
  const one = (name: string) => posted(name)[0] ?? ''
  const form = { id: one('id'), address: one('address'), kinds: posted('kinds'), cadence: one('cadence') }
  if (!isId(form.id)) return answerNotFound(c)
  const followed = await followedBy(world, { hub: one('hub'), issue: one('issue') })
  if (followed === null) return answerNotFound(c)
  if (!(await mailWorks(world))) return showAsk(c, followed, form)
  const often = tooOften(c)
  if (often) return showAsk(c, followed, form, { address: often }, 429)
  const done = await askToFollow(world, followed, { ...form, language: one('language') || words.lang })
  if (isRefusal(done)) return showAsk(c, followed, form, { address: refusalIn(words, done) })
  if (done !== true) return showAsk(c, followed, form, errorsOf(c, done.wrong))
  return c.redirect('/by-mail/sent', 303)
})

byMailPages.get('/by-mail/sent', anybody, (c) => {
  const { world, words } = c.var
  return page(
    c,
    <SaidPage {...{ world }} title={words.t('by-mail.sent-title')} says={words.t('by-mail.sent')} />,
  )
})

byMailPages.get('/by-mail/confirm/:secret', anybody, async (c) => {
  const { world } = c.var
  const found = await holder(c)
  if (!found) return answerRefused(c, refuseWith('by-mail.link-over'), 410)
  const { hub, row, what, secret } = found
  if (row.confirmed !== null) return c.redirect(`/by-mail/manage/${secret}`, 303)
  return page(c, <ConfirmPage {...{ world, hub, what, secret }} wording={row.wording} />)
})

byMailPages.post('/by-mail/confirm/:secret', anybody, small, async (c) => {
  const secret = await confirmFollow(c.var.world, c.req.param('secret'))
  if (isRefusal(secret)) return answerRefused(c, secret, 410)
  return c.redirect(`/by-mail/manage/${secret}?done=confirmed`, 303)
})

byMailPages.get('/by-mail/manage/:secret', anybody, (c) => showManage(c))

byMailPages.get('/by-mail/manage/:secret/held.json', anybody, async (c) => {
  const held = await heldOn(c.var.world, c.req.param('secret'))
  if (held === null) return answerNotFound(c)
  c.header('Cache-Control', 'no-store')
  c.header('Content-Disposition', 'attachment; filename="by-mail.json"')
  c.header('Content-Type', 'application/json; charset=utf-8')
  return c.body(`${JSON.stringify(held, null, 1)}\n`)
})

byMailPages.post('/by-mail/manage/:secret', anybody, small, async (c) => {
  const posted = await allPosted(c)
  const secret = c.req.param('secret')
  const chosen = {
    ...{ kinds: posted('kinds'), cadence: posted('cadence')[0] ?? '' },
    language: posted('language')[0] ?? '',
  }
  const done = await changeWish(c.var.world, secret, chosen)
  if (isRefusal(done)) return answerRefused(c, done, 410)
  if (done !== true) return showManage(c, { chosen, errors: errorsOf(c, done.wrong) })
  return c.redirect(`/by-mail/manage/${secret}?done=changed`, 303)
})

byMailPages.get('/by-mail/end/:secret', anybody, async (c) => {
  const { world } = c.var
  const found = await holder(c)
  if (!found) return showEnded(c)
  const { hub, what, secret } = found
  return page(c, <EndPage {...{ world, hub, what, secret }} kind={kindAsked(c)} />)
})

/** The button of the page, and of mail programs, which have no page before (RFC 8058). The answer is the same however often it is pressed. */
byMailPages.post('/by-mail/end/:secret', anybody, small, async (c) => {
  const kind = kindAsked(c)
  const secret = c.req.param('secret')
  await endFollow(c.var.world, secret, kind)
  const goesOn = kind !== undefined && (await whoseLink(c.var.world, secret)) !== null
  return goesOn ? c.redirect(`/by-mail/manage/${secret}?done=changed`, 303) : showEnded(c)
})

const kindAsked = (c: Context<Env>) => digestKinds.find((kind) => kind === c.req.query('kind'))

function showEnded(c: Context<Env>) {
  const { world, words } = c.var
  return page(
    c,
    <SaidPage world={world} title={words.t('by-mail.ended-title')} says={words.t('by-mail.ended')} />,
  )
}

/** Whose link was opened, with what they follow in the words of the page. */
async function holder(c: Context<Env>) {
  const { world, words } = c.var
  const secret = c.req.param('secret') ?? ''
  const row = await whoseLink(world, secret)
  const hub = row && (await hubById(world, row.hub_id))
  if (!row || !hub) return null
  const { issue } = await addressed(world, { ...row, language: words.lang }, hub)
  return { row, hub: hub as Hub, what: issue ?? hub.name, secret }
}

async function showManage(
  c: Context<Env>,
  again?: { chosen: Chosen & { language: string }; errors: Errors },
) {
  const { world, words } = c.var
  const found = await holder(c)
  if (!found) return answerRefused(c, refuseWith('by-mail.link-over'), 410)
  const { row, hub, what, secret } = found
  if (row.confirmed === null) return c.redirect(`/by-mail/confirm/${secret}`, 303)
  const done = (['confirmed', 'changed'] as const).find((each) => each === c.req.query('done'))
  const kept = { kinds: row.kinds.split(' '), cadence: row.cadence, language: row.language }
  const view = {
    ...{ world, hub, what, row, secret, address: hinted(row.address) },
    ...{
      consents: await consentsOf(world.db, row.id),
      chosen: again?.chosen ?? kept,
      errors: again?.errors ?? {},
    },
    done: done && words.t(`by-mail.done.${done}`),
  }
  return page(c, <ManagePage {...view} />, again ? 422 : 200)
}

async function showAsk(
  c: Context<Env>,
  followed: Followed,
  form: Chosen & { id: string; address: string },
  errors: Errors = {},
  status: 422 | 429 = 422,
) {
  const { world } = c.var
  const wrong = Object.keys(errors).length > 0
  if (!(await mailWorks(world)))
    return page(c, <NoMailPage world={world} hub={followed.hub} />, wrong ? status : 200)
  return page(c, <AskPage {...{ world, followed, form, errors }} />, wrong ? status : 200)
}

/** No cache may keep a page that has a secret in it, and no other page is told its address. */
function page(c: Context<Env>, body: Parameters<Context<Env>['html']>[0], status: 200 | 422 | 429 = 200) {
  c.header('Cache-Control', 'no-store')
  return c.html(body, status)
}

const errorsOf = (c: Context<Env>, wrong: Wrong): Errors =>
  Object.fromEntries(
    Object.entries(wrong).map(([field, refusal]) => [field, refusalIn(c.var.words, refusal as Refusal)]),
  )

/** Every value of a field that was sent, as boxes send several. */
async function allPosted(c: Context<Env>): Promise<(name: string) => string[]> {
  const posted = await c.req.parseBody({ all: true })
  return (name) => [posted[name] ?? []].flat().filter((value) => typeof value === 'string')
}

/** How often one address may ask in a minute. */
const perMinute = 5
const allowances = new WeakMap<World['config'], ReturnType<typeof openAllowance>>()

function tooOften(c: Context<Env>): string | null {
  const { world, words } = c.var
  const allowance = allowances.get(world.config) ?? openAllowance(perMinute, world.clock)
  allowances.set(world.config, allowance)
  const after = allowance.take(senderOf(world, c) ?? 'somebody behind a proxy')
  return after > 0 ? words.t('report.too-often', { count: after }) : null
}
