import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { inTransaction } from '../db/index.ts'
import { isRefusal, refuse } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { beginSessionIn } from './actions-sessions.ts'
import { isSetUp, opensSetUp, setUp } from './actions-setup.ts'
import { emptySetUp, readSetUp, type SetUpErrors, type SetUpForm, setUpForm } from './model-setup.ts'
import { giveCookie } from './pages-session.ts'
import { SetUpDonePage, SetUpPage } from './views.tsx'

/** The pages of set-up. The token of the link proves the right to use them; without it nothing is here. */
export const setUpPages = new Hono<Env>()

setUpPages.get('/setup', anybody, async (c) => {
  const token = c.req.query('token') ?? ''
  return (await turnAway(c, token)) ?? answerForm(c, token, emptySetUp, {})
})

setUpPages.post('/setup', anybody, bodyLimit({ maxSize: 64 * 1024 }), async (c) => {
  const posted = await c.req.parseBody()
  const token = typeof posted.token === 'string' ? posted.token : ''
  const away = await turnAway(c, token)
  if (away) return away
  const form = setUpForm(posted)
  const read = readSetUp(form)
  if ('errors' in read) return answerForm(c, token, form, read.errors)
  const answer = await setUp(c.var.world, read, token)
  if (!isRefusal(answer)) {
    const { world } = c.var
    const { id, hub } = answer.organiser
    const agent = c.req.header('user-agent')
    giveCookie(
      c,
      await inTransaction(world.db, (tx) => beginSessionIn(tx, { id, hub }, agent, instant(world.clock()))),
    )
    return page(
      c,
      <SetUpDonePage world={c.var.world} hub={answer.hub} organiser={answer.organiser.name} />,
      200,
    )
  }
  if ('field' in answer) return answerForm(c, token, form, { [answer.field]: answer.refused })
  return answerRefused(c, answer, 410)
})

/** Says no to whoever comes too late (410) or without the link (404, as if nothing were here); null for whom it is meant. */
async function turnAway(c: Context<Env>, token: string): Promise<Response | null> {
  if (await isSetUp(c.var.world))
    return answerRefused(c, refuse('This server is set up already, and its set-up link is used up.'), 410)
  return (await opensSetUp(c.var.world, token)) ? null : answerNotFound(c)
}

const answerForm = (c: Context<Env>, token: string, form: SetUpForm, errors: SetUpErrors) =>
  page(
    c,
    <SetUpPage world={c.var.world} token={token} form={form} errors={errors} />,
    Object.keys(errors).length === 0 ? 200 : 422,
  )

/** No cache may keep a page that has the token in it. */
function page(c: Context<Env>, body: Parameters<Context<Env>['html']>[0], status: 200 | 422) {
  c.header('Cache-Control', 'no-store')
  return c.html(body, status)
}
