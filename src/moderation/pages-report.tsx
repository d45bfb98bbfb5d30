import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { senderOf } from '../federation/sender.ts'
import { allHubs } from '../hubs/store.ts'
import { openAllowance } from '../lib/allowance.ts'
import { isId, newId } from '../lib/id.ts'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { postedIn } from '../web/posted.ts'
import type { World } from '../world.ts'
import { subjectAt } from './actions-records.ts'
import { reportRecord, sendFeedback } from './actions-report.ts'
import { visitorReasons } from './model.ts'
import { type Errors, FeedbackPage, ReportPage, ThanksPage } from './views-report.tsx'

/** What anybody may say, without an account: that something is wrong with a record, and what they think. */
export const reportPages = new Hono<Env>()

const small = bodyLimit({ maxSize: 32 * 1024 })

reportPages.get('/report', anybody, (c) => showReport(c, c.req.query('about') ?? ''))

reportPages.post('/report', anybody, small, async (c) => {
  const { world, words: say } = c.var
  const { id = '', about = '', reason = '', words = '' } = await postedIn(c)
  if (!isId(id)) return answerNotFound(c)
  const form = { id, reason, words }
  const known = visitorReasons.find((one) => one === reason)
  if (!known) return showReport(c, about, { form, errors: { reason: say.t('report.reason-missing') } })
  const often = tooOften(c)
  if (often) return showReport(c, about, { form, errors: { words: often } }, 429)
  const done = await reportRecord(world, { id, iri: about, reason: known, words })
  if (!isRefusal(done)) return c.redirect('/report/thanks', 303)
  return 'field' in done
    ? showReport(c, about, { form, errors: { [done.field]: refusalIn(say, done) } })
    : answerRefused(c, done, 409)
})

reportPages.get('/report/thanks', anybody, (c) => c.html(<ThanksPage world={c.var.world} />))

reportPages.get('/feedback', anybody, (c) => showFeedback(c))

reportPages.post('/feedback', anybody, small, async (c) => {
  const { id = '', hub = '', words = '' } = await postedIn(c)
  if (!isId(id)) return answerNotFound(c)
  const form = { id, hub, words }
  const often = tooOften(c)
  if (often) return showFeedback(c, { form, errors: { words: often } }, 429)
  const done = await sendFeedback(c.var.world, form)
  if (!isRefusal(done)) return c.redirect('/report/thanks', 303)
  return showFeedback(c, { form, errors: { [done.field]: refusalIn(c.var.words, done) } })
})

async function showReport(
  c: Context<Env>,
  iri: string,
  again?: { form: { id: string; reason: string; words: string }; errors: Errors },
  status: 422 | 429 = 422,
) {
  const { world } = c.var
  const subject = await subjectAt(world, iri)
  if (!subject || subject.page === null) return answerNotFound(c)
  const { form, errors } = again ?? { form: { id: newId(), reason: '', words: '' }, errors: {} }
  c.header('Cache-Control', 'no-store')
  return c.html(<ReportPage {...{ world, subject, form, errors }} />, again ? status : 200)
}

async function showFeedback(
  c: Context<Env>,
  again?: { form: { id: string; hub: string; words: string }; errors: Errors },
  status: 422 | 429 = 422,
) {
  const { world } = c.var
  const hubs = await allHubs(world)
  if (hubs.length === 0) return answerNotFound(c)
  const first = { id: newId(), hub: c.req.query('hub') ?? '', words: '' }
  const { form, errors } = again ?? { form: first, errors: {} }
  c.header('Cache-Control', 'no-store')
  return c.html(<FeedbackPage {...{ world, hubs, form, errors }} />, again ? status : 200)
}

/** How often one address may say something in a minute. */
const perMinute = 5
const allowances = new WeakMap<World['config'], ReturnType<typeof openAllowance>>()

/** Says so where somebody sends too much at once. What they typed stays in the form. */
function tooOften(c: Context<Env>): string | null {
  const { world, words } = c.var
  const allowance = allowances.get(world.config) ?? openAllowance(perMinute, world.clock)
  allowances.set(world.config, allowance)
  const after = allowance.take(senderOf(world, c) ?? 'somebody behind a proxy')
  return after > 0 ? words.t('report.too-often', { count: after }) : null
}
