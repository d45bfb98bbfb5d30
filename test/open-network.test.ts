import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { block } from '../src/federation/lists.ts'
import { hostByAddress } from '../src/federation/store/hosts.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { aPublicAddress } from './support/internet.ts'
import { openPublicServer, type PublicServer } from './support/open-server.ts'
import type { Peer } from './support/peer.ts'
import { openHub } from './support/peer-hub.ts'
import { newRsa } from './support/peer-signatures.ts'
import { sure } from './support/people.ts'
import { until } from './support/server.ts'

let ours: PublicServer
let evil: Peer
let turn = 0
beforeAll(async () => {
  ours = await openPublicServer()
})
afterAll(() => ours.end())
beforeEach(() => {
  // A server of its own for each test, so that nothing is remembered of the one before.
  evil = ours.peer(`evil-${++turn}.example`)
})

const secret = 'https://10.0.0.7'
/** Nobody was connected to but whoever is out in the open. */
const nobodyInside = () => expect(new Set(ours.internet.connected)).toEqual(new Set([aPublicAddress]))
const follows = (actor: string) => ({
  id: `${actor}#${++turn}`,
  type: 'Follow',
  actor,
  object: ours.hub.hub.actor,
})
const said = (why: RegExp) =>
  until(`the log says ${why}`, () => ours.logged.some(([, , about]) => why.test(JSON.stringify(about))))
const answered = (typed: string) => followHub(ours.world, ours.hub.who, typed)

/** An inner name leads to a private address, by the names that an organisation gives its own machines. */
const inner = (): string => {
  const name = `intranet-${turn}.example`
  ours.internet.name(name, ['10.0.0.7'])
  return `https://${name}`
}

it('an honest server is asked and answered, by its public address', async () => {
  const good = evil.actor('good')
  expect(await ours.tell(good.key, follows(good.id))).toBe(202)
  await until('she is answered', () => ours.internet.asked.includes(`POST ${good.inbox}`))
  nobodyInside()
})

it.each([
  ['at a private address', () => `${secret}/actor`],
  ['at a name that leads inside', () => `${inner()}/actor`],
  ['in the cloud’s own memory', () => 'https://169.254.169.254/latest'],
  ['by a decimal number', () => 'https://167772167/actor'],
])('an actor %s is not asked, nor believed', async (_, address) => {
  const actor = address()
  expect(await ours.tell({ id: `${actor}#main-key`, key: newRsa() }, follows(actor))).toBe(401)
  nobodyInside()
})

it('a key inside is not asked for, though its owner is outside', async () => {
  const mallory = evil.actor('mallory')
  for (const id of [`${secret}/key`, `${inner()}/key`])
    expect(await ours.tell({ ...mallory.key, id }, follows(mallory.id))).toBe(401)
  nobodyInside()
})

it.each([
  ['its inbox', (at: string) => ({ inbox: `${at}/inbox` })],
  ['the inbox it shares', (at: string) => ({ endpoints: { sharedInbox: `${at}/inbox` } })],
  ['its picture', (at: string) => ({ icon: { type: 'Image', url: `${at}/icon.png` }, image: `${at}/i.png` })],
  ['its collections', (at: string) => ({ followers: `${at}/f`, outbox: `${at}/o`, featured: `${at}/p` })],
  ['its log and its keys', (at: string) => ({ 'moot:changes': `${at}/c`, 'moot:keys': `${at}/k` })],
  ['its context', (at: string) => ({ '@context': [`${at}/context`] })],
])('an actor that says %s is inside sends us nowhere', async (_, more) => {
  const actor = evil.actor('mallory', more(secret))
  const other = evil.actor('eve', more(inner()))
  for (const { key, id } of [actor, other]) {
    const status = await ours.tell(key, follows(id))
    if (status === 202)
      await until('it is answered', () => ours.internet.asked.some((each) => each.startsWith(`POST ${id}/`)))
    await answered(id)
  }
  nobodyInside()
})

it('an inbox whose name leads inside by the time a letter is sent gets none', async () => {
  const actor = evil.actor('turncoat')
  ours.internet.name(evil.host, [aPublicAddress], ['10.0.0.7'])
  ours.internet.serve(actor.id, () => ({ headers: { connection: 'close' }, body: actor.document }))
  expect(await ours.tell(actor.key, follows(actor.id))).toBe(202)
  const trouble = await until('it is not delivered', () => hostByAddress(ours.world.db, evil.origin))
  expect(trouble.last_error).toMatch(/not public/)
  expect(ours.internet.asked).not.toContain(`POST ${actor.inbox}`)
  nobodyInside()
})

it('a record that is moved inside, or needs a context from there, is not fetched from there', async () => {
  const hub = openHub(evil, 'mallory')
  expect(await answered(hub.id)).toMatchObject({ asked: hub.id })
  const moved = hub.article()
  ours.internet.serve(moved.id, { status: 302, headers: { location: `${secret}/issue` } })
  expect(await ours.tell(hub.key, hub.says('Create', moved))).toBe(202)
  await said(/leads to another server/)
  const contexts = hub.prove({ ...hub.article(), '@context': [`${secret}/context`, inner()] })
  hub.publish(contexts)
  expect(await ours.tell(hub.key, hub.says('Create', contexts))).toBe(202)
  await said(/uses the context https:..10\.0\.0\.7/)
  nobodyInside()
})

it('a log whose pages are moved inside is not read there', async () => {
  const hub = openHub(evil, 'mallory')
  hub.log(hub.article())
  expect(await answered(hub.id)).toMatchObject({ asked: hub.id })
  for (const at of [secret, inner()]) {
    const from = ours.logged.length
    ours.internet.serve(`${hub.id}/changes?page=1`, { status: 302, headers: { location: `${at}/page` } })
    const follow = await ours.world.db
      .selectFrom('followings')
      .select('activity')
      .where('actor', '=', hub.id)
      .executeTakeFirstOrThrow()
    await ours.tell(hub.key, hub.says('Accept', follow.activity))
    await until('the reading failed', () =>
      ours.logged.slice(from).some(([, , { why }]) => /page 1 .* leads to another server/.test(String(why))),
    )
  }
  nobodyInside()
})

it('WebFinger is not asked inside, and what it says is inside is not followed', async () => {
  for (const typed of ['@who@10.0.0.7', '@who@169.254.169.254', '@who@[fd00::1]', '@who@0x0a000007'])
    expect(await answered(typed)).toMatchObject({ refused: expect.stringMatching(/not public/) })
  expect(await answered(`@who@${inner().slice(8)}`)).toMatchObject({
    refused: expect.stringMatching(/not public/),
  })
  const finger = (name: string) =>
    `${evil.origin}/.well-known/webfinger?resource=acct%3A${name}%40${evil.host}`
  const self = { rel: 'self', type: 'application/activity+json', href: `${secret}/actor` }
  ours.internet.serve(finger('inside'), { body: { links: [self] } })
  expect(await answered(`@inside@${evil.host}`)).toMatchObject({
    refused: expect.stringMatching(/not public/),
  })
  ours.internet.serve(finger('moved'), { status: 302, headers: { location: `${inner()}/finger` } })
  expect(await answered(`@moved@${evil.host}`)).toMatchObject({
    refused: expect.stringMatching(/not public/),
  })
  nobodyInside()
})

it('WebFinger that leads to a blocked domain is not followed there', async () => {
  const blocked = ours.peer(`blocked-${turn}.example`)
  sure(await block(ours.world, blocked.host, 'spam', null))
  const address = `${evil.origin}/.well-known/webfinger?resource=acct%3Awho%40${evil.host}`
  ours.internet.serve(address, { status: 302, headers: { location: `${blocked.origin}/finger` } })
  expect(await answered(`@who@${evil.host}`)).toMatchObject({
    refused: expect.stringMatching(/domain is blocked/),
  })
  expect(ours.internet.looked).not.toContain(blocked.host)
})

it('of pictures, contexts and NodeInfo nothing is asked for at all', () => {
  expect(ours.internet.asked.filter((each) => /icon|\.png|context|nodeinfo/.test(each))).toEqual([])
  nobodyInside()
})
