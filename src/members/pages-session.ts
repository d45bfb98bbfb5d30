import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { HOUR, instant } from '../lib/time.ts'
import type { Env, Visitor } from '../slice.ts'
import { cookieOf, forgetCookie } from '../web/cookie.ts'
import { endSession, sessionLasts } from './actions-sessions.ts'
import { digestOf } from './model-passes.ts'
import { rolesOf } from './store.ts'
import { sessionOf, touchSession } from './store-sessions.ts'

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
