import { type Context, Hono } from 'hono'
import { isId, newId } from '../lib/id.ts'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import type { Env } from '../slice.ts'
import { answerNotFound } from '../web/errors.tsx'
import { signedIn } from '../web/only.ts'
import { askedToBeNamed, nameThemselves, stopBeingNamed } from './actions-named.ts'
import type { NamedForm } from './model-named.ts'
import { doneOf, inMeasure, posted, small } from './pages-forms.ts'
import { namedPerson } from './store-named.ts'
import { profileOf } from './store-people.ts'
import { NamedPage } from './views-named.tsx'

/** Where somebody of a hub chooses whether they are named on its page: each for themselves only. */
export const namedPages = new Hono<Env>()

namedPages.get('/account/named', signedIn, (c) => show(c))

namedPages.post('/account/named', signedIn, inMeasure, small, async (c) => {
  const { world, visitor, words } = c.var
  const { id = '', name = '', does = '', says = '', agrees, version } = await posted(c)
  if (!isId(id)) return answerNotFound(c)
  const typed = { name, does, says }
  const about = { id, typed, agrees: agrees === 'yes', version: Number(version), language: words.lang }
  const done = await nameThemselves(world, visitor!, about)
  if (done === true) return c.redirect('/account/named?done=named', 303)
  const errors = isRefusal(done)
    ? { agrees: refusalIn(words, done) }
    : Object.fromEntries(done.wrong.map((field) => [field, words.t(`named.${field}-wrong`)]))
  return show(c, { id, form: typed, errors })
})

namedPages.post('/account/named/end', signedIn, inMeasure, small, async (c) => {
  await stopBeingNamed(c.var.world, c.var.visitor!)
  return c.redirect('/account/named?done=unnamed', 303)
})

async function show(
  c: Context<Env>,
  again?: { id: string; form: NamedForm; errors: Record<string, string> },
) {
  const { world, visitor, words } = c.var
  const { hub, person } = visitor!.who
  const now = await namedPerson(world.db, person)
  const called = (await profileOf(world.db, person))?.name ?? ''
  const about = {
    id: again?.id ?? newId(),
    form: again?.form ?? now ?? { name: called, does: '', says: '' },
    named: now !== undefined,
    asked: await askedToBeNamed(world, hub, words.lang),
    errors: again?.errors ?? {},
    done: doneOf(c, ['named', 'unnamed']),
    hub,
  }
  return c.html(<NamedPage {...{ world, about }} />, again ? 422 : 200)
}
