import { type Context, Hono } from 'hono'
import { inTransaction } from '../db/index.ts'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import { retryMailsIn } from '../mail/outbox.ts'
import { forgetMailSettings } from '../mail/settings.ts'
import type { Env } from '../slice.ts'
import { answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { noteDeed } from './actions.ts'
import { confirmMail, dropTrial, type MailView, mailView, tryMail } from './actions-mail-setup.ts'
import { hurry } from './actions-told.ts'
import { typedIn } from './model-hub-form.ts'
import { type MailForm, mailFields } from './model-mail-form.ts'
import { doneOf, inMeasure, posted, small } from './pages-forms.ts'
import { MailPage } from './views-mail.tsx'

/** Where operators set mail up in the browser. */
export const mailPages = new Hono<Env>()

const path = '/desk/settings/mail'

mailPages.get(path, only('operator'), (c) => mailPage(c))

mailPages.post(path, only('operator'), inMeasure, small, async (c) => {
  const { world, visitor, words } = c.var
  const { who } = visitor!
  const fields = await posted(c)
  const { to } = fields
  if (to === 'forget') {
    const done = await forgetMailSettings(world)
    if (isRefusal(done)) return answerRefused(c, done, 409)
    await noteDeed(world, who, 'mail-forgotten', '')
    return c.redirect(`${path}?done=mail-forgotten`, 303)
  }
  if (to === 'retry') {
    await inTransaction(world.db, (tx) => retryMailsIn(tx, world))
    hurry(world)
    return c.redirect(`${path}?done=mail-retried`, 303)
  }
  if (to === 'code') {
    const done = await confirmMail(world, fields.code ?? '', who.person)
    if (isRefusal(done)) return mailPage(c, { errors: { code: refusalIn(words, done) } })
    await noteDeed(world, who, 'mail-set', '')
    return c.redirect(`${path}?done=mail-works`, 303)
  }
  const wrong = await tryPosted(c, fields)
  return wrong ? mailPage(c, wrong) : c.redirect(path, 303)
})

/** Does what a form about mail asks for, and is not the code: a test mail by what was typed, or by what is set up, or all from the beginning. Null where it went well. */
export async function tryPosted(
  c: Context<Env>,
  fields: Readonly<Record<string, unknown>>,
): Promise<Partial<Pick<MailView, 'typed' | 'errors' | 'trouble'>> | null> {
  const { world, words } = c.var
  await dropTrial(world)
  if (fields.to === 'again') return null
  const typed: MailForm = typedIn(fields, mailFields)
  const set = fields.to === 'test' || world.config.mail !== null
  const done = await tryMail(world, set ? null : typed, typed.test ?? '', words)
  return done === true ? null : { typed, ...done }
}

async function mailPage(c: Context<Env>, wrong?: Parameters<typeof mailView>[1]): Promise<Response> {
  const { world } = c.var
  const done = doneOf(c, ['mail-works', 'mail-forgotten', 'mail-retried'])
  return c.html(<MailPage {...{ world, done }} view={await mailView(world, wrong)} />, wrong ? 422 : 200)
}
