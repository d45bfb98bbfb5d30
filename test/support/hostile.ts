import { expect } from 'vitest'
import type { DialectName } from '../../src/db/dialect.ts'
import { followHub } from '../../src/hubs/actions-follow.ts'
import { draftIssue, publishIssue } from '../../src/issues/actions.ts'
import { issueByIri } from './issues.ts'
import { post, send, startPeer } from './peer.ts'
import { openHub, type PeerHub } from './peer-hub.ts'
import { type Cavage, type Json, type Key, signCavage } from './peer-signatures.ts'
import { sure } from './people.ts'
import { startServer, until } from './server.ts'

export type Stage = Awaited<ReturnType<typeof openStage>>

/** One way to be refused: what is sent, with which status it is answered, and what the log says. */
export type Refused = {
  readonly says: string
  readonly status: number
  readonly why: RegExp
  readonly send: (stage: Stage) => Promise<number>
}

/**
 * A hub of ours and those it has to do with: Alice and Bob are hubs on one server, Mallory a hub on another. Ours follows
 * all three, and has a record of each. All are as well-behaved as their documents; a test makes them worse.
 */
export async function openStage(dialect: DialectName) {
  const server = await startServer(dialect)
  const { world } = server
  const ours = await server.hub('northend')
  const draft = await draftIssue(world, ours.who, {
    level: 'local',
    basis: 'listening',
    titles: { en: 'Late buses' },
  })
  const issue = sure(await publishIssue(world, ours.who, sure(draft).id))
  const [theirs, other] = [await startPeer(), await startPeer()]
  const followed = async (hub: PeerHub) => {
    const document = hub.article()
    hub.publish(document)
    hub.log(document)
    sure(await followHub(world, ours.who, hub.id))
    await until(`the record of ${hub.id} is here`, () => issueByIri(world, document.id))
    return { ...hub, known: document }
  }
  return {
    server,
    world,
    ours,
    /** The address of an issue of ours. */
    issue: issue.iri as string,
    inbox: `${server.origin}/inbox`,
    theirs,
    other,
    alice: await followed(openHub(theirs, 'alice')),
    bob: await followed(openHub(theirs, 'bob')),
    mallory: await followed(openHub(other, 'mallory')),
    end: () => Promise.all([server.end(), theirs.end(), other.end()]),
  }
}

/** Sends a letter to our shared inbox, signed as said. */
export const tell = (stage: Stage, from: PeerHub, letter: Json, so: Cavage = {}): Promise<number> =>
  send(from, stage.inbox, letter, so)

/** Sends a letter to our shared inbox, signed with any key. */
export function tellWith(stage: Stage, key: Key, letter: Json, so: Cavage = {}): Promise<number> {
  const body = JSON.stringify(letter)
  return post(stage.inbox, body, {
    signed: signCavage(key, { method: 'POST', address: stage.inbox, body }, so),
  })
}

/** A letter of Alice's that would be taken in if nothing were wrong with how it is sent: its record is there and proved. */
export function honest({ alice }: Stage): Json {
  const document = alice.article({ name: 'A record nobody has yet' })
  alice.publish(document)
  return alice.says('Create', document)
}

/** A letter that is well signed by its sender, whom our hub follows: what is wrong is what it says. */
export const saidBy = (
  who: 'alice' | 'bob' | 'mallory',
  says: string,
  why: RegExp,
  letter: (stage: Stage, hub: PeerHub & { known: Json }) => Json | Promise<Json>,
): Refused => ({
  says,
  why,
  status: 202,
  send: async (stage) => tell(stage, stage[who], await letter(stage, stage[who])),
})

/** Sends what is to be refused, and expects the answer, the reason in the log, and that nothing is stored or changed. */
export async function expectRefused(stage: Stage, { send, status, why }: Refused): Promise<void> {
  const before = await stored(stage)
  const from = stage.server.logged.length
  expect(await send(stage)).toBe(status)
  const reasons = () =>
    stage.server.logged
      .slice(from)
      .filter(([, what]) => / refused$| put off$/.test(what))
      .map(([, , about]) => String(about.why))
  await until(`the log says ${why}`, () => reasons().some((reason) => why.test(reason)), 5000).catch(() =>
    expect(reasons()).toContainEqual(expect.stringMatching(why)),
  )
  expect(await stored(stage)).toEqual(before)
}

/** All that a letter may change: records with their texts, and who follows whom. One line each, so that a difference can be read. */
async function stored({ world: { db } }: Stage): Promise<string[]> {
  const rows = [
    await db.selectFrom('records').select(['iri', 'owner', 'state', 'digest', 'revision']).execute(),
    await db.selectFrom('issues').select(['iri', 'owner', 'state', 'titles', 'html', 'updated']).execute(),
    await db.selectFrom('revisions').select(['record_id', 'revision', 'digest']).execute(),
    await db.selectFrom('followers').select(['hub_id', 'actor', 'state', 'activity']).execute(),
    await db.selectFrom('followings').select(['hub_id', 'actor', 'state', 'activity']).execute(),
    await db.selectFrom('peers').select(['actor', 'gone']).where('gone', 'is not', null).execute(),
  ]
  return rows
    .flat()
    .map((row) => JSON.stringify(row))
    .sort()
}
