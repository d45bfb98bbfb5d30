import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { openAllowance } from '../lib/allowance.ts'
import { isId } from '../lib/id.ts'
import type { Env } from '../slice.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import type { World } from '../world.ts'

/** Forms about people are short; what a browser says of a passkey is the longest. */
export const small = bodyLimit({ maxSize: 64 * 1024 })

/** What was posted, every field a text without the characters that no database keeps. */
export const posted = async (c: Context<Env>): Promise<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(await c.req.parseBody()).map(([name, value]) => [
      name,
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that go.
      typeof value === 'string' ? value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '') : '',
    ]),
  )

const allowances = new WeakMap<World['config'], ReturnType<typeof openAllowance>>()

/** After the guard of a form about people: sixty a minute are enough for a person, and few enough for a stolen session. */
export const inMeasure: MiddlewareHandler<Env> = async (c, next) => {
  const { world, words, visitor } = c.var
  const allowance = allowances.get(world.config) ?? openAllowance(60, world.clock)
  allowances.set(world.config, allowance)
  const after = allowance.take(visitor!.who.person)
  if (after === 0) return next()
  return answerRefused(c, { refused: words.t('sign-in.too-often', { count: after }) }, 429)
}

/** Before a route about one thing: what has not the shape of an id is nobody’s. */
export const anId: MiddlewareHandler<Env> = async (c, next) =>
  isId(c.req.param('id') ?? '') ? next() : answerNotFound(c)

/** What is said after something was done, where the address names it. */
export function doneOf(c: Context<Env>, known: readonly DoneWhat[]): string | undefined {
  const what = known.find((each) => each === c.req.query('done'))
  return what && c.var.words.t(`done.${what}`)
}

/** What may have been done just now. */
export type DoneWhat =
  | 'account'
  | 'known'
  | 'device-ended'
  | 'stranger-ended'
  | 'others-ended'
  | 'passkey'
  | 'passkey-ended'
  | 'recovered'
  | 'address'
  | 'address-gone'
  | 'mail-works'
  | 'mail-forgotten'
  | 'mail-retried'
  | 'role'
  | 'entered'
  | 'left'
  | 'taken-back'
  | 'named'
  | 'unnamed'
  | 'noted'
