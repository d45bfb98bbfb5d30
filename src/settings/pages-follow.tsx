import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { countFollowers } from '../federation/store/follows.ts'
import { followHub, unfollowHub } from '../hubs/actions-follow.ts'
import { neighboursFollowed, type PeerView, peersInWords } from '../hubs/peers.ts'
import { hubById } from '../hubs/store.ts'
import { isRefusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { noteActOf } from '../members/actions-acts.ts'
import type { Env } from '../slice.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { type Followed, FollowPage, StopPage } from './views-follow.tsx'

/** Whom a hub follows, and how many follow it; for its organisers. */
export const followPages = new Hono<Env>()

const small = bodyLimit({ maxSize: 16 * 1024 })

followPages.get('/desk/follow', only('organiser'), (c) => answerList(c, null))

followPages.post('/desk/follow', only('organiser'), small, async (c) => {
  const { world, visitor, words } = c.var
  const { target = '' } = (await c.req.parseBody()) as { target?: string }
  const typed = String(target).trim()
  const answer = typed === '' ? refuseWith('follow.nothing') : await followHub(world, visitor!.who, typed)
  if (isRefusal(answer)) return answerList(c, { target: typed, error: refusalIn(words, answer) })
  await noteActOf(world, visitor!.who, { verb: 'follow', about: answer.asked, at: instant(world.clock()) })
  return c.redirect(`/desk/follow?asked=${encodeURIComponent(answer.asked)}`, 303)
})

followPages.get('/desk/follow/stop', only('organiser'), async (c) => {
  const hub = (await followedNow(c)).find(({ actor }) => actor === c.req.query('actor'))
  return hub ? c.html(<StopPage world={c.var.world} hub={hub} />) : answerNotFound(c)
})

followPages.post('/desk/follow/stop', only('organiser'), small, async (c) => {
  const { world, visitor } = c.var
  const { actor = '' } = (await c.req.parseBody()) as { actor?: string }
  const answer = await unfollowHub(world, visitor!.who, String(actor))
  if (isRefusal(answer)) return answerRefused(c, answer, 409)
  await noteActOf(world, visitor!.who, { verb: 'unfollow', about: answer.ended, at: instant(world.clock()) })
  return c.redirect(`/desk/follow?stopped=${encodeURIComponent(answer.ended)}`, 303)
})

/** Whom the hub of whoever asks follows or has asked, those of this server first. */
async function followedNow(c: Context<Env>): Promise<Followed[]> {
  const { world, words, visitor } = c.var
  const { hub } = visitor!.who
  const [neighbours, peers] = await Promise.all([
    neighboursFollowed(world, hub),
    peersInWords(world, words, hub),
  ])
  return [
    ...neighbours.map((each) => ({
      ...{ ...each, records: null, words: words.t('follow.neighbour'), trouble: false },
    })),
    ...peers
      .filter(({ state }) => state !== 'ended')
      .map((peer) => ({ ...peer, name: nameOf(peer), handle: peer.handle && `@${peer.handle}` })),
  ]
}

const nameOf = ({ name, handle, actor }: PeerView): string => name ?? handle ?? new URL(actor).host

async function answerList(c: Context<Env>, wrong: { target: string; error: string } | null) {
  const { world, words, visitor } = c.var
  const hub = await hubById(world, visitor!.who.hub)
  if (!hub) return answerNotFound(c)
  const [followed, followers, all] = await Promise.all([
    followedNow(c),
    countFollowers(world.db, hub.id),
    peersInWords(world, words, hub.id),
  ])
  // What the address says was done is only believed where it was.
  const asked = followed.find(({ actor }) => actor === c.req.query('asked'))
  const ended = all.find(({ actor, state }) => state === 'ended' && actor === c.req.query('stopped'))
  const done = wrong
    ? null
    : asked
      ? words.t('follow.asked', { hub: asked.name })
      : ended
        ? words.t('follow.stopped', { hub: nameOf(ended) })
        : null
  return c.html(<FollowPage {...{ world, hub, followed, followers, wrong, done }} />, wrong ? 422 : 200)
}
