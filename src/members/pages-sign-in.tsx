import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { senderOf } from '../federation/sender.ts'
import { hubById } from '../hubs/store.ts'
import { openAllowance } from '../lib/allowance.ts'
import { isRefusal, type Refusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { giveCookie } from '../web/cookie.ts'
import { answerRefused } from '../web/errors.tsx'
import type { World } from '../world.ts'
import { acceptedPass, askForSignIn, choicesOf, sealed, unsealed } from './actions-mail-sign-in.ts'
import { enter, type Opened, passBehind, passTyped } from './actions-passes.ts'
import { sessionLasts } from './actions-sessions.ts'
import { mailGoes } from './actions-told.ts'
import { signOut } from './pages-session.ts'
import type { PassRow } from './store-passes.ts'
import { ChoosePage, EnterPage, type Errors, SentPage, SignInPage } from './views-sign-in.tsx'

/** The pages by which people get in: without a password, and without a script where need be. */
export const signInPages = new Hono<Env>()

const small = bodyLimit({ maxSize: 16 * 1024 })

signInPages.get('/sign-in', anybody, async (c) => {
  if (c.var.visitor) return c.redirect('/desk', 303)
  return signInPage(c, { to: placeOf(c.req.query('to')) })
})

/** Asks for a mail. Whether the address is known here makes no difference to anything that is done or said. */
signInPages.post('/sign-in', anybody, small, async (c) => {
  const { world, words } = c.var
  const { address = '', to: wanted } = await fields(c)
  const to = placeOf(wanted)
  const again = (refusal: Refusal, status: 422 | 429) =>
    signInPage(c, { to, address, errors: { address: refusalIn(words, refusal) } }, status)
  const often = tooOften(c)
  if (often) return again(often, 429)
  const agent = c.req.header('user-agent')
  const done = await askForSignIn(world, { address, to, language: words.lang, agent })
  if (isRefusal(done)) return again(done, 422)
  // A page of its own: a phone that went to look into the mail may have to load it anew.
  return c.redirect(`/sign-in/mail?${new URLSearchParams({ asked: done.asked, to })}`, 303)
})

signInPages.get('/sign-in/mail', anybody, (c) => {
  const { world } = c.var
  const to = placeOf(c.req.query('to'))
  const asked = c.req.query('asked') ?? ''
  if (unsealed(world, 'asked', asked) === null)
    return c.redirect(to === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ to })}`, 303)
  return page(c, <SentPage {...{ world, to, asked }} />)
})

signInPages.post('/sign-in/code', anybody, small, async (c) => {
  const { world } = c.var
  const { code = '', asked, to: wanted } = await fields(c)
  const to = placeOf(wanted)
  const again = (refusal: Refusal) => {
    const errors = { code: refusalIn(c.var.words, refusal) }
    return asked
      ? page(c, <SentPage {...{ world, to, asked, errors }} />, 422)
      : signInPage(c, { to, errors })
  }
  const often = tooOften(c)
  if (often) return again(often)
  const id = asked ? unsealed(world, 'asked', asked) : null
  if (asked && id === null) return again(refuseWith('pass.tried-too-often'))
  const pass = await passTyped(world, code, id)
  if (isRefusal(pass)) return again(pass)
  // Whoever typed a code meant it: only who is invited has still to say a name, and who is of several hubs which.
  if (pass.kind === 'invitation') return showEntry(c, pass, { name: 'code', value: code }, to)
  return pass.kind === 'sign-in' ? comeInByMail(c, pass, to) : comeIn(c, pass, { name: null, to })
})

/** The link of a mail, of a QR, of an invitation. Looking at it uses nothing up. */
signInPages.get('/enter/:link', anybody, async (c) => {
  const link = c.req.param('link')
  const pass = await passBehind(c.var.world, link)
  if (isRefusal(pass)) return answerRefused(c, pass, 410)
  return showEntry(c, pass, { name: 'link', value: link }, placeOf(c.req.query('to')))
})

signInPages.post('/enter', anybody, small, async (c) => {
  const { world } = c.var
  const posted = await fields(c)
  const often = tooOften(c)
  if (often) return answerRefused(c, often, 429)
  const to = placeOf(posted.to)
  if (posted.accepted) {
    const pass = await acceptedPass(world, posted.accepted)
    if (isRefusal(pass)) return answerRefused(c, pass, 410)
    return comeIn(c, pass, { name: null, to, person: posted.person ?? '' })
  }
  const secret = posted.link
    ? ({ name: 'link', value: posted.link } as const)
    : ({ name: 'code', value: posted.code ?? '' } as const)
  const pass =
    secret.name === 'link'
      ? await passBehind(world, secret.value)
      : await passTyped(world, secret.value, null)
  if (isRefusal(pass)) return answerRefused(c, pass, 410)
  if (pass.kind === 'sign-in') return comeInByMail(c, pass, to)
  return comeIn(c, pass, { name: posted.name ?? null, to }, (refused) =>
    showEntry(c, pass, secret, to, { name: posted.name ?? '', error: refusalIn(c.var.words, refused) }),
  )
})

/** Lets in whoever opened what was mailed; who is of several hubs here is asked of which first, and nothing is used up by that. */
async function comeInByMail(c: Context<Env>, pass: PassRow, to: string): Promise<Response> {
  const { world } = c.var
  const choices = await choicesOf(world, pass)
  const [one] = choices
  if (choices.length < 2) return comeIn(c, pass, { name: null, to, person: one?.person ?? '' })
  const accepted = sealed(world, 'accepted', pass.id, pass.expires)
  return page(c, <ChoosePage {...{ world, to, accepted, choices }} />)
}

signInPages.post('/sign-out', anybody, small, async (c) => {
  await signOut(c)
  return c.redirect('/', 303)
})

async function comeIn(
  c: Context<Env>,
  pass: Opened,
  { name, to, person }: { name: string | null; to: string; person?: string },
  again: (refusal: Refusal) => Response | Promise<Response> = (refusal) => answerRefused(c, refusal, 410),
): Promise<Response> {
  const entered = await enter(c.var.world, pass, {
    ...{ name, agent: c.req.header('user-agent') },
    ...(person === undefined ? {} : { person }),
  })
  if (isRefusal(entered)) return again(entered)
  giveCookie(c, entered.token, sessionLasts)
  // Who comes by a printed code has lost something: where they may end what they lost.
  if (pass.kind === 'recovery') return c.redirect('/account?done=recovered#devices', 303)
  return c.redirect(to === '/' ? '/desk' : to, 303)
}

async function showEntry(
  c: Context<Env>,
  pass: PassRow,
  secret: { name: 'link' | 'code'; value: string },
  to: string,
  wrong?: { name: string; error: string },
): Promise<Response> {
  const { world } = c.var
  const [one, another] = await choicesOf(world, pass)
  const of = pass.hub_id === null ? undefined : await hubById(world, pass.hub_id)
  const hub = of?.name ?? (another ? undefined : one?.hub) ?? new URL(world.config.origin).host
  const invited =
    pass.kind === 'invitation' ? { role: pass.role, name: wrong?.name ?? pass.name ?? '' } : null
  const about = { world, hub, invited, secret, to }
  return page(
    c,
    <EnterPage {...about} {...(wrong ? { errors: { name: wrong.error } } : {})} />,
    wrong ? 422 : 200,
  )
}

/** Where somebody wanted to go: a page of ours, never another site. */
export const placeOf = (typed: string | undefined): string =>
  typed !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(typed) ? typed : '/'

const fields = async (c: Context<Env>): Promise<Record<string, string | undefined>> =>
  Object.fromEntries(
    Object.entries(await c.req.parseBody()).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : undefined,
    ]),
  )

const allowances = new WeakMap<World['config'], ReturnType<typeof openAllowance>>()

/** Says so where an address tries more than twenty codes or links a minute. */
function tooOften(c: Context<Env>): Refusal | null {
  const { world } = c.var
  const allowance = allowances.get(world.config) ?? openAllowance(20, world.clock)
  allowances.set(world.config, allowance)
  const after = allowance.take(senderOf(world, c) ?? 'somebody behind a proxy')
  return after > 0 ? refuseWith('sign-in.too-often', { count: after }) : null
}

/** The page of signing in, with what there is here to do so. */
export async function signInPage(
  c: Context<Env>,
  about: { to: string; address?: string; errors?: Errors },
  status: 200 | 422 | 429 = about.errors ? 422 : 200,
): Promise<Response> {
  const { world } = c.var
  return page(c, <SignInPage {...about} world={world} mail={await mailGoes(world)} />, status)
}

/** No cache may keep a page that has a secret in it. */
function page(c: Context<Env>, body: Parameters<Context<Env>['html']>[0], status: 200 | 422 | 429 = 200) {
  c.header('Cache-Control', 'no-store')
  return c.html(body, status)
}
