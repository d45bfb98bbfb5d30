import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { hubById } from '../hubs/store.ts'
import { isRefusal, refusalsIn } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { peopleOf } from '../members/store.ts'
import type { Env } from '../slice.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { postedIn } from '../web/posted.ts'
import { forecast, setRetention } from './actions-retention.ts'
import { ProcessingPage, RetentionPage } from './views-retention.tsx'

/** How long a hub keeps what, and the record of what it does with people’s data. */
export const retentionPages = new Hono<Env>()

const organisers = only('organiser', 'operator')

retentionPages.get('/desk/retention', organisers, (c) => show(c))

retentionPages.post('/desk/retention', organisers, bodyLimit({ maxSize: 16 * 1024 }), async (c) => {
  const { world, visitor, offered, words } = c.var
  const posted = await postedIn(c)
  const typed = Object.fromEntries(
    Object.entries(posted).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  )
  const done = await setRetention(world, visitor!.who, offered.holdings, typed)
  if (done === true) return c.redirect('/desk/retention', 303)
  if (isRefusal(done)) return answerRefused(c, done, 403)
  return show(c, { typed, errors: refusalsIn(words, done.errors) })
})

retentionPages.get('/desk/processing', organisers, async (c) => {
  const { world, visitor, offered } = c.var
  const { hub: id } = visitor!.who
  const hub = await hubById(world, id)
  if (!hub) return answerNotFound(c)
  const forecasts = await forecast(world, id, offered.holdings)
  const people = (await peopleOf(world.db, id)).length
  const today = instant(world.clock())
  return c.html(<ProcessingPage {...{ world, hub, people, forecasts, today }} holdings={offered.holdings} />)
})

async function show(
  c: Context<Env>,
  again?: { typed: Readonly<Record<string, string>>; errors: Readonly<Record<string, string>> },
) {
  const { world, visitor, offered } = c.var
  const forecasts = await forecast(world, visitor!.who.hub, offered.holdings)
  const { typed = {}, errors = {} } = again ?? {}
  return c.html(<RetentionPage {...{ world, forecasts, typed, errors }} />, again ? 422 : 200)
}
