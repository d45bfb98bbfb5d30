import type { MiddlewareHandler } from 'hono'
import type { Role } from '../lib/who.ts'
import type { Env } from '../slice.ts'

/** Who may use a route: anybody, whoever is signed in, or whoever holds one of these roles. */
export type Allowed = 'anybody' | 'signed in' | readonly Role[]

/** A guard that stands before the handler of a route, and says whom it lets through. */
export type Guard = MiddlewareHandler<Env> & { readonly allowed: Allowed }

/** Makes a guard. */
export const guard = (allowed: Allowed, handler: MiddlewareHandler<Env>): Guard =>
  Object.assign(handler, { allowed })

/** Before a route that everybody may use, whether signed in or not. Each route says whom it is for; a test lists those that do not. */
export const anybody: Guard = guard('anybody', (_, next) => next())

/** Whom a route is for, by one of its handlers; null where that says nothing of it. */
export const allowedBy = (handler: unknown): Allowed | null =>
  typeof handler === 'function' && 'allowed' in handler ? (handler.allowed as Allowed) : null
