import type { MiddlewareHandler } from 'hono'
import { refuseWith } from '../lib/refusal.ts'
import type { Role } from '../lib/who.ts'
import type { Env } from '../slice.ts'
import { type Guard, guard } from './access.ts'
import { answerRefused } from './errors.tsx'

/** Before a route for whoever is signed in. Others are asked to sign in, and come back then. */
export const signedIn: Guard = guard('signed in', async (c, next) =>
  c.var.visitor ? next() : askToSignIn(c),
)

/** Before a route for those who hold one of these roles in their hub. */
export const only = (...roles: [Role, ...Role[]]): Guard =>
  guard(roles, async (c, next) => {
    const { visitor } = c.var
    if (!visitor) return askToSignIn(c)
    if (roles.some((role) => visitor.who.roles.includes(role))) return next()
    return answerRefused(
      c,
      refuseWith('only.no.role', { roles: { items: roles.map((role) => ({ key: `role.${role}` })) } }),
      403,
    )
  })

/** What is read is offered again after signing in; what was sent cannot be, so the page says so. */
function askToSignIn(c: Parameters<MiddlewareHandler<Env>>[0]) {
  c.header('Cache-Control', 'no-store')
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD')
    return answerRefused(c, refuseWith('only.no.session'), 401)
  const { pathname, search } = new URL(c.req.url)
  return c.redirect(`/sign-in?to=${encodeURIComponent(pathname + search)}`, 303)
}
