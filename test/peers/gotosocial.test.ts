import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { repliesOfHub } from '../../src/federation/store/responses.ts'
import { amendIssue, draftIssue, publishIssue, withdrawIssue } from '../../src/issues/actions.ts'
import { dialects } from '../support/db.ts'
import { type GoToSocial, openGoToSocial } from '../support/gotosocial.ts'
import { everybody, send } from '../support/peer.ts'
import type { Json } from '../support/peer-signatures.ts'
import { sure } from '../support/people.ts'
import { startServer, type TestServer, until } from '../support/server.ts'

describe.each(dialects)('people on GoToSocial and a hub on %s', (dialect) => {
  let server: TestServer
  let north: Awaited<ReturnType<TestServer['hub']>>
  let there: GoToSocial
  beforeAll(async () => {
    server = await startServer(dialect)
    north = await server.hub('northend')
  })
  afterEach(() => there.end())
  afterAll(() => server.end())

  const ann = async (name = 'ann', at?: GoToSocial) => {
    there = at ?? (await openGoToSocial())
    const account = there.account(name)
    const follow = await there.follow(account, `@northend@localhost:${server.port}`)
    await until('she follows', () => there.accepted.has(follow.letter.id))
    return { account, follow }
  }
  const publish = async (more: Json = {}) => {
    const titles = { en: 'Late buses' }
    const draft = sure(
      await draftIssue(server.world, north.who, { level: 'local', basis: 'listening', titles, ...more }),
    )
    return sure(await publishIssue(server.world, north.who, draft.id))
  }
  const said = (what: string, from: number) =>
    until(`the log says ${what}`, () =>
      server.logged.slice(from).find(([, it, about]) => `${it} ${about.why}`.includes(what)),
    )

  it('find it, follow it and are accepted, though their server shows them only to who signs', async () => {
    const { account, follow } = await ann()
    expect(follow.document).toMatchObject({ type: 'Organization', preferredUsername: 'northend' })
    expect(follow.pinned).toBe(1)
    expect(there.errors).toEqual([])
    const asked = there.knocks.filter(
      ({ method, headers }) => method === 'GET' && headers['user-agent']?.startsWith('Folkmoot'),
    )
    expect(asked.map(({ path, signed }) => [path, signed !== null])).toEqual([
      // The key is open; of the account only its address is learned there.
      ['/users/ann/main-key', false],
      ['/users/ann', false],
      ['/users/ann', true],
    ])
    const row = await server.world.db
      .selectFrom('followers')
      .selectAll()
      .where('actor', '=', account.id)
      .executeTakeFirst()
    expect(row).toMatchObject({ state: 'following', inbox: account.inbox, shared_inbox: null })
  })

  it('see an issue whole, folded behind what is asked, in its language, with its hashtags', async () => {
    await ann()
    const issue = await publish({
      summaries: { en: 'Run buses after eight.' },
      contents: { en: '## Since May\n\nNobody **gets home**.\n\n- nurses\n- cleaners' },
      themes: ['transport'],
      deciders: ['council'],
    })
    const shown = await until('the issue is there', () => there.statuses.get(issue.iri))
    expect(shown).toMatchObject({
      // The name is not shown where there is a summary, so the text begins with it.
      warning: 'Run buses after eight.\n(northend · local issue · Buses, roads and walking)',
      language: 'en',
      hashtags: ['transport'],
      link: issue.iri,
      visibility: 'public',
      published: issue.published,
    })
    expect(shown.html).toMatch(/^<p><strong>Late buses<\/strong><\/p><p>northend · local issue/)
    for (const part of [
      'Run buses after eight.',
      'the council',
      '<strong>gets home</strong>',
      '<li>nurses</li>',
    ])
      expect(shown.html).toContain(part)
    expect(there.errors).toEqual([])
  })

  it('see a title with signs of HTML in it as it was written', async () => {
    await ann()
    const issue = await publish({ titles: { en: 'Rents > wages & <10 flats left' } })
    const shown = await until('the issue is there', () => there.statuses.get(issue.iri))
    expect(shown.html).toContain('<strong>Rents &gt; wages &amp; &lt;10 flats left</strong>')
  })

  it('see it amended, with its dates as they were, and gone when it is withdrawn', async () => {
    await ann()
    const issue = await publish()
    const before = await until('it is there', () => there.statuses.get(issue.iri))
    expect(before.published).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    sure(await amendIssue(server.world, north.who, issue.id, { titles: { en: 'No buses after eight' } }))
    const amended = await until('it is amended', () => {
      const shown = there.statuses.get(issue.iri)
      return shown?.html.includes('No buses after eight') ? shown : null
    })
    expect(amended.published).toBe(before.published)
    expect(amended.edited! > before.edited!).toBe(true)
    sure(await withdrawIssue(server.world, north.who, issue.id, 'It was a mistake.'))
    await until('it is gone', () => !there.statuses.has(issue.iri))
    expect(there.errors).toEqual([])
  })

  it('get a letter each, since their server has no shared inbox, in the one signature it reads', async () => {
    const first = await ann()
    const second = await ann('bea', there)
    const issue = await publish()
    const knocks = () => there.knocks.filter(({ body }) => body.includes(`${issue.iri}#create`))
    await until('both have it', () => knocks().length === 2)
    expect(
      knocks()
        .map(({ path }) => path)
        .sort(),
    ).toEqual([first, second].map(({ account }) => `/users/${account.document.preferredUsername}/inbox`))
    for (const { signed, headers } of knocks()) {
      expect(signed).toEqual({ keyId: `${north.hub.actor}#main-key`, kind: 'cavage' })
      expect(headers).toMatchObject({
        'user-agent': expect.any(String),
        'content-type': 'application/activity+json',
      })
    }
    expect(there.knocks.filter(({ path }) => path === '/inbox')).toEqual([])
  })

  it('may like, boost and reply; a reply is held until the hub has read it', async () => {
    const { account } = await ann()
    const issue = await publish()
    const shown = await until('it is there', () => there.statuses.get(issue.iri))
    expect(shown).toMatchObject({ mayReply: ['everybody'], mayLike: ['everybody'] })
    const from = server.logged.length
    const id = `${account.id}/statuses/01JREPLY`
    const object = {
      id,
      type: 'Note',
      attributedTo: account.id,
      inReplyTo: issue.iri,
      content: '<p>Same here!</p>',
      to: everybody,
      cc: north.hub.actor,
      published: new Date().toISOString(),
    }
    there.publish(object)
    const create = {
      id: `${id}/activity#Create`,
      type: 'Create',
      actor: account.id,
      to: object.to,
      cc: object.cc,
      object,
    }
    expect(await send(account, `${server.origin}/inbox`, create)).toBe(202)
    await until('it is held', async () => {
      const held = await repliesOfHub(server.world.db, north.hub.id, { state: 'held', limit: 10 })
      return held.some(({ iri }) => iri === id)
    })
    expect(server.logged.slice(from).filter(([, what]) => what === 'letter refused')).toEqual([])
    expect(
      await server.world.db.selectFrom('records').select('iri').where('hub_id', 'is', null).execute(),
    ).toEqual([])
  })

  it('leave by an Undo that has the whole Follow in it, and hear no more', async () => {
    const { account, follow } = await ann()
    expect(await there.unfollow(account, follow)).toBe(202)
    await until('she is gone', async () => {
      const row = await server.world.db
        .selectFrom('followers')
        .select('state')
        .where('actor', '=', account.id)
        .executeTakeFirst()
      return row?.state === 'ended'
    })
  })

  it('find an issue by its address, and read it signed as they read everything', async () => {
    await ann()
    const issue = await publish()
    const { status, type, body } = await there.read(issue.iri)
    expect([status, type, body.id]).toEqual([200, 'application/activity+json', issue.iri])
    const page = await there.read(`${north.hub.actor}/outbox`)
    expect(page.body).toMatchObject({ type: 'OrderedCollection', totalItems: expect.any(Number) })
  })

  it('are told once where their server says that it will not have a letter, and the log says so', async () => {
    const { account } = await ann()
    there.serve(account.inbox, { status: 400, body: { error: 'Bad Request' } }, 'POST')
    const from = server.logged.length
    const issue = await publish()
    await said('letter not taken', from)
    sure(await amendIssue(server.world, north.who, issue.id, { titles: { en: 'No buses' } }))
    await until('the next letter came', () => there.knocks.find(({ body }) => body.includes('#update-2')))
    const knocks = there.knocks.filter(({ body }) => body.includes(`${issue.iri}#create`))
    expect(knocks).toHaveLength(1)
  })

  it('are told again later where their server stumbles', async () => {
    const { account } = await ann()
    let stumbles = 1
    there.serve(
      account.inbox,
      () => (stumbles-- > 0 ? { status: 500, body: {} } : { status: 202, body: {} }),
      'POST',
    )
    const issue = await publish()
    const knocks = () => there.knocks.filter(({ body }) => body.includes(`${issue.iri}#create`))
    await until('it has stumbled', () => knocks().length === 1)
    await until('it was told again', () => {
      server.clock.ahead += 60_000
      return knocks().length === 2
    })
    server.clock.ahead = 0
  })
})
