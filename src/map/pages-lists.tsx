import { type Context, Hono } from 'hono'
import type { Env } from '../slice.ts'
import { readHubs, readOrigins } from './list.ts'
import { readRecords } from './lists.ts'
import { type ListName, listTypedOf, readListCursor, readListFilter } from './model-lists.ts'
import { ListPage } from './views-lists.tsx'

/** The lists of outcomes and of actions, of the hubs here and of those they follow. */
export const listPages = new Hono<Env>()

listPages.get('/outcomes', (c) => answerList(c, 'outcomes'))
listPages.get('/actions', (c) => answerList(c, 'actions'))

async function answerList(c: Context<Env>, name: ListName) {
  const { world } = c.var
  const origins = await readOrigins(world, await readHubs(world))
  const typed = listTypedOf(name, c.req.query())
  const { filter, errors: filterErrors } = readListFilter(name, typed, origins)
  const asked = c.req.query('after') || undefined
  const cursor = asked === undefined ? undefined : readListCursor(asked, filter.order)
  const errors =
    cursor === null
      ? {
          ...filterErrors,
          after: 'This address does not lead to a page of the list, so here is the first page.',
        }
      : filterErrors
  const list = await readRecords(world, name, filter, origins, cursor ?? undefined)
  const view = { world, name, origins, typed, errors, list, after: cursor ? asked : undefined }
  return c.html(<ListPage {...view} />, Object.keys(errors).length > 0 ? 400 : 200)
}
