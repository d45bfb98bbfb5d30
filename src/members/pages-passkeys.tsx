import { type Context, Hono } from 'hono'
import { senderOf } from '../federation/sender.ts'
import { hubById } from '../hubs/store.ts'
import { openAllowance } from '../lib/allowance.ts'
import { isRefusal, type Refusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { giveCookie } from '../web/cookie.ts'
import { answerNotFound } from '../web/errors.tsx'
import { signedIn } from '../web/only.ts'
import { anId, inMeasure, posted, small } from '../web/small-forms.ts'
import type { World } from '../world.ts'
import {
  addPasskey,
  askForNewPasskey,
  askForPasskey,
  endPasskey,
  enterByPasskey,
  renamePasskey,
} from './actions-passkeys.ts'
import { sessionLasts } from './actions-sessions.ts'
import { accountPage } from './pages-account.tsx'
import { placeOf, signInPage } from './pages-sign-in.tsx'
import { passkeysOf } from './store-passkeys.ts'
import { PasskeyPage } from './views-passkeys.tsx'

/** The forms about passkeys, and what a script asks for before it fills them in. */
export const passkeyPages = new Hono<Env>()

passkeyPages.post('/account/passkeys/ask', signedIn, inMeasure, small, async (c) => {
  const { world, visitor } = c.var
  const hub = await hubById(world, visitor!.who.hub)
  return asked(c, await askForNewPasskey(world, visitor!, hub?.name ?? ''))
})

passkeyPages.post('/account/passkeys', signedIn, inMeasure, small, async (c) => {
  const { id = '', called = '', response } = await posted(c)
  const done = await addPasskey(c.var.world, c.var.visitor!, { id, name: called, response })
  if (isRefusal(done)) return accountPage(c, { called, errors: { called: refusalIn(c.var.words, done) } })
  return c.redirect('/account?done=passkey#passkeys', 303)
})

passkeyPages.get('/account/passkeys/:id', signedIn, anId, (c) => passkeyPage(c))

passkeyPages.post('/account/passkeys/:id', signedIn, anId, inMeasure, small, async (c) => {
  const { called = '' } = await posted(c)
  const done = await renamePasskey(c.var.world, c.var.visitor!, c.req.param('id'), called)
  if (isRefusal(done)) return passkeyPage(c, called, refusalIn(c.var.words, done))
  return c.redirect('/account#passkeys', 303)
})

passkeyPages.post('/account/passkeys/:id/end', signedIn, anId, inMeasure, small, async (c) => {
  // Whether it ended now or before: it has ended.
  await endPasskey(c.var.world, c.var.visitor!, c.req.param('id'))
  return c.redirect('/account?done=passkey-ended#passkeys', 303)
})

async function passkeyPage(c: Context<Env>, called?: string, wrong?: string): Promise<Response> {
  const { world, visitor } = c.var
  const all = await passkeysOf(world.db, visitor!.who.person)
  const passkey = all.find(({ id }) => id === c.req.param('id'))
  if (!passkey) return answerNotFound(c)
  const about = { world, passkey, last: all.length === 1, called: called ?? passkey.name }
  return c.html(<PasskeyPage {...about} errors={{ called: wrong }} />, wrong ? 422 : 200)
}

passkeyPages.post('/sign-in/passkey/ask', anybody, small, async (c) => {
  const often = tooOften(c)
  if (often) return c.json({ error: refusalIn(c.var.words, often) }, 429)
  return asked(c, await askForPasskey(c.var.world))
})

passkeyPages.post('/sign-in/passkey', anybody, small, async (c) => {
  const { world } = c.var
  const { id = '', response, to: wanted } = await posted(c)
  const to = placeOf(wanted)
  const again = (refusal: Refusal) =>
    signInPage(c, { to, errors: { passkey: refusalIn(c.var.words, refusal) } })
  const often = tooOften(c)
  if (often) return again(often)
  const entered = await enterByPasskey(world, { id, response, agent: c.req.header('user-agent') })
  if (isRefusal(entered)) return again(entered)
  giveCookie(c, entered.token, sessionLasts)
  return c.redirect(to === '/' ? '/desk' : to, 303)
})

const allowances = new WeakMap<World['config'], ReturnType<typeof openAllowance>>()

/**
 * Says so where an address asks for more than two hundred passkeys a minute: nobody guesses one, and in a hall many people have the
 * same address and open the page at once.
 */
function tooOften(c: Context<Env>): Refusal | null {
  const { world } = c.var
  const allowance = allowances.get(world.config) ?? openAllowance(200, world.clock)
  allowances.set(world.config, allowance)
  const after = allowance.take(senderOf(world, c) ?? 'somebody behind a proxy')
  return after > 0 ? refuseWith('sign-in.too-often', { count: after }) : null
}

/** What a script is answered: what to ask the browser for, or that there are no passkeys here. */
function asked(c: Context<Env>, what: object | null): Response {
  c.header('Cache-Control', 'no-store')
  return what ? c.json(what) : c.json({ error: 'no passkeys at this address' }, 404)
}
