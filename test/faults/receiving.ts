import type { DialectName } from '../../src/db/dialect.ts'
import { inTransaction } from '../../src/db/index.ts'
import { keyToSign } from '../../src/federation/keys.ts'
import { sign } from '../../src/federation/publish.ts'
import { signatureHeaders } from '../../src/federation/signature.ts'
import { keepFollower } from '../../src/federation/store/follows.ts'
import { tellTheNetwork } from '../../src/federation/tell.ts'
import { followHub } from '../../src/hubs/actions-follow.ts'
import { instant, MINUTE } from '../../src/lib/time.ts'
import { amendMany, publishMany, withdrawMany } from '../support/busy.ts'
import { differences, type Holdings, holdingsOf } from '../support/likeness.ts'
import { sure } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { copyToLiveOn, givenUp, waiting } from './lives.ts'
import type { Prepared, Stage } from './points.ts'
import { end } from './process.ts'
import type { Kill } from './statements.ts'

/** Letters come in: what was answered with 202 is taken in in the end, and what comes again is not kept twice. */
export const receiving: Stage = { name: 'receiving', prepare }

/** A letter: who writes it, and about which record, or null where it asks to follow. */
type Letter = {
  readonly id: string
  readonly from: string
  readonly body: string
  readonly iri: string | null
}

async function prepare(dialect: DialectName): Promise<Prepared> {
  // The log of changes would bring what a letter lost; here only letters count.
  const door = (inside: (request: Request) => Response | Promise<Response>) => (request: Request) =>
    new URL(request.url).pathname.endsWith('/changes') ? new Response(null, { status: 503 }) : inside(request)
  const origin = await startServer('sqlite', { working: false, door })
  const follower = await startServer(dialect, { working: false })
  const north = await origin.hub('northend')
  const south = await origin.hub('southend')
  const city = await follower.hub('city')
  sure(await followHub(follower.world, city.who, north.hub.actor))
  await follower.world.db
    .updateTable('followings')
    .set({ state: 'accepted', answered: instant(Date.now()) })
    .execute()
  await follower.world.db.updateTable('peers').set({ crawl_due: null }).execute()
  await follower.world.db.deleteFrom('outbox').execute()

  const inbox = `${follower.origin}/inbox`
  const follow = {
    state: 'following' as const,
    since: instant(0),
    ended: null,
    why: null,
    shared_inbox: inbox,
  }
  await inTransaction(origin.world.db, (tx) =>
    keepFollower(tx, {
      ...follow,
      hub_id: north.who.hub,
      actor: city.hub.actor,
      activity: `${city.hub.actor}#f`,
      inbox,
    }),
  )
  const ids = await publishMany(origin.world, north.who, 6, 'Damp flats', [
    'issue',
    'assembly',
    'outcome',
    'action',
  ])
  await tellTheNetwork(origin.office)
  await amendMany(origin.world, north.who, ids.slice(0, 3), 'Anew')
  await tellTheNetwork(origin.office)
  await withdrawMany(origin.world, north.who, ids.slice(4))
  await tellTheNetwork(origin.office)
  const letters = [
    ...(await lettersOf(origin)),
    await following(origin, south.who.hub, south.hub.actor, city.hub.actor),
  ]
  const there = await holdingsOf(origin.world, north.hub.actor)
  const template = await follower.leave()

  const run = async (kill: Kill | null) => {
    const own = await copyToLiveOn(dialect, template.address, follower.port)
    const taken = new Set<string>()
    const first = await own.serve(0, kill)
    const sent = send(origin, inbox, letters, (id) => void taken.add(id))
    const empty = async () => (await waiting(own.db, 'inbox')) === 0
    const over = await first.meanwhile('all is read', async () => taken.size === letters.length && empty())
    await sent
    const ended = over ? null : await first.stop()

    // A minute later what the process had in hand is free for the next.
    const second = await own.serve(2 * MINUTE, null)
    await second.meanwhile('what was taken is read', empty)
    const held = await holdingsOf(own, north.hub.actor)
    const followers = async () =>
      (await own.db.selectFrom('followers').select('actor').execute()).map(({ actor }) => actor)
    const followed = (await followers()).includes(south.hub.actor)
    const wrong = letters
      .filter(({ id }) => taken.has(id))
      .filter(({ iri }) => (iri === null ? !followed : !sameOf(iri, there, held)))
      .map(({ id }) => `${id} was taken and is lost`)

    await send(origin, inbox, letters, (id) => void taken.add(id))
    await second.meanwhile('what came again is read', empty)
    await second.stop()
    const received = await own.db.selectFrom('received').select('activity').execute()
    wrong.push(
      ...(await givenUp(own.db)),
      ...differences(there, await holdingsOf(own, north.hub.actor)),
      ...(received.length === letters.length
        ? []
        : [`${received.length} letters are noted of ${letters.length}`]),
      ...((await followers()).join() === south.hub.actor ? [] : [`followers are ${await followers()}`]),
      ...(taken.size === letters.length ? [] : ['a letter was not taken the second time']),
    )
    await own.drop()
    return { killed: ended === null, wrong, counted: ended?.lastWrite ?? 0 }
  }
  return {
    async measure() {
      const { wrong, counted } = await run(null)
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
      return counted
    },
    attempt: run,
    async end() {
      end()
      await origin.end()
      await template.drop()
    },
  }
}

/** The letters that a server has written to its followers, in order. */
async function lettersOf({ world }: TestServer): Promise<Letter[]> {
  const rows = await world.db.selectFrom('letters').selectAll().orderBy('id').execute()
  return rows.map(({ actor_id, sealed }) => {
    const body = world.vault.unseal(sealed)
    const { id } = JSON.parse(body) as { id: string }
    return { id, from: actor_id, body, iri: id.split('#')[0]! }
  })
}

async function following(
  { world }: TestServer,
  from: string,
  actor: string,
  object: string,
): Promise<Letter> {
  const id = `${actor}#follow-city`
  const { bytes } = await sign(world, from, { type: 'Follow', id, actor, object })
  return { id, from, body: bytes, iri: null }
}

/** Sends letters, those about different things at once, until nobody answers any more. */
async function send(
  { world }: TestServer,
  inbox: string,
  letters: readonly Letter[],
  taken: (id: string) => void,
) {
  const about = Map.groupBy(letters, ({ iri }) => iri)
  const sendAll = async (some: readonly Letter[]) => {
    for (const { id, from, body } of some) {
      const key = await keyToSign(world, from, 'rsa')
      const signed = await signatureHeaders(key, 'post', inbox, body, world.clock())
      const headers = { ...signed, 'content-type': 'application/activity+json' }
      const answer = await world.client.post(inbox, body, headers).catch(() => null)
      if (answer?.status !== 202) return
      taken(id)
    }
  }
  await Promise.all([...about.values()].map(sendAll))
}

/** Whether a record is held as it is at its origin: the same, or not at all where it was withdrawn. */
const sameOf = (iri: string, there: Holdings, held: Holdings): boolean =>
  JSON.stringify(there.live.get(iri)) === JSON.stringify(held.live.get(iri))
