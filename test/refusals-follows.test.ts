import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followHub } from '../src/hubs/actions-follow.ts'
import { dialects } from './support/db.ts'
import { expectRefused, openStage, type Refused, type Stage, saidBy, tell } from './support/hostile.ts'
import { everybody, type PeerActor, send } from './support/peer.ts'
import { openHub } from './support/peer-hub.ts'
import type { Json } from './support/peer-signatures.ts'
import { sure } from './support/people.ts'
import { until } from './support/server.ts'

type Here = Stage & { fan: PeerActor; fansFollow: Json; silent: PeerActor; asked: string }

/** The stage, with a fan on Alice's server who follows our hub, and a hub there that was asked to be followed and is silent. */
async function openHere(dialect: 'sqlite' | 'postgres'): Promise<Here> {
  const stage = await openStage(dialect)
  const { world, ours, theirs, inbox } = stage
  const fan = theirs.actor('fan')
  const fansFollow = follow(fan, theirs.newId('follows'), ours.hub.actor)
  expect(await send(fan, inbox, fansFollow)).toBe(202)
  const silent = openHub(theirs, 'silent', {}, true)
  sure(await followHub(world, ours.who, silent.id))
  const about = (what: string) =>
    theirs.letters().find((it) => it.type === what && it.to?.includes(silent.id))
  await until('the fan is accepted', () => theirs.letters().find((it) => it.type === 'Accept'))
  const { id: asked } = await until('the silent hub is asked', () => about('Follow'))
  return { ...stage, fan, fansFollow, silent, asked }
}

const follow = (from: PeerActor, id: string, object: unknown): Json => ({
  '@context': 'https://www.w3.org/ns/activitystreams',
  id,
  type: 'Follow',
  actor: from.id,
  object,
})

const answers: Refused[] = [
  saidBy('bob', 'an Accept of what a neighbour was asked', /nobody here asked of the sender/, (stage, bob) =>
    bob.says('Accept', (stage as Here).asked),
  ),
  saidBy('mallory', 'an Accept of what another was asked, whole', /nobody here asked/, (stage, mallory) => {
    const { ours, asked } = stage as Here
    return mallory.says('Accept', { type: 'Follow', id: asked, actor: ours.hub.actor, object: mallory.id })
  }),
  saidBy('bob', 'an Accept of what nobody asked', /nobody here asked/, ({ ours }, bob) =>
    bob.says('Accept', `${ours.hub.actor}#follow-1`),
  ),
  saidBy('bob', 'an Accept of nothing', /answers nothing/, (_, bob) => bob.says('Accept', {})),
  saidBy(
    'mallory',
    'a Reject of what another has accepted',
    /nobody here asked/,
    async ({ world, alice }, mallory) => {
      const following = await world.db
        .selectFrom('followings')
        .select('activity')
        .where('actor', '=', alice.id)
        .executeTakeFirstOrThrow()
      return mallory.says('Reject', following.activity)
    },
  ),
]

const undone: Refused[] = [
  saidBy('bob', 'an Undo of a neighbour’s Follow', /another's act/, (stage, bob) =>
    bob.says('Undo', (stage as Here).fansFollow),
  ),
  saidBy(
    'mallory',
    'an Undo of another’s Follow, by its id',
    /no following of the sender/,
    (stage, mallory) => mallory.says('Undo', (stage as Here).fansFollow.id),
  ),
  saidBy('bob', 'an Undo of a Follow that does not say whose', /no following of the sender/, (stage, bob) => {
    const { actor: _, ...nobodys } = (stage as Here).fansFollow
    return bob.says('Undo', nobodys)
  }),
]

const followed = (says: string, whom: (stage: Stage) => unknown): Refused =>
  saidBy('bob', `a Follow of ${says}`, /follow nobody here/, async (stage, bob) =>
    bob.says('Follow', '', { object: (await whom(stage)) as Json }),
  )
const follows: Refused[] = [
  followed(
    'somebody who is not here',
    ({ server }) => `${server.origin}/actors/01a20c66-ffff-7fff-bfff-ffffffffffff`,
  ),
  followed('somebody on another server', ({ alice }) => alice.id),
  followed('two hubs at once', ({ ours, alice }) => [ours.hub.actor, alice.id]),
  followed('an issue', ({ issue }) => issue),
]

/** Letters of somebody our hub does not follow, as anybody with a Mastodon account may send them. */
const byStrangers: Refused[] = [
  {
    says: 'a reply of a stranger to an issue of somebody else',
    status: 202,
    why: /nobody here follows the sender/,
    send: (stage) => note(stage as Here, { inReplyTo: `${stage.alice.id}/issues/1` }),
  },
  {
    says: 'a note of a stranger that names our hub',
    status: 202,
    why: /nobody here follows the sender/,
    send: (stage) => note(stage as Here, { tag: [{ type: 'Mention', href: stage.ours.hub.actor }] }),
  },
  saidBy('alice', 'a reply of a hub that ours follows', /a kind we do not keep \(Note\)/, (stage, alice) => {
    const reply = alice.article({ type: 'Note', inReplyTo: stage.issue, 'moot:kind': null })
    alice.publish(reply)
    return alice.says('Create', reply.id)
  }),
]

function note({ fan, theirs, inbox, ours }: Here, more: Json): Promise<number> {
  const object = {
    id: theirs.newId('statuses'),
    type: 'Note',
    attributedTo: fan.id,
    content: '<p>Same here!</p>',
    to: [everybody],
    cc: [ours.hub.actor],
    published: '2026-11-01T10:00:00Z',
    ...more,
  }
  theirs.publish(object)
  const { id, to, cc } = object
  return send(fan, inbox, { id: `${id}/activity`, type: 'Create', actor: fan.id, to, cc, object })
}

describe.each(dialects)('a server on %s is not moved by', (dialect) => {
  let stage: Here
  beforeAll(async () => {
    stage = await openHere(dialect)
  })
  afterAll(() => stage.end())

  it.each([...answers, ...undone, ...follows, ...byStrangers])('$says', async (refused) => {
    await expectRefused(stage, refused)
  })

  it('a letter to an inbox that nobody here has', async () => {
    const { alice, theirs, server, ours } = stage
    const letter = follow(alice, theirs.newId('follows'), ours.hub.actor)
    const inbox = `${server.origin}/actors/01a20c66-ffff-7fff-bfff-ffffffffffff/inbox`
    expect(await send(alice, inbox, letter)).toBe(404)
  })

  it('somebody whose inbox would be on another server', async () => {
    await expectRefused(stage, {
      says: '',
      status: 401,
      why: /no inbox on its own server/,
      send: ({ theirs, other, ours, inbox }) => {
        const eve = theirs.actor('eve', { inbox: other.newId('inbox') })
        return send(eve, inbox, follow(eve, theirs.newId('follows'), ours.hub.actor))
      },
    })
  })

  it('the same letters from those who may: a follow is taken back, and the silent hub accepts', async () => {
    const { world, fan, fansFollow, silent, asked, inbox, theirs } = stage
    const undo = { id: theirs.newId('undos'), type: 'Undo', actor: fan.id, object: fansFollow }
    expect(await send(fan, inbox, undo)).toBe(202)
    const accept = { id: theirs.newId('accepts'), type: 'Accept', actor: silent.id, object: asked }
    expect(await send(silent, inbox, accept)).toBe(202)
    const ended = () =>
      world.db.selectFrom('followers').select('state').where('actor', '=', fan.id).executeTakeFirst()
    const answered = () =>
      world.db.selectFrom('followings').select('state').where('activity', '=', asked).executeTakeFirst()
    await until('the fan is gone', async () => (await ended())?.state === 'ended')
    await until('the hub is followed', async () => (await answered())?.state === 'accepted')
    expect(await tell(stage, stage.alice, stage.alice.says('Like', stage.issue))).toBe(202)
  })
})
