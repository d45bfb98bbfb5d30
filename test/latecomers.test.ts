import { afterEach, describe, expect, it } from 'vitest'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { MINUTE, SECOND } from '../src/lib/time.ts'
import { amendOutcome, draftOutcome, publishOutcome } from '../src/outcomes/actions.ts'
import { dialects } from './support/db.ts'
import { type Peer, send, startPeer } from './support/peer.ts'
import { openHub } from './support/peer-hub.ts'
import { sure } from './support/people.ts'
import { startServer, until } from './support/server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

describe.each(dialects)('a hub that publishes on %s what answers something older', (dialect) => {
  it('tells that first to people who follow since then, and lets it arrive', async () => {
    const server = await startServer(dialect)
    ends.push(server.end)
    const { world, clock } = server
    const { hub, who } = await server.hub('northend')
    const someone = async () => {
      const peer = await startPeer()
      ends.push(peer.end)
      return peer
    }
    const said = (peer: Peer) =>
      peer.letters().flatMap(({ type, object }) => (type === 'Accept' ? [] : [`${type} ${object.id}`]))
    const follow = async (peer: Peer) => {
      const actor = peer.actor('alice')
      const activity = { id: peer.newId(), type: 'Follow', actor: actor.id, object: hub.actor }
      expect(await send(actor, `${server.origin}/inbox`, activity)).toBe(202)
      await until('it follows', () => peer.letters().some(({ type }) => type === 'Accept'))
    }
    const [early, late, sibling] = [await someone(), await someone(), await someone()]
    await follow(early)
    const draft = sure(await draftIssue(world, who, { basis: 'listening', titles: { en: 'Dead lifts' } }))
    const issue = sure(await publishIssue(world, who, draft.id))
    clock.ahead += SECOND
    await follow(late)
    // A hub reads what was published before from the log, and waits for nothing.
    const other = openHub(sibling, 'other')
    expect(await send(other, `${server.origin}/inbox`, other.says('Follow', hub.actor))).toBe(202)
    await until('the other hub follows', () => sibling.letters().length === 1)

    const decisions = [{ text: 'We open a fund.', method: 'consent' as const, result: 'adopted' as const }]
    const said2 = { titles: { en: 'A fund' }, decisions, issues: [issue.iri] }
    const outcome = sure(await draftOutcome(world, who, said2))
    sure(await publishOutcome(world, who, outcome.id))
    sure(await amendOutcome(world, who, outcome.id, { present: 38 }))
    const [aboutIssue, first, then] = [
      `Create ${issue.iri}`,
      `Create ${outcome.iri}`,
      `Update ${outcome.iri}`,
    ]
    await until('who was there is told', () => said(early).length === 3)
    expect(said(early)).toEqual([aboutIssue, first, then])
    await until('so is the hub', () => said(sibling).length === 2)
    expect(said(sibling)).toEqual([first, then])
    await until('who came later hears of the issue', () => said(late).length > 0)
    expect(said(late)).toEqual([aboutIssue])

    clock.ahead += 2 * MINUTE
    world.pulse.beat('queue deliveries')
    await until('and then what was decided', () => said(late).length === 3)
    expect(said(late)).toEqual([aboutIssue, first, then])
  })
})
