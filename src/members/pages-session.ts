import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { HOUR, instant } from '../lib/time.ts'
import type { Env, Visitor } from '../slice.ts'
import { type Begun, endSession, sessionLasts } from './actions-sessions.ts'
import { digestOf } from './model-passes.ts'
import { rolesOf } from './store.ts'
import { sessionOf, touchSession } from './store-sessions.ts'

/** Gives a browser the cookie of a session. Only https, where there is any; never to a script; not to who comes from another site by a form. */
export function giveCookie(c: Context<Env>, { token }: Begun): void {
  const { trial } = c.var.world.config
  setCookie(c, cookieOf(c), token, {
    ...{ path: '/', httpOnly: true, secure: !trial, sameSite: 'Lax', maxAge: sessionLasts / 1000 },
  })
}

/** Who asks, by the cookie of a session that is still in use. */
export async function visitorOf(c: Context<Env>): Promise<Visitor | null> {
  const token = getCookie(c, cookieOf(c))
  if (token === undefined) return null
  const { world } = c.var
  const now = world.clock()
  const found = await sessionOf(world.db, digestOf(token), instant(now - sessionLasts))
  if (!found) return null
  // Once an hour is often enough to know that it is in use.
  if (Date.parse(found.seen) < now - HOUR) await touchSession(world.db, found.id, instant(now))
  const roles = await rolesOf(world.db, found.person_id)
  const who = { person: found.person_id, name: found.name, hub: found.hub_id, roles }
  const hub = { name: found.hub_name, zone: found.zone }
  return { who, session: found.id, language: found.language, hub }
}

/** Ends the session of whoever asks, and takes the cookie back. */
export async function signOut(c: Context<Env>): Promise<void> {
  const { world, visitor } = c.var
  if (visitor) await endSession(world, visitor, visitor.session)
  forgetCookie(c)
}

/** Takes the cookie back. */
export const forgetCookie = (c: Context<Env>) =>
  void deleteCookie(c, cookieOf(c), { path: '/', secure: !c.var.world.config.trial })

/** Browsers take a cookie of this name only over https and for the whole of this host, so that no neighbouring host can set it. */
const cookieOf = (c: Context<Env>): string => (c.var.world.config.trial ? 'folkmoot' : '__Host-folkmoot')
