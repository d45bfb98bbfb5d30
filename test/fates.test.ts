import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { crawlDue } from '../src/federation/crawl.ts'
import { fetchDocument } from '../src/federation/fetch.ts'
import { allow, block, disallow, limit, unblock } from '../src/federation/lists.ts'
import { changePeer } from '../src/federation/store/peers.ts'
import { throwAway } from '../src/federation/throw-away.ts'
import { followHub, unfollowHub } from '../src/hubs/actions-follow.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { DAY, instant } from '../src/lib/time.ts'
import { dialects } from './support/db.ts'
import { openStage, type Stage, tell } from './support/hostile.ts'
import { illustrateFollowed } from './support/illustration.ts'
import { issueByIri } from './support/issues.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'

describe.each(dialects)('what becomes of copies on %s', (dialect) => {
  let here: TestServer
  let ours: Awaited<ReturnType<TestServer['hub']>>
  let left: string
  let right: string
  beforeAll(async () => {
    here = await startServer(dialect, { working: false })
    ours = await here.hub('northend')
  })
  beforeEach(async () => {
    const timed = { world: here.world, clock: { now: here.world.clock() } }
    const about = { host: `${Math.random()}`.replace('0.', 'h').concat('.example'), name: 'Hafod', issues: 2 }
    left = await illustrateFollowed(timed, ours.hub.id, about)
    right = await illustrateFollowed(timed, ours.hub.id, { ...about, name: 'Marsh' })
  })
  afterEach(async () => {
    here.clock.ahead = 0
    await limit(here.world, false, null)
    for (const table of ['followings', 'policy'] as const) await here.world.db.deleteFrom(table).execute()
  })
  afterAll(() => here.end())

  const copiesOf = (owner: string) =>
    here.world.db.selectFrom('records').select('id').where('owner', '=', owner).execute()
  const data = async () =>
    (await (await fetch(`${here.origin}/map.json`)).json()) as {
      figures: Record<string, { count: number }>
      issues: { hub: { id: string } }[]
    }
  /** Whether the list shows somebody’s issues, how many issues of all are counted, and what the page of one copy answers and says. */
  const shown = async (owner: string) => {
    const { id } = await here.world.db
      .selectFrom('issues')
      .select('id')
      .where('owner', '=', owner)
      .limit(1)
      .executeTakeFirstOrThrow()
    const page = await fetch(`${here.origin}/seen/issues/${id}`)
    const { figures, issues } = await data()
    return {
      listed: issues.some(({ hub }) => hub.id === owner),
      counted: figures.issues!.count,
      status: page.status,
      text: (await page.text()).replace(/<[^>]*>/g, '').replace(/\s+/g, ' '),
    }
  }
  const afterDays = async (days: number) => {
    here.clock.ahead = days * DAY
    await throwAway(here.office)
  }

  it('a hub that is unfollowed is out of list and figures at once, its copies are marked, and thrown away after 90 days', async () => {
    expect(await shown(left)).toMatchObject({ listed: true, counted: 4, status: 200 })
    expect((await shown(left)).text).not.toContain('No hub here follows')
    sure(await unfollowHub(here.world, ours.who, left))
    const marked = await shown(left)
    expect(marked).toMatchObject({ listed: false, counted: 2, status: 200 })
    expect(marked.text).toContain('No hub here follows that hub any more')
    expect(marked.text).toContain('it is not counted. It is thrown away on')
    await afterDays(89)
    expect(await copiesOf(left)).toHaveLength(2)
    await afterDays(91)
    expect(await copiesOf(left)).toEqual([])
    expect(await copiesOf(right)).toHaveLength(2)
    expect((await shown(left)).status).toBe(404)
  })

  it('a hub that another of ours still follows keeps its place, and so does one that is followed again', async () => {
    const south = await here.hub(`south${here.clock.ahead}${Math.random()}`.replace(/\W/g, '').slice(0, 20))
    const timed = { world: here.world, clock: { now: here.world.clock() } }
    const host = new URL(left).host
    const both = await illustrateFollowed(timed, ours.hub.id, { host, name: 'Both', issues: 1 })
    await here.world.db
      .insertInto('followings')
      .values({
        ...{ hub_id: south.hub.id, actor: both, activity: `${both}#again`, state: 'accepted', asks: 1 },
        ...{ asked: instant(0), answered: instant(0), ended: null },
      })
      .execute()
    sure(await unfollowHub(here.world, ours.who, both))
    expect(await shown(both)).toMatchObject({ listed: true, status: 200 })
    await afterDays(400)
    expect(await copiesOf(both)).toHaveLength(1)
  })

  it('a hub that refuses us afterwards is as good as unfollowed', async () => {
    await here.world.db
      .updateTable('followings')
      .set({
        ...{ state: 'rejected', asked: instant(here.world.clock() - 200 * DAY) },
        answered: instant(here.world.clock()),
      })
      .where('actor', '=', left)
      .execute()
    expect((await shown(left)).text).toContain('No hub here follows that hub any more')
    await afterDays(89)
    expect(await copiesOf(left)).toHaveLength(2)
    await afterDays(91)
    expect(await copiesOf(left)).toEqual([])
  })

  it('a hub that has been silent for 90 days is out of the figures, is marked, and is kept', async () => {
    here.clock.ahead = 89 * DAY
    expect(await shown(left)).toMatchObject({ listed: true, counted: 4 })
    expect((await shown(left)).text).not.toContain('has not answered since')
    here.clock.ahead = 91 * DAY
    await changePeer(here.world.db, right, { crawled: instant(here.world.clock()) })
    const silent = await shown(left)
    expect(silent).toMatchObject({ listed: true, counted: 2, status: 200 })
    expect(silent.text).toContain('Its hub has not answered since')
    expect((await shown(right)).text).not.toContain('has not answered since')
    await afterDays(1000)
    expect(await copiesOf(left)).toHaveLength(2)
  })

  it('a blocked account is hidden at once and dropped within 7 days, and its neighbour stays', async () => {
    sure(await block(here.world, left, '', null))
    expect(await shown(left)).toMatchObject({ listed: false, counted: 2, status: 404 })
    expect(await shown(right)).toMatchObject({ listed: true, status: 200 })
    await afterDays(5)
    expect(await copiesOf(left)).toHaveLength(2)
    await afterDays(7)
    expect(await copiesOf(left)).toEqual([])
    expect(await copiesOf(right)).toHaveLength(2)
  })

  it('a blocked domain is hidden at once and dropped within 7 days, unless the block ends before', async () => {
    const { host } = new URL(left)
    sure(await block(here.world, host, '', null))
    expect(await shown(right)).toMatchObject({ listed: false, counted: 0, status: 404 })
    await afterDays(5)
    sure(await unblock(here.world, host, null))
    await afterDays(30)
    expect(await shown(left)).toMatchObject({ listed: true, status: 200 })
    sure(await block(here.world, host, '', null))
    await afterDays(37)
    expect([...(await copiesOf(left)), ...(await copiesOf(right))]).toEqual([])
  })

  it('when the limit comes on, whoever is not allowed is hidden at once and dropped within 7 days', async () => {
    sure(await allow(here.world, right, '', null))
    sure(await limit(here.world, true, null))
    expect(await shown(left)).toMatchObject({ listed: false, counted: 2, status: 404 })
    expect(await shown(right)).toMatchObject({ listed: true, status: 200 })
    await afterDays(7)
    expect(await copiesOf(left)).toEqual([])
    expect(await copiesOf(right)).toHaveLength(2)
    here.clock.ahead = 30 * DAY
    sure(await disallow(here.world, right, null))
    expect((await shown(right)).status).toBe(404)
    await afterDays(35)
    expect(await copiesOf(right)).toHaveLength(2)
    await afterDays(37)
    expect(await copiesOf(right)).toEqual([])
  })

  it('when the limit goes off in time, nothing is lost', async () => {
    sure(await limit(here.world, true, null))
    await afterDays(5)
    sure(await limit(here.world, false, null))
    await afterDays(30)
    expect(await shown(left)).toMatchObject({ listed: true, status: 200 })
  })

  it('what a blocked account answered to records of ours is hidden at once and dropped within 7 days', async () => {
    const draft = sure(
      await draftIssue(here.world, ours.who, {
        ...{ level: 'local', basis: 'listening', titles: { en: 'Answered' } },
      }),
    )
    const record = sure(await publishIssue(here.world, ours.who, draft.id))
    const at = instant(here.world.clock())
    for (const actor of [left, right]) {
      const about = { record_id: record.id, hub_id: ours.hub.id, actor }
      await here.world.db
        .insertInto('reactions')
        .values({ ...about, what: 'like', activity: `${actor}#like`, at })
        .execute()
      await here.world.db
        .insertInto('replies')
        .values({
          ...{ ...about, iri: `${actor}/reply`, html: `<p>Said by ${actor}</p>`, language: null },
          ...{ published: at, updated: at, state: 'shown', judged: at, received: at },
        })
        .execute()
    }
    const page = async () => (await fetch(record.iri)).text()
    sure(await block(here.world, left, '', null))
    expect(await page()).not.toContain(`Said by ${left}`)
    expect(await page()).toContain(`Said by ${right}`)
    const answered = async () => [
      ...(await here.world.db.selectFrom('reactions').select('actor').execute()),
      ...(await here.world.db.selectFrom('replies').select('actor').execute()),
    ]
    await afterDays(5)
    expect(await answered()).toHaveLength(4)
    await afterDays(7)
    expect(await answered()).toEqual([{ actor: right }, { actor: right }])
  })
})

describe.each(dialects)('a hub that closes in good order, followed from %s,', (dialect) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage(dialect)
  })
  afterAll(() => stage.end())

  it('is kept as an archive that says so, out of list and figures, until somebody unfollows it', async () => {
    const { server, world, mallory, other, ours } = stage
    const page = async () => {
      const copy = await issueByIri(world, mallory.known.id)
      const answer = await fetch(`${server.origin}/seen/issues/${copy?.id}`)
      return { status: answer.status, text: await answer.text() }
    }
    mallory.bury(mallory.id)
    for (const address of [`${mallory.id}/changes`, `${mallory.id}/changes?page=1`])
      other.serve(address, { status: 410, body: {} })
    await until('it is known to be gone', async () => {
      await changePeer(world.db, mallory.id, { crawl_due: instant(world.clock()) })
      await crawlDue(world, server.office.kinds)
      return (await page()).text.includes('That hub is gone for good')
    })
    expect(await (await fetch(`${server.origin}/map`)).text()).not.toContain(mallory.known.id)
    server.clock.ahead = 1000 * DAY
    await throwAway(server.office)
    expect((await page()).status).toBe(200)
    expect((await page()).text).not.toContain('thrown away')
    sure(await unfollowHub(world, ours.who, mallory.id))
    expect((await page()).text).toContain('thrown away')
    server.clock.ahead += 91 * DAY
    await throwAway(server.office)
    expect((await page()).status).toBe(404)
    server.clock.ahead = 0
  })
})

describe.each(dialects)('a server on %s whose federation is switched off', (dialect) => {
  it('sends, takes in, fetches and throws away nothing, serves its pages, and goes on where it was', async () => {
    const stage = await openStage(dialect)
    const { alice, bob, theirs } = stage
    const { world, port, origin } = stage.server
    for (const hub of [alice, bob]) await tell(stage, hub, hub.says('Follow', stage.ours.hub.actor))
    const follow = (db = world.db) =>
      db.selectFrom('followers').select('actor').where('state', '=', 'following').orderBy('actor').execute()
    await until('both follow us', async () => (await follow()).length === 2)
    await stage.server.close()
    // What was taken at the door before the switch waits in the queue.
    const undo = bob.says('Undo', { type: 'Follow', actor: bob.id, object: stage.ours.hub.actor })
    await stage.server.office.inbox.enqueue({ actor: bob.id, activity: undo })
    const at = await stage.server.leave()

    const off = await startServer(dialect, { port, at, env: { FOLKMOOT_FEDERATION: 'off' } })
    const knocks = theirs.knocks.length
    const draft = sure(
      await draftIssue(off.world, stage.ours.who, {
        ...{ level: 'local', basis: 'listening', titles: { en: 'Written in silence' } },
      }),
    )
    const issue = sure(await publishIssue(off.world, stage.ours.who, draft.id))
    const late = alice.article({ name: 'Told in vain' })
    alice.publish(late)
    alice.log(late)
    expect(await tell(stage, alice, alice.says('Create', late))).toBe(503)
    expect(await fetchDocument(off.world, alice.id)).toMatchObject({ failed: 'federation is switched off' })
    expect(await followHub(off.world, stage.ours.who, `@alice@${theirs.host}`)).toMatchObject({
      refused: expect.stringContaining('switched off'),
    })
    sure(await unfollowHub(off.world, stage.ours.who, stage.mallory.id))
    off.clock.ahead = 200 * DAY
    await off.office.deliveries.enqueue({ letter: 'x', actor: stage.ours.hub.id, inbox: alice.inbox })
    const known = (await issueByIri(off.world, alice.known.id))!
    for (const path of ['/', '/map', '/about', `/seen/issues/${known.id}`, `/issues/${issue.id}`])
      expect((await fetch(origin + path)).status, path).toBe(200)
    const actor = await fetch(stage.ours.hub.actor, { headers: { accept: 'application/activity+json' } })
    expect(actor.status).toBe(200)
    expect(await issueByIri(off.world, stage.mallory.known.id)).toBeDefined()
    expect(await follow(off.world.db)).toHaveLength(2)
    expect(theirs.knocks.slice(knocks)).toEqual([])
    await off.leave()

    const on = await startServer(dialect, { port, at })
    await until('what was written is told', () =>
      theirs.letters().find(({ object }) => object?.id === issue.iri),
    )
    await until('what was told in vain is here', () => issueByIri(on.world, late.id))
    await until('what waited is read', async () => (await follow(on.world.db)).length === 1)
    await on.end()
    await Promise.all([stage.theirs.end(), stage.other.end()])
  })
})
