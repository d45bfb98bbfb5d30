import { afterAll, beforeAll, describe, type ExpectStatic, expect, it } from 'vitest'
import { announceAssembly, draftAssembly } from '../src/assemblies/actions.ts'
import { actorIri } from '../src/federation/iri.ts'
import { serverActor } from '../src/federation/store/actors.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { judge } from '../src/moderation/actions.ts'
import { dialects } from './support/db.ts'
import {
  actorsOf,
  correspondents,
  type Letter,
  lettersOf,
  type Ours,
  openWriter,
  type Writer,
} from './support/letters.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'

const all = correspondents.flatMap((software) =>
  lettersOf(software).map((letter) => ({ software, ...letter })),
)

const titleOf = ({ software, by, about, expect: { becomes } }: (typeof all)[number]): string =>
  `${software}: ${by ?? 'somebody'} ${about}: ${becomes}`

/** What is known of somebody elsewhere: all that a letter of theirs can change. */
async function known({ world: { db } }: TestServer, actor: string) {
  const of = { actor }
  const [followers, reactions, replies, peers, reports] = await Promise.all([
    db.selectFrom('followers').select(['hub_id', 'state']).where('actor', '=', of.actor).execute(),
    db
      .selectFrom('reactions')
      .innerJoin('records', 'records.id', 'reactions.record_id')
      .select(['what', 'iri'])
      .where('actor', '=', of.actor)
      .execute(),
    db.selectFrom('replies').select(['iri', 'state', 'html']).where('actor', '=', of.actor).execute(),
    db.selectFrom('peers').select(['name', 'gone']).where('actor', '=', of.actor).execute(),
    db.selectFrom('reports').select(['about', 'decided']).where('actor', '=', of.actor).execute(),
  ])
  return { followers, reactions, replies, peer: peers[0], reports }
}
type Known = Awaited<ReturnType<typeof known>>

describe.each(dialects)('letters of other software, as a hub on %s takes them', (dialect) => {
  let server: TestServer
  let north: Awaited<ReturnType<TestServer['hub']>>
  let ours: Ours
  let serverId: string

  beforeAll(async () => {
    server = await startServer(dialect)
    const { world } = server
    north = await server.hub('northend')
    const titles = { en: 'Late buses' }
    const issue = sure(await draftIssue(world, north.who, { level: 'local', basis: 'listening', titles }))
    const assembly = sure(
      await draftAssembly(world, north.who, {
        titles: { en: 'Buses after eight' },
        summaries: { en: 'When should the last one go?' },
        kind: 'community',
        starts: '2027-01-12T18:00',
        destination: 'The council answers in writing.',
      }),
    )
    serverId = (await serverActor(world.db))!.id
    ours = {
      hub: north.hub.actor,
      server: actorIri(world, serverId),
      issue: sure(await publishIssue(world, north.who, issue.id)).iri,
      assembly: sure(await announceAssembly(world, north.who, assembly.id)).iri,
    }
  })
  afterAll(() => server.end())

  /** Waits until all that came in has been read. */
  const settled = () =>
    until('it is read', async () => {
      const waiting = await server.world.db
        .selectFrom('queue')
        .select('seq')
        .where('queue', '=', 'inbox')
        .execute()
      return waiting.length === 0
    })

  // What needs no storage of ours is the same on both databases.
  const some = all.filter(({ expect: { becomes } }) => dialect === 'sqlite' || becomes !== 'nothing')

  // Each is on a server of its own, so that many can be read at once.
  it.concurrent.for(some.map((letter) => [titleOf(letter), letter] as const))(
    '%s',
    async ([, { software, name }], { expect }) => {
      const there = await openWriter(software, ours)
      try {
        const last = there.letter(name)
        for (const before of last.after ?? []) await handIn(expect, there, there.letter(before))
        await handIn(expect, there, last)
      } finally {
        await there.end()
      }
    },
  )

  async function handIn(expect: ExpectStatic, there: Writer, file: Letter) {
    const { letter, by, serves, expect: expected } = file
    const from = server.logged.length
    // A letter without an actor is nobody's.
    const actor = String(letter.actor)
    if (expected.becomes.includes('again')) await judgeAll(actor)
    const before = { ...(await known(server, actor)), told: toldBy(there, letter) }
    there.set(serves)
    expect(await there.send(by, `${server.origin}/inbox`, letter)).toBe(expected.status)
    await settled()
    if (expected.becomes.includes('told'))
      await until('it is told', () => toldBy(there, letter).length > before.told.length)
    const after = { ...(await known(server, actor)), told: toldBy(there, letter) }
    expect(outcomeOf(file, before, after, { ...ours, serverId })).toEqual(expected.becomes)
    const why = server.logged
      .slice(from)
      .filter(([, , about]) => (about.actor ?? actor) === actor)
      .map(([, , about]) => String(about.why))
    if (expected.why) expect(why).toContainEqual(expect.stringMatching(expected.why))
  }

  /** An organiser has shown what is held, so that it can be seen to be held again. */
  async function judgeAll(actor: string) {
    for (const { iri } of (await known(server, actor)).replies)
      sure(await judge(server.world, north.who, iri, 'shown'))
  }
})

/** How a letter has been answered so far. */
const toldBy = (there: Writer, { id }: Letter['letter']): string[] =>
  there
    .letters()
    .filter(({ object }) => object?.id === id)
    .map(({ type }) => type)

/** What has come of a letter, in the words of its file where that is so, and else what is the case. */
function outcomeOf(
  { letter, expect: { becomes } }: Letter,
  before: Known & { told: string[] },
  after: Known & { told: string[] },
  ours: Ours & { serverId: string },
): string | Known {
  const object = typeof letter.object === 'string' ? letter.object : letter.object?.id
  const iri = becomes.includes('of the assembly') ? ours.assembly : ours.issue
  const what = becomes.startsWith('a like') ? 'like' : 'boost'
  const count = ({ reactions }: Known) =>
    reactions.filter((one) => one.what === what && one.iri === iri).length
  const follows = ({ followers }: Known) =>
    followers.find((one) => (one.hub_id === ours.serverId) === becomes.includes('of the server'))?.state
  const held = after.replies.find((one) => one.iri === object && one.state === 'held')
  const same = JSON.stringify(only(after)) === JSON.stringify(only(before))
  const so: Readonly<Record<string, () => boolean>> = {
    nothing: () => same,
    'a follower, who is told so': () => follows(after) === 'following' && after.told.at(-1) === 'Accept',
    'no follower any more': () => follows(before) === 'following' && follows(after) === 'ended',
    'a like, counted': () => count(before) === 0 && count(after) === 1,
    'a like, taken back': () => count(before) === 1 && count(after) === 0,
    'a reply, held': () => before.replies.length === 0 && held !== undefined,
    'a reply, held again with its new text': () =>
      before.replies[0]?.state === 'shown' && held !== undefined && held.html !== before.replies[0].html,
    'a reply, forgotten': () => before.replies.length === 1 && after.replies.length === 0,
    // One for the record, and none for the hub whose it is.
    'a report, held': () =>
      before.reports.length === 0 &&
      after.reports.map(({ about, decided }) => `${about} ${decided}`).join() === `${iri} null`,
    'a no, told to who asked': () => same && after.told.join() === 'Reject',
    'the actor, read anew': () => after.peer?.name === letter.object.name,
    'the actor, forgotten with all of it': () =>
      after.peer?.gone !== null &&
      after.reactions.length + after.replies.length === 0 &&
      after.followers.every(({ state }) => state !== 'following'),
  }
  const word = becomes.replace(/ of the (assembly|server)/, '').replace('a boost', 'a like')
  return so[word]?.() ? becomes : after
}

const only = ({ followers, reactions, replies, reports }: Known) => ({
  ...{ followers, reactions, replies, reports },
})

describe('the letters', () => {
  it('are of all eleven kinds of software, each with its actors, and say where each fact was read', () => {
    expect([...correspondents].sort()).toEqual(
      'friendica gancio gathio gotosocial hollo lemmy misskey mobilizon mastodon nodebb wordpress'
        .split(' ')
        .sort(),
    )
    for (const software of correspondents) {
      const actors = actorsOf(software)
      for (const each of [...Object.values(actors), ...lettersOf(software)])
        expect(each.source).toMatch(/\w+\.\w+|FEP|Fedify/)
      for (const { by } of lettersOf(software))
        expect(Object.keys(actors)).toContain(by ?? Object.keys(actors)[0])
    }
  })

  it('do not all come to nothing, nor all to something', () => {
    const becomes = new Set(all.map(({ expect: { becomes } }) => becomes))
    expect(becomes.size).toBeGreaterThan(12)
  })
})
