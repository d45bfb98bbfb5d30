import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { senderOf } from '../federation/sender.ts'
import { hubById } from '../hubs/store.ts'
import { openAllowance } from '../lib/allowance.ts'
import { isRefusal, type Refusal, refusalIn } from '../lib/refusal.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { answerRefused } from '../web/errors.tsx'
import type { World } from '../world.ts'
import { enter, passBehind, passTyped } from './actions-passes.ts'
import { giveCookie, signOut } from './pages-session.ts'
import type { PassRow } from './store-passes.ts'
import { EnterPage, SentPage, SignInPage } from './views-sign-in.tsx'

/** The pages by which people get in: without a password, and without a script where need be. */
export const signInPages = new Hono<Env>()

const small = bodyLimit({ maxSize: 16 * 1024 })

signInPages.get('/sign-in', anybody, (c) => {
  if (c.var.visitor) return c.redirect('/desk', 303)
  return page(c, <SignInPage world={c.var.world} to={placeOf(c.req.query('to'))} mail={false} />)
})

signInPages.post('/sign-in/code', anybody, small, async (c) => {
  const { world } = c.var
  const posted = await fields(c)
  const to = placeOf(posted.to)
  const id = posted.id || null
  const again = (refused: string) => {
    const errors = { code: refused }
    return page(
      c,
      id === null ? (
        <SignInPage {...{ world, to, errors }} mail={false} />
      ) : (
        <SentPage {...{ world, to, id, errors }} />
      ),
      422,
    )
  }
  const often = tooOften(c)
  if (often) return again(often)
  const pass = await passTyped(world, posted.code ?? '', id)
  if (isRefusal(pass)) return again(refusalIn(c.var.words, pass))
  // Whoever typed a code meant it: only who is invited has still to say a name.
  if (pass.kind === 'invitation') return showEntry(c, pass, { name: 'code', value: posted.code ?? '' }, to)
  return comeIn(c, pass, { name: null, to })
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
  if (often) return answerRefused(c, { refused: often }, 429)
  const secret = posted.link
    ? ({ name: 'link', value: posted.link } as const)
    : ({ name: 'code', value: posted.code ?? '' } as const)
  const pass =
    secret.name === 'link'
      ? await passBehind(world, secret.value)
      : await passTyped(world, secret.value, null)
  if (isRefusal(pass)) return answerRefused(c, pass, 410)
  const to = placeOf(posted.to)
  return comeIn(c, pass, { name: posted.name ?? null, to }, (refused) =>
    showEntry(c, pass, secret, to, { name: posted.name ?? '', refused: refusalIn(c.var.words, refused) }),
  )
})

signInPages.post('/sign-out', anybody, small, async (c) => {
  await signOut(c)
  return c.redirect('/', 303)
})

async function comeIn(
  c: Context<Env>,
  pass: PassRow,
  { name, to }: { name: string | null; to: string },
  again: (refusal: Refusal) => Response | Promise<Response> = (refusal) => answerRefused(c, refusal, 410),
): Promise<Response> {
  const entered = await enter(c.var.world, pass, { name, agent: c.req.header('user-agent') })
  if (isRefusal(entered)) return again(entered)
  giveCookie(c, entered)
  // Who comes by a printed code has lost something: where they may end what they lost.
  if (pass.kind === 'recovery') return c.redirect('/account?done=recovered#devices', 303)
  return c.redirect(to === '/' ? '/desk' : to, 303)
}

async function showEntry(
  c: Context<Env>,
  pass: PassRow,
  secret: { name: 'link' | 'code'; value: string },
  to: string,
  wrong?: { name: string; refused: string },
): Promise<Response> {
  const { world } = c.var
  const hub = pass.hub_id === null ? undefined : await hubById(world, pass.hub_id)
  const invited =
    pass.kind === 'invitation' ? { role: pass.role, name: wrong?.name ?? pass.name ?? '' } : null
  const about = { world, hub: hub?.name ?? new URL(world.config.origin).host, invited, secret, to }
  return page(
    c,
    <EnterPage {...about} {...(wrong ? { errors: { name: wrong.refused } } : {})} />,
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
function tooOften(c: Context<Env>): string | null {
  const { world, words } = c.var
  const allowance = allowances.get(world.config) ?? openAllowance(20, world.clock)
  allowances.set(world.config, allowance)
  const after = allowance.take(senderOf(world, c) ?? 'somebody behind a proxy')
  return after > 0 ? words.t('sign-in.too-often', { count: after }) : null
}

/** No cache may keep a page that has a secret in it. */
function page(c: Context<Env>, body: Parameters<Context<Env>['html']>[0], status: 200 | 422 = 200) {
  c.header('Cache-Control', 'no-store')
  return c.html(body, status)
}
