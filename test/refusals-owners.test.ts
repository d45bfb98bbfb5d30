import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { instant } from '../src/lib/time.ts'
import { dialects } from './support/db.ts'
import { expectRefused, openStage, type Refused, type Stage, saidBy, tell } from './support/hostile.ts'
import { issueByIri } from './support/issues.ts'
import { type Json, proveBy } from './support/peer-signatures.ts'
import { until } from './support/server.ts'

const later = (document: Json): Json => ({ ...document, updated: '2026-11-02T10:00:00.000Z' })

const ofAnother: Refused[] = [
  saidBy(
    'alice',
    'a Create of what a neighbour wrote',
    /says it is by .*bob, not by .*alice/,
    ({ bob }, alice) => {
      const his = bob.article()
      bob.publish(his)
      return alice.says('Create', his)
    },
  ),
  saidBy(
    'alice',
    'a Create of what a neighbour wrote, by its address only',
    /says it is by .*bob/,
    ({ bob }, alice) => {
      const his = bob.article()
      bob.publish(his)
      return alice.says('Create', his.id)
    },
  ),
  saidBy(
    'alice',
    'a Create of a neighbour’s words under her own name',
    /another wording/,
    ({ bob }, alice) => {
      const hers = alice.article()
      alice.publish(hers)
      return alice.says('Create', { ...hers, attributedTo: bob.id })
    },
  ),
  saidBy(
    'mallory',
    'a Create of what somebody on another server wrote',
    /not on the server/,
    ({ alice }, mallory) => {
      const hers = alice.article()
      alice.publish(hers)
      return mallory.says('Create', hers)
    },
  ),
  saidBy(
    'mallory',
    'a Create in the name of somebody on another server',
    /says it is by .*alice/,
    ({ alice }, mallory) => {
      const forged = mallory.article({ attributedTo: alice.id })
      mallory.publish(forged)
      return mallory.says('Create', forged)
    },
  ),
  saidBy('alice', 'a Create with two authors', /says it is by/, ({ bob }, alice) => {
    const shared = alice.article({ attributedTo: [alice.id, bob.id] })
    alice.publish(shared)
    return alice.says('Create', shared)
  }),
  saidBy('alice', 'an Update of a neighbour’s record', /belongs to .*bob/, ({ bob }, alice) =>
    alice.says('Update', later(bob.known)),
  ),
  saidBy('mallory', 'an Update of a record on another server', /not on the server/, ({ bob }, mallory) =>
    mallory.says('Update', later(bob.known)),
  ),
  saidBy(
    'alice',
    'an Update that gives her record to a neighbour',
    /says it is by .*bob/,
    ({ bob }, alice) => {
      const given = alice.prove({ ...later(alice.known), attributedTo: bob.id })
      alice.publish(given)
      return alice.says('Update', given)
    },
  ),
  saidBy(
    'alice',
    'an Update of her own that its origin does not have',
    /later wording than there is/,
    (_, alice) => {
      alice.publish(alice.known)
      return alice.says('Update', later(alice.known))
    },
  ),
  saidBy('alice', 'a Delete of a neighbour’s record', /belongs to .*bob/, ({ bob }, alice) =>
    alice.says('Delete', bob.known.id),
  ),
  saidBy('mallory', 'a Delete of a record on another server', /not on the server/, ({ bob }, mallory) =>
    mallory.says('Delete', { id: bob.known.id, type: 'Tombstone' }),
  ),
  saidBy(
    'alice',
    'a Delete of her own that is still there at its origin',
    /still there at its origin/,
    (_, alice) => alice.says('Delete', { id: alice.known.id, type: 'Tombstone' }),
  ),
  saidBy('alice', 'a Create of an issue of ours', /a record of this server/, ({ issue }, alice) =>
    alice.says('Create', { ...alice.known, id: issue }),
  ),
  saidBy('alice', 'a Delete of an issue of ours', /a record of this server/, ({ issue }, alice) =>
    alice.says('Delete', issue),
  ),
  saidBy('alice', 'an Update of a neighbour’s actor', /says it is by nothing/, ({ bob }, alice) =>
    alice.says('Update', { ...bob.document, assertionMethod: alice.document.assertionMethod }),
  ),
  saidBy('alice', 'a Delete of a neighbour', /says it is by nothing/, ({ bob }, alice) =>
    alice.says('Delete', bob.id),
  ),
  saidBy('alice', 'a Delete of herself while she is still there', /still there/, (_, alice) =>
    alice.says('Delete', alice.id),
  ),
  saidBy('alice', 'a Create of two things at once', /not about one thing/, ({ bob }, alice) =>
    alice.says('Create', '', { object: [alice.known, bob.known] }),
  ),
  saidBy('alice', 'a Create of nothing', /not about one thing/, (_, alice) => alice.says('Create', {})),
]

describe.each(dialects)('nobody may say for another, to a server on %s:', (dialect) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage(dialect)
  })
  afterAll(() => stage.end())

  it.each(ofAnother)('not $says', async (refused) => {
    await expectRefused(stage, refused)
  })

  it('not even for the future: a record that claims to be of another century is of today', async () => {
    const { alice, world } = stage
    const [published, updated] = ['2150-01-01T00:00:00Z', '9999-12-31T23:59:59Z']
    const hers = proveBy(alice.proofKey, alice.article({ published, updated }), updated)
    alice.publish(hers)
    expect(await tell(stage, alice, alice.says('Create', hers))).toBe(202)
    const issue = await until('it is here', () => issueByIri(world, hers.id))
    const now = instant(world.clock())
    expect([issue.published! <= now, issue.updated <= now]).toEqual([true, true])
  })

  it('not even that a neighbour’s record is gone, though it is; the neighbour may', async () => {
    const { bob, alice, world } = stage
    const his = bob.article()
    bob.publish(his)
    expect(await tell(stage, bob, bob.says('Create', his))).toBe(202)
    await until('his record is here', () => issueByIri(world, his.id))
    bob.bury(his.id)
    const letter = saidBy('alice', '', /belongs to .*bob/, () => alice.says('Delete', his.id))
    await expectRefused(stage, letter)
    expect(await tell(stage, bob, bob.says('Delete', his.id))).toBe(202)
    await until('it is gone', async () => (await issueByIri(world, his.id))?.withdrawn)
  })
})
