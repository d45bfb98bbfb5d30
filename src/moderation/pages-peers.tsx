import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { listed } from '../federation/store/policy.ts'
import { peersInWords } from '../hubs/peers.ts'
import { isRefusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import { namesOf } from '../members/store.ts'
import type { Env } from '../slice.ts'
import { answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { postedIn } from '../web/posted.ts'
import { setLimit, setPeer } from './actions.ts'
import { type PeerForm, PeersPage } from './views-peers.tsx'

/** With whom this server deals. For operators, since it concerns every hub on it. */
export const peerPages = new Hono<Env>()

const operators = only('operator')
const small = bodyLimit({ maxSize: 16 * 1024 })

peerPages.get('/desk/peers', operators, (c) => show(c))

for (const [path, list] of [
  ['blocks', 'block'],
  ['allowed', 'allow'],
] as const) {
  peerPages.post(`/desk/peers/${path}`, operators, small, async (c) => {
    const posted = await postedIn(c)
    const { [`whom-${list}`]: whom = '', reason = '' } = posted
    const about = { decision: list, typed: whom, reason: reason.trim().slice(0, 500) }
    const done = await setPeer(c.var.world, c.var.visitor!.who, about)
    return isRefusal(done)
      ? show(c, { list, whom, reason }, refusalIn(c.var.words, done))
      : c.redirect('/desk/peers', 303)
  })

  peerPages.post(`/desk/peers/${path}/end`, operators, small, async (c) => {
    const { whom = '' } = await postedIn(c)
    const decision = list === 'block' ? 'unblock' : 'disallow'
    const done = await setPeer(c.var.world, c.var.visitor!.who, { decision, typed: whom, reason: '' })
    return isRefusal(done) ? answerRefused(c, done, 409) : c.redirect('/desk/peers', 303)
  })
}

peerPages.post('/desk/peers/limit', operators, small, async (c) => {
  const { limit } = await postedIn(c)
  if (limit !== 'on' && limit !== 'off') return answerRefused(c, refuseWith('peers.limit-missing'), 422)
  const done = await setLimit(c.var.world, c.var.visitor!.who, limit === 'on')
  return isRefusal(done) ? answerRefused(c, done, 409) : c.redirect('/desk/peers', 303)
})

async function show(c: Context<Env>, form: PeerForm | null = null, refused?: string) {
  const { world } = c.var
  const [blocks, allowed, limits, peers] = await Promise.all([
    listed(world.db, 'block'),
    listed(world.db, 'allow'),
    listed(world.db, 'limit'),
    peersInWords(world, c.var.words),
  ])
  const names = await namesOf(
    world.db,
    [...blocks, ...allowed].flatMap(({ by_person }) => by_person ?? []),
  )
  const errors = form === null ? {} : { [`whom-${form.list}`]: refused }
  const about = { blocks, allowed, limited: limits.length > 0, peers, names, form, errors }
  return c.html(<PeersPage world={world} {...about} />, form === null ? 200 : 422)
}
