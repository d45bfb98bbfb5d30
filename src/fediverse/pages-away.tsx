import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { senderOf } from '../federation/sender.ts'
import { openAllowance } from '../lib/allowance.ts'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { answerNotFound } from '../web/errors.tsx'
import { postedIn } from '../web/posted.ts'
import type { World } from '../world.ts'
import { type Aim, aimAt, findWay, openWay } from './actions-away.ts'
import { AwayPage, OnwardPage } from './views-away.tsx'

/** How visitors follow, answer and pass on from their own server. */
export const awayPages = new Hono<Env>()

awayPages.get('/away', anybody, async (c) => {
  const { world } = c.var
  const aim = await aimAt(world, c.req.query('about') ?? '')
  if (!aim) return answerNotFound(c)
  c.header('Cache-Control', 'no-store')
  const way = openWay(world, aim, c.req.query('way') ?? '')
  return way ? c.html(<OnwardPage {...{ world, aim, way }} />) : show(c, aim)
})

awayPages.post('/away', anybody, bodyLimit({ maxSize: 16 * 1024 }), async (c) => {
  const { world, words } = c.var
  const { about = '', from = '' } = await postedIn(c)
  const aim = await aimAt(world, about)
  if (!aim) return answerNotFound(c)
  if (tooOften(c)) return show(c, aim, { typed: from, wrong: words.t('away.too-often'), status: 429 })
  const found = await findWay(world, aim, from)
  if (isRefusal(found)) return show(c, aim, { typed: from, wrong: refusalIn(words, found), status: 422 })
  return c.redirect(`/away?about=${encodeURIComponent(aim.iri)}&way=${found.sealed}`, 303)
})

function show(c: Context<Env>, aim: Aim, again?: { typed: string; wrong: string; status: 422 | 429 }) {
  const { world } = c.var
  c.header('Cache-Control', 'no-store')
  const errors: Record<string, string> = again ? { from: again.wrong } : {}
  return c.html(<AwayPage {...{ world, aim, errors }} typed={again?.typed ?? ''} />, again?.status ?? 200)
}

/** How many servers one address may have us ask in a minute, and all together: nobody is to knock on doors through us. */
const perMinute = 10
const perMinuteOfAll = 120
const everybody = 'everybody'
const allowances = new WeakMap<World['config'], { one: Allowance; all: Allowance }>()
type Allowance = ReturnType<typeof openAllowance>

function tooOften(c: Context<Env>): boolean {
  const { world } = c.var
  const { one, all } = allowances.get(world.config) ?? {
    one: openAllowance(perMinute, world.clock),
    all: openAllowance(perMinuteOfAll, world.clock),
  }
  allowances.set(world.config, { one, all })
  return one.take(senderOf(world, c) ?? 'somebody behind a proxy') > 0 || all.take(everybody) > 0
}
