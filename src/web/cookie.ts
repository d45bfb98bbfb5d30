import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { Env } from '../slice.ts'

/** Browsers take a cookie of this name only over https and for the whole of this host, so that no neighbouring host can set it. */
export const cookieOf = (c: Context<Env>): string =>
  c.var.world.config.trial ? 'folkmoot' : '__Host-folkmoot'

/** Gives a browser the cookie of a session for so many ms. Only https, where there is any; never to a script; not to who comes from another site by a form. */
export function giveCookie(c: Context<Env>, token: string, lasts: number): void {
  const { trial } = c.var.world.config
  setCookie(c, cookieOf(c), token, {
    ...{ path: '/', httpOnly: true, secure: !trial, sameSite: 'Lax', maxAge: lasts / 1000 },
  })
}

/** Takes the cookie back. */
export const forgetCookie = (c: Context<Env>) =>
  void deleteCookie(c, cookieOf(c), { path: '/', secure: !c.var.world.config.trial })
