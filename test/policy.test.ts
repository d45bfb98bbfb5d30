import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { takeIn } from '../src/federation/copies.ts'
import { deliver } from '../src/federation/deliver.ts'
import { fetchDocument } from '../src/federation/fetch.ts'
import { allow, block, disallow, limit, unblock } from '../src/federation/lists.ts'
import { isBlocked } from '../src/federation/policy.ts'
import { meetActor } from '../src/federation/remote.ts'
import { changePeer } from '../src/federation/store/peers.ts'
import { listed } from '../src/federation/store/policy.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { peersInWords } from '../src/hubs/peers.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { instant } from '../src/lib/time.ts'
import { whoIs } from '../src/members/actions.ts'
import { dialects } from './support/db.ts'
import { expectRefused, openStage, type Stage, tell, tellWith } from './support/hostile.ts'
import { issueByIri } from './support/issues.ts'
import type { PeerHub } from './support/peer-hub.ts'
import type { Json } from './support/peer-signatures.ts'
import { sure } from './support/people.ts'
import { until } from './support/server.ts'

describe.each(dialects)('whom a server on %s deals with', (dialect) => {
  let stage: Stage
  let person: string
  beforeAll(async () => {
    stage = await openStage(dialect)
    person = stage.ours.who.person
    for (const hub of [stage.alice, stage.bob, stage.mallory])
      await tell(stage, hub, hub.says('Follow', stage.ours.hub.actor))
    await until('all three follow us', async () => (await followers()).length === 3)
  })
  afterAll(() => stage.end())
  afterEach(async () => {
    for (const { subject } of await listed(stage.world.db, 'block'))
      sure(await unblock(stage.world, subject, person))
    for (const { subject } of await listed(stage.world.db, 'allow'))
      sure(await disallow(stage.world, subject, person))
    await limit(stage.world, false, person)
  })

  const followers = () =>
    stage.world.db.selectFrom('followers').selectAll().where('state', '=', 'following').execute()
  const page = async (path: string) => fetch(`${stage.server.origin}${path}`)
  const seen = async (document: Json) => {
    const id = (await issueByIri(stage.world, document.id))!.id
    return (await page(`/seen/issues/${id}`)).status
  }
  const onMap = async () => {
    const data = (await (await page('/map.json')).json()) as { issues: { hub: { id: string } }[] }
    return new Set(data.issues.map(({ hub }) => hub.id))
  }
  const publish = async (title: string) => {
    const draft = sure(
      await draftIssue(stage.world, stage.ours.who, {
        ...{ level: 'local', basis: 'listening', titles: { en: title } },
      }),
    )
    return sure(await publishIssue(stage.world, stage.ours.who, draft.id)).iri
  }
  const toldTo = (hub: PeerHub, iri: string) =>
    [...stage.theirs.knocks, ...stage.other.knocks].some(
      ({ method, path, body }) =>
        method === 'POST' && hub.inbox.endsWith(path) && body.includes(`"${iri}#create"`),
    )
  const knocksAt = (address: string) =>
    [...stage.theirs.knocks, ...stage.other.knocks].filter(({ path }) => address.endsWith(path)).length

  /** What holds of an actor with whom we have nothing to do, at all four places. */
  async function expectShutOut(hub: PeerHub & { known: Json }, why: string, other: PeerHub): Promise<void> {
    const { world } = stage
    const document = hub.article({ name: 'Not to be taken' })
    hub.publish(document)
    await expectRefused(stage, {
      ...{ says: 'a letter', status: 403, why: new RegExp(`^${why}$`) },
      send: () => tell(stage, hub, hub.says('Create', document)),
    })
    const verdict = await takeIn(world, stage.server.office.kinds, { iri: document.id, owner: hub.id })
    expect(verdict).toMatchObject({ later: expect.stringContaining(why), answered: false })
    expect(await fetchDocument(world, hub.id)).toEqual({ failed: why, answered: false })
    expect(await followHub(world, stage.ours.who, hub.id)).toMatchObject({
      refused: expect.stringContaining(why),
    })
    expect(knocksAt(document.id)).toBe(0)
    expect(await seen(hub.known)).toBe(404)
    expect(await onMap()).not.toContain(hub.id)
    const iri = await publish(`Not for ${hub.id}`)
    await until('the other was told', () => toldTo(other, iri))
    expect(toldTo(hub, iri)).toBe(false)
  }

  /** What holds of an actor with whom all is well. */
  async function expectDealtWith(hub: PeerHub & { known: Json }): Promise<void> {
    const document = hub.article({ name: 'To be taken' })
    hub.publish(document)
    expect(await tell(stage, hub, hub.says('Create', document))).toBe(202)
    await until('its record is here', () => issueByIri(stage.world, document.id))
    expect(await seen(hub.known)).toBe(200)
    expect(await onMap()).toContain(hub.id)
    const iri = await publish(`For ${hub.id}`)
    await until('it was told', () => toldTo(hub, iri))
  }

  it('has nothing to do with a blocked account, in at the door, out, fetched or shown, and all to do with its neighbour', async () => {
    const { world, alice, bob } = stage
    sure(await block(world, alice.id, 'She sells the list.', person))
    await expectShutOut(alice, 'it is blocked', bob)
    await expectDealtWith(bob)
    expect((await peersInWords(world)).find(({ actor }) => actor === alice.id)!.words).toBe(
      'This server has nothing to do with it: it is blocked.',
    )
    sure(await unblock(world, alice.id, person))
    await expectDealtWith(alice)
  })

  it('knows an account by its handle, and asks for the address of one it has not met', async () => {
    const { world, alice, other } = stage
    const carol = other.actor('carol')
    expect(sure(await block(world, `@carol@${other.host}`, '', person)).subject).toBe(carol.id)
    expect(await isBlocked(world, carol.id)).toBe(true)
    expect(await isBlocked(world, stage.mallory.id)).toBe(false)
    const asked = stage.theirs.knocks.length
    expect(sure(await block(world, `@alice@${stage.theirs.host}`, '', person)).subject).toBe(alice.id)
    expect(stage.theirs.knocks.length).toBe(asked)
    const page = `${other.origin}/@carol`
    other.serve(page, { body: carol.document })
    expect(sure(await unblock(world, carol.id, person)).subject).toBe(carol.id)
    expect(sure(await block(world, page, '', person)).subject).toBe(carol.id)
    const post = stage.mallory.article()
    other.publish(post)
    expect(await block(world, post.id, '', person)).toMatchObject({
      refused: expect.stringContaining('it is nobody'),
    })
    expect(await block(world, `${other.origin}/@nobody`, '', person)).toEqual({
      subject: `${other.origin}/@nobody`,
      unsure: true,
    })
  })

  it('takes no letter that is signed by the key of a blocked domain, or about what is of one', async () => {
    const { bob, mallory, alice } = stage
    sure(await block(stage.world, stage.other.host, '', person))
    const letter = bob.says('Like', bob.known.id)
    expect(await tell(stage, bob, letter)).toBe(202)
    const refuse = (why: RegExp, send: () => Promise<number>) =>
      expectRefused(stage, { says: '', status: 403, why, send })
    await refuse(/signs it, and its domain is blocked/, () => tellWith(stage, mallory.key, letter))
    await refuse(/is about .*, and its domain is blocked/, () =>
      tell(stage, bob, bob.says('Announce', mallory.known.id)),
    )
    sure(await block(stage.world, alice.id, '', person))
    await refuse(/is about what .*alice said, and it is blocked/, () =>
      tell(stage, bob, bob.says('Announce', { ...alice.known })),
    )
  })

  it('sends nothing of what waits already to whoever is blocked meanwhile', async () => {
    const { world, alice, bob, ours } = stage
    const letter = await world.db.selectFrom('letters').select('id').limit(1).executeTakeFirstOrThrow()
    const to = (hub: PeerHub) => deliver(world, { letter: letter.id, actor: ours.hub.id, inbox: hub.inbox })
    const came = (hub: PeerHub) => knocksAt(hub.inbox)
    sure(await block(world, alice.id, '', person))
    const before = [came(alice), came(bob)]
    await to(alice)
    await to(bob)
    expect([came(alice), came(bob)]).toEqual([before[0], before[1]! + 1])
  })

  it('does not go where a redirect leads to a blocked domain', async () => {
    const { world, theirs, other } = stage
    const address = theirs.newId()
    theirs.serve(address, { status: 302, headers: { location: `${other.origin}/trap` } })
    sure(await block(world, other.host, '', person))
    expect(await fetchDocument(world, address)).toMatchObject({
      failed: `it leads to ${other.host}, and its domain is blocked`,
    })
    expect(knocksAt('/trap')).toBe(0)
  })

  it('deals with everybody while the limit is off, whoever is on the allow-list', async () => {
    sure(await allow(stage.world, stage.theirs.host, '', person))
    await expectDealtWith(stage.mallory)
  })

  it('deals only with a domain that is allowed, once the limit is on', async () => {
    const { world, mallory, alice, bob } = stage
    sure(await allow(world, stage.theirs.host, 'Neighbours.', person))
    sure(await limit(world, true, person))
    await expectShutOut(mallory, 'it is not on the allow-list', alice)
    await expectDealtWith(alice)
    sure(await block(world, alice.id, '', person))
    await expectShutOut(alice, 'it is blocked', bob)
    sure(await limit(world, false, person))
    await expectDealtWith(mallory)
  })

  it('deals with one account that is allowed and not with its neighbours, and still reads what stands on their server', async () => {
    const { world, alice, bob } = stage
    sure(await allow(world, bob.id, '', person))
    sure(await limit(world, true, person))
    expect(await isBlocked(world, alice.id)).toBe(true)
    await expectDealtWith(bob)
    expect(await seen(alice.known)).toBe(404)
    expect(await meetActor(world, alice.id, true)).toMatchObject({
      refused: expect.stringContaining('it is not on the allow-list'),
    })
    expect(await tell(stage, alice, alice.says('Create', alice.known))).toBe(403)
    expect(await tell(stage, alice, alice.says('Follow', stage.ours.hub.actor))).toBe(403)
    const iri = await publish('For Bob alone')
    await until('Bob was told', () => toldTo(bob, iri))
    expect(toldTo(alice, iri)).toBe(false)
  })

  it('deals with nobody but itself while the limit is on and nobody is allowed', async () => {
    const { world, bob, ours } = stage
    const south = await stage.server.hub(`south${dialect}`)
    sure(await limit(world, true, person))
    expect(await isBlocked(world, bob.id)).toBe(true)
    expect(await isBlocked(world, ours.hub.actor)).toBe(false)
    sure(await followHub(world, ours.who, south.hub.actor))
    expect(await onMap()).toEqual(new Set([ours.hub.actor]))
    expect(await limit(world, true, person)).toMatchObject({ refused: 'The limit is on already.' })
  })

  it('reads what was said meanwhile, as soon as somebody is allowed and when the limit ends', async () => {
    const { world, alice, bob } = stage
    const due = async () =>
      (await world.db.selectFrom('peers').select('actor').where('crawl_due', 'is not', null).execute()).map(
        ({ actor }) => actor,
      )
    sure(await limit(world, true, person))
    // A reading that began before the limit came on may still end, and set its next one.
    await until('no log is read any more', async () => {
      const still = await due()
      for (const actor of still) await changePeer(world.db, actor, { crawl_due: instant(world.clock()) })
      world.pulse.beat('logs')
      return still.length === 0
    })
    const [hers, his] = [alice.article({ name: 'Said meanwhile' }), bob.article({ name: 'Said meanwhile' })]
    alice.publish(hers)
    alice.log(hers)
    bob.publish(his)
    bob.log(his)
    sure(await allow(world, alice.id, '', person))
    await until('hers is here', () => issueByIri(world, hers.id))
    expect(await due()).not.toContain(bob.id)
    sure(await limit(world, false, person))
    await until('his is here', () => issueByIri(world, his.id))
  })

  it('knows of each line who put it there and who took it off', async () => {
    const { world } = stage
    const amina = sure(await whoIs(world, 'northend', 'Amina'))
    sure(await block(world, 'spam.example', 'It sends spam.', amina.person))
    sure(await block(world, '*.Spam.example.', 'It sends much spam.', amina.person))
    expect(await listed(world.db, 'block')).toMatchObject([
      { subject: 'spam.example', reason: 'It sends much spam.', by_person: amina.person },
    ])
    sure(await unblock(world, 'https://spam.example/', amina.person))
    const rows = await world.db
      .selectFrom('policy')
      .select(['by_person', 'ended_by'])
      .where('subject', '=', 'spam.example')
      .execute()
    expect(rows).toEqual([{ by_person: amina.person, ended_by: amina.person }])
    sure(await limit(world, true, 'ann'))
    sure(await limit(world, false, 'ben'))
    const limits = world.db.selectFrom('policy').select(['by_person', 'ended_by']).where('list', '=', 'limit')
    expect(await limits.execute()).toContainEqual({ by_person: 'ann', ended_by: 'ben' })
    expect(await unblock(world, 'spam.example', amina.person)).toMatchObject({
      refused: 'spam.example is not blocked.',
    })
    expect(await block(world, stage.ours.hub.actor, '', amina.person)).toMatchObject({
      refused: 'This server cannot block itself.',
    })
  })
})
