import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { inTransaction } from '../db/index.ts'
import { allHubs } from '../hubs/store.ts'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { beginSessionIn, sessionLasts } from '../members/actions-sessions.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { rememberHubs } from '../web/brand.ts'
import { giveCookie } from '../web/cookie.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { confirmMail, dropTrial, mailView } from './actions-mail-setup.ts'
import { alreadySetUp, isSetUp, keepSetUp, keptSetUp, opensSetUp, setUp } from './actions-setup.ts'
import type { FormErrors } from './model-hub-form.ts'
import {
  afterStep,
  emptySetUp,
  errorsOf,
  readSetUp,
  type SetUpForm,
  type SetUpStep,
  stepAt,
  stepBeside,
} from './model-setup.ts'
import { tryPosted } from './pages-mail.tsx'
import { SetUpPage } from './views-setup.tsx'

/** The pages of set-up, step by step. The token of the link proves the right to use them; without it nothing is here. */
export const setUpPages = new Hono<Env>()

setUpPages.get('/setup', anybody, async (c) => {
  const token = c.req.query('token') ?? ''
  const away = await turnAway(c, token)
  if (away) return away
  const form = await formOf(c)
  return answerStep(c, token, form, stepAt(c.req.query('step'), form), {})
})

setUpPages.post('/setup', anybody, bodyLimit({ maxSize: 64 * 1024 }), async (c) => {
  const posted = await c.req.parseBody()
  const token = typeof posted.token === 'string' ? posted.token : ''
  const away = await turnAway(c, token)
  if (away) return away
  const { world, words } = c.var
  const before = await formOf(c)
  const step = stepAt(typeof posted.step === 'string' ? posted.step : undefined, before)
  const typed = afterStep(before, step, posted, false)
  const back = posted.to === 'back'
  if (step === 'mail' && !back) return mailStep(c, token, before, posted)
  const errors = back ? {} : errorsOf(step, typed, words)
  const gone = !back && Object.keys(errors).length === 0 && step !== 'ready'
  const form = gone ? afterStep(typed, step, posted, true) : typed
  // Whatever is wrong with it, what was typed is kept.
  await keepSetUp(world, form)
  if (back) return goTo(c, token, stepBeside(step, -1))
  if (Object.keys(errors).length > 0) return answerStep(c, token, form, step, errors)
  return step === 'ready' ? finish(c, token, form) : goTo(c, token, stepBeside(step, 1))
})

/** Mail: a server is tried, the code of the test mail confirms it, or one press goes on without. */
async function mailStep(
  c: Context<Env>,
  token: string,
  form: SetUpForm,
  posted: Record<string, unknown>,
): Promise<Response> {
  const { world, words } = c.var
  const gone = afterStep(form, 'mail', {}, true)
  if (posted.to === 'code') {
    const done = await confirmMail(world, typeof posted.code === 'string' ? posted.code : '', null)
    if (isRefusal(done))
      return answerStep(c, token, form, 'mail', {}, { errors: { code: refusalIn(words, done) } })
    await keepSetUp(world, { ...gone, address: done.to })
    return goTo(c, token, 'ready')
  }
  if (['try', 'test', 'again'].includes(String(posted.to))) {
    const wrong = await tryPosted(c, posted)
    return wrong ? answerStep(c, token, form, 'mail', {}, wrong) : goTo(c, token, 'mail')
  }
  await dropTrial(world)
  await keepSetUp(world, gone)
  return goTo(c, token, 'ready')
}

/** Founds the hub, and signs in who did it. */
async function finish(c: Context<Env>, token: string, form: SetUpForm): Promise<Response> {
  const { world, words } = c.var
  const read = readSetUp(form, words)
  if ('errors' in read) return answerStep(c, token, form, 'ready', read.errors)
  const answer = await setUp(world, { ...read, address: form.address ?? null }, token)
  if (isRefusal(answer))
    return 'field' in answer
      ? answerStep(c, token, form, 'ready', { [answer.field]: refusalIn(words, answer) })
      : answerRefused(c, answer, 410)
  // From now on all pages carry its name, and lead to its ear.
  rememberHubs(world, await allHubs(world))
  const { id, hub } = answer.organiser
  const agent = c.req.header('user-agent')
  const at = instant(world.clock())
  const begun = await inTransaction(world.db, (tx) => beginSessionIn(tx, { id, hub }, agent, at))
  giveCookie(c, begun.token, sessionLasts)
  return c.redirect('/desk/begin', 303)
}

/** Says no to whoever comes too late (410) or without the link (404, as if nothing were here); null for whom it is meant. */
async function turnAway(c: Context<Env>, token: string): Promise<Response | null> {
  if (await isSetUp(c.var.world)) return answerRefused(c, alreadySetUp, 410)
  return (await opensSetUp(c.var.world, token)) ? null : answerNotFound(c)
}

const formOf = async (c: Context<Env>): Promise<SetUpForm> =>
  (await keptSetUp(c.var.world)) ?? emptySetUp(c.var.words)

const goTo = (c: Context<Env>, token: string, step: SetUpStep): Response =>
  c.redirect(`/setup?${new URLSearchParams({ token, step })}`, 303)

/** No cache may keep a page that has the token in it. */
async function answerStep(
  c: Context<Env>,
  token: string,
  form: SetUpForm,
  step: SetUpStep,
  errors: FormErrors,
  mailWrong?: Parameters<typeof mailView>[1],
) {
  const { world, words } = c.var
  c.header('Cache-Control', 'no-store')
  // What was typed at another step can be wrong all the same, where somebody went on without it.
  const all = readSetUp(form, words)
  const wrong = step === 'ready' && 'errors' in all ? { ...all.errors, ...errors } : errors
  return c.html(
    <SetUpPage {...{ world, token, form, step }} errors={wrong} mail={await mailView(world, mailWrong)} />,
    Object.keys(errors).length === 0 && !mailWrong ? 200 : 422,
  )
}
