import { Hono } from 'hono'
import { hubById } from '../hubs/store.ts'
import { isId } from '../lib/id.ts'
import { instant } from '../lib/time.ts'
import { listPeople } from '../members/store-people.ts'
import type { Env } from '../slice.ts'
import { answerNotFound } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { readLog } from './log.ts'
import { LogPage } from './log-page.tsx'
import { PaperPage, readPaper } from './paper.tsx'

/** Pages of the desk that read what several slices keep: the hub’s log, and the sheet for somebody without mail. */
export const deskPages = new Hono<Env>()

deskPages.get('/desk/log', only('organiser', 'operator'), async (c) => {
  const { world, visitor, words } = c.var
  const asked = c.req.query('before')
  const before = asked !== undefined && isId(asked) ? asked : undefined
  const { lines, next } = await readLog(world, words, { hub: visitor!.who.hub, before })
  return c.html(<LogPage {...{ world, lines, next }} first={before === undefined} />)
})

deskPages.get('/desk/people/:id/paper', only('organiser', 'operator'), async (c) => {
  const { world, visitor } = c.var
  const hub = await hubById(world, visitor!.who.hub)
  const people = await listPeople(world.db, visitor!.who.hub, instant(world.clock()))
  const person = people.find(({ id }) => id === c.req.param('id'))
  if (!hub || !person) return answerNotFound(c)
  const organisers = people
    .filter(({ roles }) => roles.some(({ role }) => role === 'organiser'))
    .map(({ name }) => name)
  return c.html(<PaperPage {...{ world, hub, person, organisers }} paper={await readPaper(world, hub)} />)
})
