import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { changeHub, meanwhile } from '../hubs/actions.ts'
import type { Hub } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import { mailState } from '../mail/state.ts'
import type { Env } from '../slice.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { type FormErrors, formOf, type HubForm, typedIn } from './model-hub-form.ts'
import { readSettings, settingsFields } from './model-settings.ts'
import { noteAct } from './store-acts.ts'
import { SettingsPage } from './views-settings.tsx'

/** The settings of a hub, for its organisers. */
export const settingsPages = new Hono<Env>()

settingsPages.get('/desk/settings', only('organiser'), async (c) => {
  const hub = await hubOf(c)
  return hub ? answerForm(c, hub, formOf(hub, c.var.words.lang), {}) : answerNotFound(c)
})

settingsPages.post('/desk/settings', only('organiser'), bodyLimit({ maxSize: 256 * 1024 }), async (c) => {
  const hub = await hubOf(c)
  if (!hub) return answerNotFound(c)
  const { world, words, visitor } = c.var
  const { who } = visitor!
  const posted = await c.req.parseBody()
  const typed: HubForm = typedIn(posted, settingsFields)
  const read = readSettings(hub, typed, words.lang)
  if ('errors' in read) return answerForm(c, hub, typed, read.errors)
  const { changes, changed } = read
  if (changed.length === 0) return c.redirect('/desk/settings?saved=1', 303)
  const seen = typeof posted.seen === 'string' ? posted.seen : hub.changed
  const answer = await changeHub(world, who, hub.id, changes, {
    seen,
    also: (tx, at) =>
      noteAct(tx, { hub: hub.id, person: who.person, verb: 'hub-changed', note: changed.join(' '), at }),
  })
  if (!isRefusal(answer)) return c.redirect('/desk/settings?saved=1', 303)
  if ('field' in answer) return answerForm(c, hub, typed, { [answer.field]: refusalIn(words, answer) })
  if (answer !== meanwhile) return answerRefused(c, answer, 403)
  // Somebody else saved first: what stands now is said beside each field in which the two differ, and saving again decides.
  const now = (await hubOf(c)) ?? hub
  const stands = formOf(now, words.lang)
  const against = readSettings(now, typed, words.lang)
  const fields = 'changed' in against ? against.changed : []
  const errors = fields.map((field) => [
    field,
    words.t('settings.meanwhile', { now: stands[field] || words.t('settings.empty') }),
  ])
  return answerForm(c, now, typed, Object.fromEntries(errors), 409)
})

const hubOf = (c: Context<Env>): Promise<Hub | undefined> =>
  hubById(c.var.world, c.var.visitor?.who.hub ?? '')

async function answerForm(c: Context<Env>, hub: Hub, typed: HubForm, errors: FormErrors, status?: 409) {
  const { world, visitor } = c.var
  const operates = visitor!.who.roles.includes('operator')
  const wrong = Object.keys(errors).length > 0
  const saved = !wrong && c.req.query('saved') !== undefined
  return c.html(
    <SettingsPage {...{ world, hub, typed, errors, saved, operates }} mail={await mailState(world)} />,
    status ?? (wrong ? 422 : 200),
  )
}
