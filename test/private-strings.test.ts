import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { offeredBy } from '../src/app.ts'
import { announceAssembly, draftAssembly } from '../src/assemblies/actions.ts'
import { inTransaction } from '../src/db/index.ts'
import { askToFollow, confirmFollow, followedBy } from '../src/digests/actions.ts'
import { federationRoutes } from '../src/federation/routes.ts'
import { recordByIri } from '../src/federation/store/records.ts'
import { keepReaction, keepReply } from '../src/federation/store/responses.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { amendIssue, draftIssue, publishIssue, withdrawIssue } from '../src/issues/actions.ts'
import { newId } from '../src/lib/id.ts'
import { instant } from '../src/lib/time.ts'
import { addPerson } from '../src/members/actions.ts'
import { addPurpose, noteConsent } from '../src/members/actions-consent.ts'
import { nameThemselves } from '../src/members/actions-named.ts'
import { keepContactNote } from '../src/members/actions-notes.ts'
import { invite } from '../src/members/actions-passes.ts'
import { beginSessionIn } from '../src/members/actions-sessions.ts'
import { noteAct } from '../src/members/store-acts.ts'
import { decideReport, judge, setPeer } from '../src/moderation/actions.ts'
import { receiveComplaint, reportRecord, sendFeedback } from '../src/moderation/actions-report.ts'
import { openReports } from '../src/moderation/store.ts'
import { draftOutcome, publishOutcome } from '../src/outcomes/actions.ts'
import { slices } from '../src/slices.ts'
import { allowedBy } from '../src/web/access.ts'
import { letMailWork, secretIn } from './support/by-mail.ts'
import { dialects } from './support/db.ts'
import { issueByIri } from './support/issues.ts'
import { type MailServer, openMailServer } from './support/mail-server.ts'
import { everybody, type Peer, send, startPeer } from './support/peer.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'
import { everyText } from './support/texts.ts'

/** What stands in each private place of the seeded hub; each says where it is from. */
const secrets = {
  name: 'Qxname Quill',
  organiser: 'Amina',
  address: 'qxaddress@post.example',
  act: 'qxact',
  purpose: 'qxpurpose',
  wording: 'qxwording',
  invited: 'qxinvited',
  device: 'qxdevice',
  passkey: 'qxpasskey',
  draft: 'qxdraft',
  note: 'qxnote',
  erased: 'Qxerased Person',
  street: 'qxstreet',
  held: 'qxheld',
  hidden: 'qxhidden',
  liker: 'qxliker',
  report: 'qxreport',
  complaint: 'qxcomplaint',
  feedback: 'qxfeedback',
  follower: 'qxfollower@post.example',
  blocked: 'qxblocked.example',
  why: 'qxwhy',
  contact: 'qxcontact',
  key: 'PRIVATE KEY',
} as const

/** Something that is public, so that it is known that the walk gets there. */
const open = 'Damp qxpublic flats'

/** What somebody chose to have on the page of the hub, and nowhere else. */
const named = 'Qxnamed Person'

/** Names of secrets that stand in a text as words of their own: another word may have one inside, as “examina” has Amina. */
const found = (text: string): string[] =>
  Object.entries(secrets).flatMap(([what, secret]) => {
    const plain = secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return new RegExp(`(?<!\\p{L})${plain}(?!\\p{L})`, 'iu').test(text) ? [what] : []
  })

describe.each(dialects)('what is private in a hub on %s', (dialect) => {
  let here: TestServer
  let there: TestServer
  let peer: Peer
  let post: MailServer
  let north: Awaited<ReturnType<TestServer['hub']>>
  let ids: string[]
  let issue: string

  beforeAll(async () => {
    here = await startServer(dialect)
    there = await startServer('sqlite')
    peer = await startPeer()
    post = await openMailServer()
    await letMailWork(here.world, post)
    north = await here.hub('northend', { summary: 'We listen.', languages: ['en'] })
    const south = await here.hub('southend')
    const city = await there.hub('city')
    sure(await followHub(there.world, city.who, `@northend@localhost:${here.port}`))
    const ann = peer.actor('ann')
    await send(ann, `${here.origin}/inbox`, {
      '@context': 'https://www.w3.org/ns/activitystreams',
      ...{
        id: peer.newId('follows'),
        type: 'Follow',
        actor: ann.id,
        object: north.hub.actor,
        to: [everybody],
      },
    })
    await until('both follow', async () => {
      const all = await here.world.db.selectFrom('followers').select('actor').execute()
      return all.length === 2
    })
    ids = await seed(here, north, south)
    issue = ids[0]!
    const [asking] = await until('the follower is asked', () => post.received.length > 0 && post.received)
    sure(await confirmFollow(here.world, secretIn(asking!, 'confirm')))
    await until('the other server has it all', async () => {
      const copies = await there.world.db.selectFrom('records').select('iri').execute()
      return (
        copies.length >= 3 &&
        (await issueByIri(there.world, `${here.origin}/issues/${issue}`))?.revision === 3
      )
    })
    await until('the peer was told', () => peer.letters().filter(({ type }) => type === 'Create').length >= 3)
    await until('all is sent', async () => {
      const waiting = await here.world.db.selectFrom('queue').select('seq').execute()
      const untold = await here.world.db.selectFrom('outbox').select('id').where('told', 'is', null).execute()
      return waiting.length + untold.length === 0
    })
  }, 120_000)
  afterAll(async () => {
    await here?.end()
    await there?.end()
    await peer?.end()
    await post?.end()
  })

  it('stands in its database, each of it', async () => {
    const all = (await everyText(here.world.db)).join('\n')
    const { erased: _, key: __, follower: ___, ...kept } = secrets
    expect(Object.keys(kept).filter((what) => !found(all).includes(what))).toEqual([])
    // Words that were erased are not even there; keys, and who follows by mail, are there, sealed.
    expect(all).not.toMatch(/Qxerased|PRIVATE KEY|qxfollower/i)
    expect(post.received.map(({ to }) => to)).toEqual([[secrets.follower]])
  })

  it('stands at no public address, in no face of it, whoever links to it', { timeout: 120_000 }, async () => {
    const walked = await walk(here, ids)
    const leaks = [...walked].flatMap(([address, { text }]) =>
      found(text).map((what) => `${what} at ${address}`),
    )
    expect(leaks).toEqual([])

    // Who chose to be named is, on the page of the hub alone, by whatever address one comes to it.
    const naming = [...walked].filter(([, { text }]) => text.includes(named)).map(([address]) => address)
    expect(naming.length).toBeGreaterThan(0)
    expect(naming.filter((address) => !/^html \/hubs\/[^/]+$/.test(address))).toEqual([])

    // The walk came to its end, and was there: it found what is public, on pages, in feeds, in lists and in logs.
    expect(walked.size).toBeLessThan(most)
    const ok = [...walked].filter(([, { status }]) => status === 200)
    const of = (part: RegExp) => ok.filter(([address]) => part.test(address)).length
    expect(ok.filter(([, { text }]) => text.includes(open)).length).toBeGreaterThan(8)
    for (const part of [
      ...[/^html \/$/, /\/map\.atom/, /\/map\.csv/, /\/assemblies\.ics/, /\/issues\/[0-9a-f-]+$/, /\/about/],
      ...[/\/revisions$/, /\/revisions\/3$/, /\/outbox\?/, /\/changes\?page=1/, /nodeinfo\/2/, /webfinger/],
      ...[/\/assemblies\/[0-9a-f-]+$/, /\/outcomes\/[0-9a-f-]+$/, /\/hubs\//, /\/feedback/, /\/report\?/],
      ...[/\/search\?q=qx$/, /\/search\.json\?/, /\/search\.atom\?/],
      /\/by-mail\?/,
    ])
      expect([part.source, of(part) > 0]).toEqual([part.source, true])
    // And so is every route that is for anybody, but those that end somewhere else.
    expect(of(/./)).toBeGreaterThan(60)
  })

  it('is found by no search, nor guessed at by one', async () => {
    const ask = async (q: string) =>
      (await (await fetch(`${here.origin}/search.json?q=${encodeURIComponent(q)}`)).json()) as {
        found: { count: number }
        meant: object | null
      }
    expect(await ask('qxpublic')).toMatchObject({ found: { count: 1 } })
    const all = Object.values(secrets).flatMap((secret) =>
      secret.split(' ').filter((word) => /qx/i.test(word)),
    )
    expect(all.length).toBeGreaterThan(15)
    for (const word of all)
      for (const q of [word, word.slice(0, 5), word.replace(/(..)$/, '')])
        if (!'qxpublic'.startsWith(q.toLowerCase()))
          expect([q, await ask(q)]).toMatchObject([q, { found: { count: 0 }, meant: null }])
  })

  it('stands in no letter, in no request, and nowhere on another server', async () => {
    const sent = peer.knocks.map((knock) => JSON.stringify([knock.path, knock.headers, knock.body]))
    expect(sent.some((text) => text.includes(open))).toBe(true)
    // A letter that was delivered before its words were erased is theirs; what can be done is to tell them.
    const leaks = sent.flatMap(found).filter((what) => what !== 'erased')
    expect(leaks).toEqual([])
    expect(peer.letters().filter(({ type }) => type === 'Update').length).toBeGreaterThan(0)
    const elsewhere = (await everyText(there.world.db)).filter((text) => !text.startsWith('people.'))
    expect(elsewhere.some((text) => text.includes(open))).toBe(true)
    expect([...sent, ...elsewhere].filter((text) => text.includes(named))).toEqual([])
    expect(elsewhere.flatMap((text) => found(text).map((what) => `${what} in ${text}`))).toEqual([])
  })

  it('stands in no line of the log', () => {
    const lines = [...here.logged, ...there.logged].map((line) => JSON.stringify(line))
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.flatMap((line) => found(line).map((what) => `${what} in ${line}`))).toEqual([])
  })

  it('would be found: a reply that an organiser shows is', async () => {
    sure(await judge(here.world, north.who, 'https://far.example/1', 'shown'))
    const walked = await walk(here, [issue], 40)
    expect(
      [...walked].filter(([, { text }]) => found(text).includes('held')).map(([address]) => address),
    ).toContain(`html /issues/${issue}`)
  })
})

type Hubbed = Awaited<ReturnType<TestServer['hub']>>

/** Puts a secret into every private place. @returns ids of what is public, an issue first */
async function seed({ world }: TestServer, { hub, who }: Hubbed, south: Hubbed): Promise<string[]> {
  const at = instant(world.clock())
  const person = sure(await addPerson(world, who, { hub: hub.id, name: secrets.name, roles: ['organiser'] }))
  const ozioma = { person: person.id, name: secrets.name, hub: hub.id, roles: ['organiser' as const] }
  const purpose = newId()
  const words = { id: purpose, name: secrets.purpose, text: `You may ${secrets.wording} me.`, language: 'en' }
  sure(await addPurpose(world, who, words))
  const yes = { id: newId(), person: person.id, purpose, version: 1, language: 'en' }
  sure(await noteConsent(world, who, { ...yes, channel: 'online', given: '2026-01-01' }))
  sure(await keepContactNote(world, who, { person: person.id, words: secrets.contact, seen: '' }))
  sure(
    await nameThemselves(
      world,
      { who: ozioma, session: '', language: null, hub: { name: 'Northend', zone: 'UTC' } },
      {
        ...{ id: newId(), typed: { name: named, does: '', says: '' }, agrees: true, version: 0 },
        language: 'en',
      },
    ),
  )
  sure(await invite(world, who, { name: secrets.invited, role: 'note-taker' }))
  await world.db
    .updateTable('people')
    .set({ address: secrets.address, address_folded: secrets.address })
    .where('id', '=', person.id)
    .execute()
  const passkey = { id: newId(), person_id: person.id, hub_id: hub.id, credential: newId(), public_key: 'x' }
  await inTransaction(world.db, async (tx) => {
    await noteAct(tx, { hub: hub.id, person: person.id, verb: 'test', note: secrets.act, at })
    const { session } = await beginSessionIn(tx, person, undefined, at)
    await tx.updateTable('sessions').set({ device: secrets.device }).where('id', '=', session).execute()
    await tx
      .insertInto('passkeys')
      .values({
        ...passkey,
        counter: 0,
        transports: '[]',
        name: secrets.passkey,
        made: at,
        used: null,
        ended: null,
      })
      .execute()
  })

  const place = { level: 'local' as const, basis: 'listening' as const }
  const first = sure(await draftIssue(world, ozioma, { ...place, titles: { en: open }, themes: ['housing'] }))
  const { iri } = sure(await publishIssue(world, ozioma, first.id))
  const contents = { en: `Ask ${secrets.erased}.` }
  sure(await amendIssue(world, ozioma, first.id, { contents }, secrets.note))
  const { wordings } = offeredBy(slices)
  const about = { id: first.id, words: secrets.erased, instead: 'somebody' }
  sure(await wordings.find(({ noun }) => noun === 'issue')!.erase(world, ozioma, about))
  sure(await draftIssue(world, ozioma, { ...place, titles: { en: secrets.draft } }))
  const gone = sure(await draftIssue(world, who, { ...place, titles: { en: 'Withdrawn' } }))
  sure(await publishIssue(world, who, gone.id))
  sure(await withdrawIssue(world, who, gone.id, 'It was a mistake.'))
  const elsewhere = sure(await draftIssue(world, south.who, { ...place, titles: { en: 'Late buses' } }))
  sure(await publishIssue(world, south.who, elsewhere.id))
  const made = sure(
    await draftAssembly(world, who, {
      ...{ titles: { en: 'Who mends the flats?' }, summaries: { en: 'What first?' }, level: 'local' },
      ...{
        kind: 'community',
        starts: '2027-01-12T18:00',
        zone: 'Europe/London',
        destination: 'The council.',
      },
      ...{ venue: { name: 'Hall', street: secrets.street, locality: 'Luton' }, venueHidden: true },
    }),
  )
  const assembly = sure(await announceAssembly(world, who, made.id))
  const said = sure(
    await draftOutcome(world, who, {
      titles: { en: 'What we said' },
      contents: { en: 'We agreed.' },
      issues: [iri],
    }),
  )
  sure(await publishOutcome(world, who, said.id))

  const record = (await recordByIri(world.db, iri))!
  const far = 'https://far.example/users'
  const reply = (name: string, text: string) => ({
    ...{
      iri: `https://far.example/${name}`,
      record_id: record.id,
      hub_id: hub.id,
      actor: `${far}/x`,
      language: null,
    },
    ...{
      html: `<p>${text}</p>`,
      published: at,
      updated: at,
      state: 'held' as const,
      judged: null,
      received: at,
    },
  })
  await inTransaction(world.db, async (tx) => {
    await keepReply(tx, reply('1', secrets.held))
    await keepReply(tx, reply('2', secrets.hidden))
    const activity = 'https://far.example/likes/1'
    await keepReaction(tx, {
      ...{
        record_id: record.id,
        hub_id: hub.id,
        what: 'like',
        actor: `${far}/${secrets.liker}`,
        activity,
        at,
      },
    })
  })
  sure(await judge(world, who, 'https://far.example/2', 'hidden', 'hateful'))
  sure(await reportRecord(world, { id: newId(), iri, reason: 'private', words: secrets.report }))
  const complaint = { actor: `${far}/x`, activity: 'https://far.example/flags/1', about: [iri] }
  await receiveComplaint(world, { ...complaint, words: secrets.complaint })
  const [report] = await openReports(world.db, hub.id, 1)
  sure(
    await decideReport(world, who, report!.id, { decision: 'leave', subject: '', why: 'fine', reason: '' }),
  )
  sure(await sendFeedback(world, { id: newId(), hub: hub.id, words: secrets.feedback }))
  const followed = (await followedBy(world, { hub: hub.id, issue: '' }))!
  const wish = { kinds: ['issues'], cadence: 'daily', language: 'en' }
  sure(await askToFollow(world, followed, { id: newId(), address: secrets.follower, ...wish }))
  sure(await setPeer(world, who, { decision: 'block', typed: secrets.blocked, reason: secrets.why }))
  return [first.id, gone.id, elsewhere.id, assembly.id, said.id, hub.id, south.hub.id]
}

const most = 8000
type Walked = Map<string, { status: number; text: string }>
const faces = { html: 'text/html', activity: 'application/activity+json' }

/** Asks for every public address in each of its faces: the routes, with every id that there is, and all they lead to. */
async function walk(server: TestServer, ids: readonly string[], atMost = most): Promise<Walked> {
  const machines = federationRoutes(server.office).routes.map(({ method, path }) => ({ method, path }))
  const pages = server.app.routes.filter(({ handler }) => allowedBy(handler) === 'anybody')
  const routes = [...pages, ...machines].filter(({ method }) => method === 'GET').map(({ path }) => path)
  const filled = routes.flatMap((path) =>
    path.includes(':')
      ? ids.map((id) =>
          path
            .replace(/:revision(\{[^}]*\})?/, '1')
            .replace(/:collection/, 'outbox')
            .replace(/:file(\{[^}]*\})?/, `${id}.ics`)
            .replace(/:\w+(\{[^}]*\})?/g, id),
        )
      : [path],
  )
  const host = new URL(server.origin).host
  const known = [
    ...ids.map((id) => `/issues/${id}`),
    ...filled,
    `/.well-known/webfinger?resource=acct:northend@${host}`,
    '/robots.txt',
    '/sitemap.xml',
    '/map?q=qx',
    '/search?q=qx',
    '/search.json?q=damp',
    '/search.atom?q=damp',
    '/sign-in?to=/desk',
    '/nothing-here',
  ]
  const waiting = new Set(known)
  const walked: Walked = new Map()
  for (const address of waiting) {
    if (walked.size >= atMost) break
    for (const [face, accept] of Object.entries(faces)) {
      const answer = await fetch(server.origin + address, { headers: { accept }, redirect: 'manual' })
      const headers = JSON.stringify([...answer.headers])
      const text = `${headers}\n${await answer.text()}`
      walked.set(`${face} ${address}`, { status: answer.status, text })
      for (const link of linksIn(text, server.origin)) waiting.add(link)
    }
  }
  return walked
}

/** Whether an address is walked: filters of lists go on without end, so one at a time is, and a language without others. */
const worthWalking = (path: string): boolean => {
  const asked = [...new URL(path, 'http://here.invalid').searchParams.keys()]
  return asked.length < 2 || !asked.some((name) => name === 'lang' || lists.test(path))
}
const lists = /^\/(map|issues|assemblies|outcomes|actions|search)[.?]/

/** Addresses of this server that stand anywhere in an answer. */
function linksIn(text: string, origin: string): string[] {
  const plain = text.replaceAll('&amp;', '&').replaceAll('\\/', '/')
  const whole = [...plain.matchAll(/(?:href|src|action)="(\/[^"#]*)/g)].map((match) => match[1]!)
  const full = [...plain.matchAll(/https?:\/\/localhost:\d+[^\s"'<>#\\),]*/g)]
    .map(([url]) => url)
    .filter((url) => url.startsWith(`${origin}/`))
    .map((url) => url.slice(origin.length))
  return [...whole, ...full].filter(
    (path) => !path.startsWith('//') && path.length < 400 && worthWalking(path),
  )
}
