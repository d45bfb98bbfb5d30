import { Hono } from 'hono'
import { instant } from '../lib/time.ts'
import { howMailGoes } from '../mail/state.ts'
import type { Env } from '../slice.ts'
import { only } from '../web/only.ts'
import { countFollows } from './store-keeping.ts'
import { ByMailPage } from './views-desk.tsx'

/** What organisers see of those who follow by mail: how many, never who; and how mail goes. */
export const deskPages = new Hono<Env>()

deskPages.get('/desk/by-mail', only('organiser'), async (c) => {
  const { world, visitor } = c.var
  const { who, hub } = visitor!
  const [counts, mail] = await Promise.all([countFollows(world.db, who.hub), howMailGoes(world)])
  return c.html(<ByMailPage {...{ world, counts, mail, zone: hub.zone, now: instant(world.clock()) }} />)
})
