import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { howMailGoes } from '../mail/state.ts'
import type { Env } from '../slice.ts'
import { only } from '../web/only.ts'
import { postedIn } from '../web/posted.ts'
import { chooseZone } from './actions-manage.ts'
import { zoneHere } from './actions-send.ts'
import { countFollows } from './store-keeping.ts'
import { ByMailPage } from './views-desk.tsx'

/** What organisers see of those who follow by mail: how many, never who; and how mail goes. */
export const deskPages = new Hono<Env>()

deskPages.get('/desk/by-mail', only('organiser'), (c) => show(c))

deskPages.post('/desk/by-mail', only('organiser'), bodyLimit({ maxSize: 16 * 1024 }), async (c) => {
  const { world, visitor, words } = c.var
  const { zone = '' } = await postedIn(c)
  const done = await chooseZone(world, visitor!.who, zone)
  if (isRefusal(done)) return show(c, { zone, error: refusalIn(words, done) })
  return c.redirect('/desk/by-mail?done=1', 303)
})

async function show(c: Context<Env>, again?: { zone: string; error: string }) {
  const { world, visitor } = c.var
  const { hub } = visitor!.who
  const [counts, mail, held] = await Promise.all([
    countFollows(world.db, hub),
    howMailGoes(world),
    zoneHere(world, hub),
  ])
  const zone = again?.zone ?? held
  const now = instant(world.clock())
  const done = c.req.query('done') === '1'
  return c.html(
    <ByMailPage {...{ world, counts, mail, zone, now, done }} held={held} error={again?.error} />,
    again ? 422 : 200,
  )
}
