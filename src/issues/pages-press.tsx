import { type Context, Hono } from 'hono'
import { senderOf } from '../federation/sender.ts'
import { hubById } from '../hubs/store.ts'
import { openAllowance } from '../lib/allowance.ts'
import { isId } from '../lib/id.ts'
import { isRefusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import { ownRecord, small } from '../records/desk-show.tsx'
import { one, typedIn } from '../records/typed.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import type { World } from '../world.ts'
import { pressIssue, setPressesBack, takePressBack } from './actions-press.ts'
import { isAsked } from './model-press.ts'
import { deskedIssue } from './pages-desk.ts'
import { publicIssue } from './store.ts'
import { pressesOf } from './store-press.ts'
import { PressesPage, ThanksPage } from './views-press.tsx'

/** What visitors press on the page of an issue, and what organisers see of it. */
export const pressPages = new Hono<Env>()
const desk = '/desk/issues/:id/presses'

for (const [path, verb, said] of [
  ['/issues/:id/affected', pressIssue, ''],
  ['/issues/:id/affected/back', takePressBack, '?back=1'],
] as const)
  pressPages.post(path, anybody, small, async (c) => {
    const { world } = c.var
    const id = c.req.param('id')
    if (!isId(id)) return answerNotFound(c)
    const address = senderOf(world, c) ?? nobodyToTell
    if (allowanceOf(world).take(address) > 0) return answerRefused(c, refuseWith('press.too-often'), 429)
    const done = await verb(world, id, address)
    return isRefusal(done) ? answerRefused(c, done, 409) : c.redirect(`/issues/${id}/affected${said}`, 303)
  })

pressPages.get('/issues/:id/affected', anybody, async (c) => {
  const { world } = c.var
  const id = c.req.param('id')
  const issue = isId(id) ? await publicIssue(world.db, id) : undefined
  const hub = issue?.hub ? await hubById(world, issue.hub) : undefined
  if (!issue || !hub || !isAsked(issue)) return answerNotFound(c)
  c.header('Cache-Control', 'no-store')
  return c.html(<ThanksPage {...{ world, issue, hub }} back={c.req.query('back') === '1'} />)
})

pressPages.get(desk, only('organiser'), (c) => showDesk(c))

pressPages.post(desk, only('organiser'), small, async (c) => {
  const { world, visitor, words } = c.var
  const reason = one(await typedIn(c), 'reason')
  const id = c.req.param('id')
  const done = await setPressesBack(world, visitor!.who, id, reason)
  // Pressed twice: it is set back all the same.
  if (!isRefusal(done) || done.key === 'press.nothing') return c.redirect(`/desk/issues/${id}/presses`, 303)
  return showDesk(c, { typed: reason, errors: { reason: refusalIn(words, done) } })
})

async function showDesk(c: Context<Env>, again?: { typed: string; errors: Record<string, string> }) {
  const { world } = c.var
  const issue = await ownRecord(c, deskedIssue)
  if (!issue) return answerNotFound(c)
  const presses = (await pressesOf(world.db, issue.id)) ?? null
  const { typed, errors } = again ?? { typed: '', errors: {} }
  return c.html(<PressesPage {...{ world, issue, presses, typed, errors }} />, again ? 422 : 200)
}

/** Where visitors cannot be told apart all of them count as one address: too few is honest, too many is not. */
const nobodyToTell = 'somebody behind a proxy'

/** How often one address may press in a minute, whatever the issues. */
const perMinute = 20
const allowances = new WeakMap<World['config'], ReturnType<typeof openAllowance>>()

function allowanceOf(world: World) {
  const allowance = allowances.get(world.config) ?? openAllowance(perMinute, world.clock)
  allowances.set(world.config, allowance)
  return allowance
}
