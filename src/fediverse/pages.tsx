import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { publicAssembly } from '../assemblies/store.ts'
import { blockedAmong } from '../federation/policy.ts'
import { recordById } from '../federation/store/records.ts'
import { repliesOfHub } from '../federation/store/responses.ts'
import { publicIssue } from '../issues/store.ts'
import { isRefusal } from '../lib/refusal.ts'
import { publicOutcome } from '../outcomes/store.ts'
import { publicAction } from '../outcomes/store-action.ts'
import { linkTo, type Shelves } from '../records/links.ts'
import { one, typedIn } from '../records/typed.ts'
import type { Card, Desk, Env } from '../slice.ts'
import { answerNotFound } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import type { World } from '../world.ts'
import { judge } from './actions.ts'
import { RepliesPage } from './views.tsx'

/** How many are shown at once; the others come up when these are judged. */
const most = 100

/** What people elsewhere answer to records of the hub: each is held until an organiser shows it. */
export const replyPages = new Hono<Env>()

replyPages.get('/desk/replies', only('organiser'), (c) => show(c))

for (const [path, state] of [
  ['show', 'shown'],
  ['hide', 'hidden'],
] as const)
  replyPages.post(
    `/desk/replies/${path}`,
    only('organiser'),
    bodyLimit({ maxSize: 64 * 1024 }),
    async (c) => {
      const { world, visitor } = c.var
      const judged = await judge(world, visitor!.who, one(await typedIn(c), 'reply'), state)
      return isRefusal(judged) ? answerNotFound(c) : c.redirect(`/desk/replies?done=${state}`, 303)
    },
  )

async function show(c: Context<Env>): Promise<Response> {
  const { world, visitor, words } = c.var
  const { hub } = visitor!.who
  const held = await heldOf(world, hub)
  const judged = [...(await unblocked(world, hub, 'shown')), ...(await unblocked(world, hub, 'hidden'))].sort(
    (a, b) => b.received.localeCompare(a.received),
  )
  const entries = await Promise.all(
    [...held, ...judged].slice(0, most).map(async (reply) => {
      const record = await recordById(world.db, reply.record_id)
      return {
        reply,
        to: record ? await linkTo(world, record.iri, words.t('replies.record'), shelves) : null,
      }
    }),
  )
  return c.html(<RepliesPage world={world} entries={entries} done={c.req.query('done')} />)
}

const shelves: Shelves = {
  issue: { path: '/issues/', find: publicIssue },
  assembly: { path: '/assemblies/', find: publicAssembly },
  outcome: { path: '/outcomes/', find: publicOutcome },
  action: { path: '/actions/', find: publicAction },
}

const heldOf = (world: World, hub: string) => unblocked(world, hub, 'held')

/** Replies of a hub in a state, but for those of whom it has nothing to do with. */
async function unblocked(world: World, hub: string, state: 'held' | 'shown' | 'hidden') {
  const all = await repliesOfHub(world.db, hub, { state, limit: most })
  const blocked = await blockedAmong(
    world,
    all.map(({ actor }) => actor),
  )
  return all.filter(({ actor }) => !blocked.has(actor))
}

/** Replies that wait for an organiser. */
export const replyCards: Desk = async (world, { who }, { t }): Promise<readonly Card[]> => {
  if (!who.roles.includes('organiser')) return []
  const held = await heldOf(world, who.hub)
  if (held.length === 0) return []
  const links = [{ href: '/desk/replies', text: t('replies.read') }]
  return [
    { title: t('replies.card', { count: held.length }), text: t('replies.held-means'), links, waits: true },
  ]
}
