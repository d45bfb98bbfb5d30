import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { isId, newId } from '../lib/id.ts'
import { isRefusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Words } from '../lib/words.ts'
import { namesOf, peopleOf, personOfHub } from '../members/store.ts'
import type { Errors } from '../members/views-sign-in.tsx'
import type { Env } from '../slice.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only, signedIn } from '../web/only.ts'
import { postedIn } from '../web/posted.ts'
import {
  addPurpose,
  askFor,
  type FieldRefusal,
  noteConsent,
  withdrawConsent,
  wordingAsked,
  writeWording,
} from './actions-consent.ts'
import { channels } from './model-consent.ts'
import { consentsOf, purposesOf } from './store-consent.ts'
import { type AskedFor, type ConsentForm, PersonConsentPage, PurposesPage } from './views-consent.tsx'

/** What people are asked for and what they agreed to: for organisers, and each for themselves. */
export const consentPages = new Hono<Env>()

const organisers = only('organiser', 'operator')
const small = bodyLimit({ maxSize: 32 * 1024 })

consentPages.get('/desk/consent', organisers, (c) => showPurposes(c))

consentPages.post('/desk/consent', organisers, small, async (c) => {
  const { world, visitor, words } = c.var
  const { id = '', name = '', text = '' } = await postedIn(c)
  if (!isId(id)) return answerNotFound(c)
  const done = await addPurpose(world, visitor!.who, { id, name, text, language: words.lang })
  if (!isRefusal(done)) return c.redirect('/desk/consent', 303)
  return showPurposes(c, { form: { id, name, text }, errors: besideField(words, done, 'name') })
})

consentPages.post('/desk/consent/:purpose/wording', organisers, small, async (c) => {
  const { world, visitor, words } = c.var
  const key = c.req.param('purpose')
  const posted = await postedIn(c)
  const text = posted[`text-${key}`] ?? ''
  const about = { purpose: key, version: Number(posted.version), text, language: words.lang }
  const done = await writeWording(world, visitor!.who, about)
  if (!isRefusal(done)) return c.redirect('/desk/consent', 303)
  return showPurposes(c, { rewrite: { key, text, error: refusalIn(words, done) } })
})

consentPages.post('/desk/consent/:purpose/asked', organisers, small, async (c) => {
  const { asked } = await postedIn(c)
  const about = { purpose: c.req.param('purpose'), asked: asked === 'yes' }
  const done = await askFor(c.var.world, c.var.visitor!.who, about)
  return isRefusal(done) ? answerRefused(c, done) : c.redirect('/desk/consent', 303)
})

consentPages.get('/desk/people/:id/consent', organisers, (c) => showPerson(c, c.req.param('id')))

consentPages.post('/desk/people/:id/consent', organisers, small, async (c) => {
  const { world, visitor, words } = c.var
  const person = c.req.param('id')
  const { id = '', purpose = '', channel = '', given = '' } = await postedIn(c)
  if (!isId(id)) return answerNotFound(c)
  const form = { id, purpose, channel, given }
  const [key = '', version = '', language = ''] = purpose.split(' ')
  const known = channels.find((one) => one === channel)
  const done: true | FieldRefusal = known
    ? await noteConsent(world, visitor!.who, {
        ...{ id, person, purpose: key, version: Number(version), language, channel: known, given },
      })
    : { ...refuseWith('consent.how-missing'), field: 'channel' }
  if (!isRefusal(done)) return c.redirect(`/desk/people/${person}/consent`, 303)
  return showPerson(c, person, { form, errors: besideField(words, done, 'purpose') })
})

consentPages.post('/desk/people/:id/consent/:consent/withdrawal', organisers, small, async (c) => {
  const { id, consent } = c.req.param()
  const done = await withdrawConsent(c.var.world, c.var.visitor!.who, { person: id, id: consent })
  return isRefusal(done) ? answerRefused(c, done) : c.redirect(`/desk/people/${id}/consent`, 303)
})

consentPages.post('/account/data/consents/:consent/withdrawal', signedIn, small, async (c) => {
  const { who } = c.var.visitor!
  const done = await withdrawConsent(c.var.world, who, { person: who.person, id: c.req.param('consent') })
  return isRefusal(done) ? answerRefused(c, done) : c.redirect('/account/data', 303)
})

async function showPurposes(
  c: Context<Env>,
  again: {
    form?: { id: string; name: string; text: string }
    errors?: Errors
    rewrite?: { key: string; text: string; error: string }
  } = {},
) {
  const { world, visitor } = c.var
  const { hub } = visitor!.who
  const form = again.form ?? { id: newId(), name: '', text: '' }
  const about = { purposes: await askedFor(c, hub), people: await peopleOf(world.db, hub), form }
  return c.html(
    <PurposesPage
      {...{ world, ...about, errors: again.errors ?? {} }}
      {...(again.rewrite && { rewrite: again.rewrite })}
    />,
    again.errors || again.rewrite ? 422 : 200,
  )
}

async function showPerson(c: Context<Env>, id: string, again?: { form: ConsentForm; errors: Errors }) {
  const { world, visitor } = c.var
  const { hub } = visitor!.who
  const person = isId(id) ? await personOfHub(world.db, hub, id) : undefined
  if (!person) return answerNotFound(c)
  const consents = await consentsOf(world.db, hub, id)
  const names = await namesOf(
    world.db,
    consents.flatMap(({ noted_by }) => noted_by ?? []),
  )
  const form = again?.form ?? {
    ...{ id: newId(), purpose: '', channel: 'in-person' },
    given: instant(world.clock()).slice(0, 10),
  }
  const purposes = await askedFor(c, hub)
  return c.html(
    <PersonConsentPage
      {...{ world, person, consents, purposes, names, form }}
      errors={again?.errors ?? {}}
    />,
    again ? 422 : 200,
  )
}

/** Every purpose of a hub with the wording of now. */
async function askedFor(c: Context<Env>, hub: string): Promise<AskedFor[]> {
  const { world, words } = c.var
  const purposes = await purposesOf(world.db, hub)
  const asked = await Promise.all(
    purposes.map(async (purpose) => ({
      ...purpose,
      wording: await wordingAsked(world, hub, purpose.key, words.lang),
    })),
  )
  return asked.flatMap(({ wording, ...purpose }) => (wording === null ? [] : [{ ...purpose, wording }]))
}

const besideField = (words: Words, refusal: FieldRefusal, usual: string): Errors => ({
  [refusal.field ?? usual]: refusalIn(words, refusal),
})
