import { afterEach, expect, it } from 'vitest'
import { mould } from '../src/demo/happenings.ts'
import { harbourRow } from '../src/demo/local-hubs.ts'
import { openNetwork, publishSample } from '../src/demo/network.ts'
import { showFollowing, showMeeting } from '../src/demo/show.ts'
import { commonGround } from '../src/demo/wider-hubs.ts'
import type { Shown } from './letters/checkers/checker.ts'
import { checkers } from './letters/checkers/index.ts'
import { send, startPeer } from './support/peer.ts'
import type { Json } from './support/peer-signatures.ts'
import { until } from './support/server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** The meeting of `npm run demo`, as somebody on another server who follows the hub gets to see it. */
for (const name of ['Mastodon', 'GoToSocial'])
  it(`what ${name} shows of the meeting of the demonstration: who is invited, what was decided, what was done`, async () => {
    const network = openNetwork(() => {})
    const elsewhere = await startPeer()
    ends.push(network.end, elsewhere.end)
    const [hub, nation] = [await network.add(harbourRow), await network.add(commonGround)]
    const alice = elsewhere.actor('alice')
    const follow = { id: elsewhere.newId(), type: 'Follow', actor: alice.id, object: hub.hub.actor }
    expect(await send(alice, `${hub.origin}/inbox`, follow)).toBe(202)
    await until('alice follows', () => elsewhere.letters().some(({ type }) => type === 'Accept'))

    const said: string[] = []
    await showFollowing(nation, [hub], (line) => said.push(line))
    const raised = { titles: { en: 'Mould in the stairwells' }, basis: 'listening' as const }
    await publishSample(hub, { says: raised })
    const meeting = { ...mould(Date.now()), about: raised.titles.en }
    await showMeeting(hub, [nation], meeting, (line) => said.push(line))
    expect(said.join('\n')).toMatch(/invites to[\s\S]*has decided[\s\S]*sets out to[\s\S]*has done/)
    const letters = () => elsewhere.letters().filter(({ type }) => type === 'Create' || type === 'Update')
    // The issue; the assembly, which changes twice; the outcome; the action, which changes once.
    await until('all letters came', () => letters().length === 7)

    const software = checkers.find((one) => one.name === name)!
    /** What is there, by what has come so far; what is changed takes the place of what was there. */
    const there = new Map<string, Json>()
    const shown = new Map<string, Shown>()
    for (const letter of letters()) {
      const seen = await software.take(letter, (address) => there.get(address))
      expect({ of: letter.object.name, ...seen }).toHaveProperty('shown')
      there.set(letter.object.id, letter.object)
      if ('shown' in seen) shown.set(letter.object.id, seen.shown)
    }
    const texts = [...shown.values()].map(({ title, text }) => [title, text].filter(Boolean).join('\n'))
    const [issue, assembly, outcome, action] = texts
    expect(texts).toHaveLength(4)
    expect(issue).toContain(raised.titles.en)
    for (const part of [meeting.assembly.titles.en, meeting.assembly.summaries?.en, 'Net loft'])
      expect(assembly).toContain(part)
    for (const part of [meeting.outcome.titles.en, 'Adopted by majority: 36 for, 2 against, 3 abstained'])
      expect(outcome).toContain(part)
    for (const part of [meeting.action.titles.en, 'How far it is: done']) expect(action).toContain(part)
  }, 60_000)
