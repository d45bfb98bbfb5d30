import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { countResponses, repliesOfHub } from '../../src/federation/store/responses.ts'
import { amendIssue, draftIssue, publishIssue, withdrawIssue } from '../../src/issues/actions.ts'
import { granted } from '../../src/lib/granted.ts'
import { judge } from '../../src/moderation/actions.ts'
import { dialects } from '../support/db.ts'
import { type About, type Mastodon, openMastodon, replyTo } from '../support/mastodon.ts'
import { everybody, post, send } from '../support/peer.ts'
import { type Json, newRsa, signCavage, signLinkedData } from '../support/peer-signatures.ts'
import { sure } from '../support/people.ts'
import { startServer, type TestServer, until } from '../support/server.ts'

describe.each(dialects)('people on Mastodon and a hub on %s', (dialect) => {
  let server: TestServer
  let north: Awaited<ReturnType<TestServer['hub']>>
  const opened: Mastodon[] = []
  beforeAll(async () => {
    server = await startServer(dialect)
    north = await server.hub('northend', {
      languages: ['en', 'cy'],
      summary: 'We **listen** to our neighbours.',
      pin: { lat: 51.5, lon: -3 },
    })
  })
  afterEach(async () => {
    for (const mastodon of opened.splice(0)) await mastodon.end()
  })
  afterAll(() => server.end())

  const open = async (about: About = {}) => {
    const mastodon = await openMastodon(about)
    opened.push(mastodon)
    return mastodon
  }
  /** Ann, who has an account on a Mastodon and follows our hub. */
  const ann = async (about: About = {}, name = 'ann') => {
    const mastodon = await open(about)
    const account = mastodon.account(name)
    const follow = await mastodon.follow(account, `@northend@localhost:${server.port}`)
    await until('she follows', () => mastodon.follows.get(follow.id)?.state === 'accepted')
    return { mastodon, account, follow }
  }
  const publish = async (more: Json = {}) => {
    const titles = { en: 'Late buses' }
    const draft = sure(
      await draftIssue(server.world, north.who, { level: 'local', basis: 'listening', titles, ...more }),
    )
    return sure(await publishIssue(server.world, north.who, draft.id))
  }
  const followers = () =>
    server.world.db.selectFrom('followers').selectAll().where('state', '=', 'following').execute()

  it('find it by its handle, see who it is, follow it and are accepted', async () => {
    const { mastodon, account, follow } = await ann()
    expect(follow.document).toMatchObject({
      type: 'Organization',
      preferredUsername: 'northend',
      name: 'Hub of northend',
      summary: expect.stringContaining('<strong>listen</strong>'),
      manuallyApprovesFollowers: false,
      discoverable: true,
      attachment: expect.arrayContaining([{ type: 'PropertyValue', name: 'What it is', value: 'Local hub' }]),
    })
    const accept = mastodon.letters().find(({ type }) => type === 'Accept')
    expect(accept).toMatchObject({
      actor: north.hub.actor,
      to: [account.id],
      object: { id: follow.id, type: 'Follow', actor: account.id, object: north.hub.actor },
    })
    expect(await followers()).toContainEqual(
      expect.objectContaining({ actor: account.id, shared_inbox: `${mastodon.origin}/inbox` }),
    )
    const again = await mastodon.follow(account, `@northend@localhost:${server.port}`)
    expect(again.followers).toBeGreaterThan(0)
  })

  it('see an issue as its title, what is asked, where it is and a link, in its language, with its hashtags', async () => {
    const { mastodon } = await ann()
    const issue = await publish({
      language: 'cy',
      titles: { en: 'Late buses', cy: 'Bysiau hwyr' },
      summaries: { en: 'Run buses after eight.', cy: 'Rhedwch fysiau ar ôl wyth.' },
      contents: { en: 'Nobody gets home.', cy: 'Does neb yn cyrraedd adref.' },
      themes: ['transport'],
    })
    const shown = await until('the issue is there', () => mastodon.statuses.get(issue.iri))
    expect(shown).toEqual({
      html: [
        '<strong>Bysiau hwyr</strong>',
        'Rhedwch fysiau ar ôl wyth.\n(northend · mater lleol · Bysiau, ffyrdd a cherdded)',
        `<a href="${issue.iri}">${issue.iri}</a>`,
      ].join('\n\n'),
      warning: '',
      language: 'cy',
      hashtags: ['transport'],
      link: issue.iri,
      visibility: 'public',
      published: issue.published,
      edited: null,
    })
    const page = await fetch(shown.link, { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-type')).toContain('text/html')
  })

  it('see it amended, and gone when it is withdrawn', async () => {
    const { mastodon } = await ann()
    const issue = await publish()
    await until('it is there', () => mastodon.statuses.get(issue.iri))
    sure(await amendIssue(server.world, north.who, issue.id, { titles: { en: 'No buses after eight' } }))
    const amended = await until('it is amended', () => {
      const shown = mastodon.statuses.get(issue.iri)
      return shown?.edited ? shown : null
    })
    expect(amended.html).toContain('<strong>No buses after eight</strong>')
    expect(amended.edited! > amended.published).toBe(true)
    sure(await withdrawIssue(server.world, north.who, issue.id, 'It was a mistake.'))
    await until('it is gone', () => !mastodon.statuses.has(issue.iri))
    expect(mastodon.letters().at(-1)).toMatchObject({
      type: 'Delete',
      object: { type: 'Tombstone', id: issue.iri },
    })
  })

  it('of an older Mastodon keep the first wording, whose link leads to the newest, and lose it when it is withdrawn', async () => {
    const { mastodon } = await ann({ readsAmendments: false, reads: ['cavage'] })
    const issue = await publish()
    await until('it is there', () => mastodon.statuses.get(issue.iri))
    sure(await amendIssue(server.world, north.who, issue.id, { titles: { en: 'No buses after eight' } }))
    await until('it was told', () => mastodon.letters().find(({ type }) => type === 'Update'))
    expect(mastodon.statuses.get(issue.iri)?.html).toContain('<strong>Late buses</strong>')
    const page = await fetch(issue.iri, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('No buses after eight')
    sure(await withdrawIssue(server.world, north.who, issue.id, 'It was a mistake.'))
    await until('it is gone', () => !mastodon.statuses.has(issue.iri))
  })

  it('get each letter once, however many of them follow, and the letters are what Mastodon asks of letters', async () => {
    const { mastodon, account } = await ann()
    const bea = mastodon.account('bea')
    await mastodon.follow(bea, `@northend@localhost:${server.port}`)
    await until(
      'both follow',
      async () =>
        (await followers()).filter(({ actor }) => [account.id, bea.id].includes(actor)).length === 2,
    )
    const issue = await publish()
    await until('it is there', () => mastodon.statuses.get(issue.iri))
    const knocks = mastodon.knocks.filter(({ body }) => body.includes(`${issue.iri}#create`))
    expect(knocks.map(({ path, signed }) => [path, signed])).toEqual([
      ['/inbox', { keyId: `${north.hub.actor}#main-key`, kind: 'cavage' }],
    ])
    expect(knocks[0]!.headers).toMatchObject({
      'content-type': 'application/activity+json',
      'user-agent': expect.stringMatching(/^Folkmoot\//),
    })
    const letter = JSON.parse(knocks[0]!.body) as Json
    const { object } = letter
    expect(letter).toMatchObject({ type: 'Create', actor: north.hub.actor, to: [everybody], cc: object.cc })
    // Checked by Mastodon before it keeps anything: one string each, and all on one host.
    expect([letter.id, object.id, object.attributedTo].map((id) => new URL(id).host)).toEqual(
      Array(3).fill(new URL(server.origin).host),
    )
    expect(object).toMatchObject({
      type: 'Article',
      attributedTo: north.hub.actor,
      to: letter.to,
      url: issue.iri,
    })
    // A Linked Data signature would make it arrange the letter anew, and fetch every context for that.
    expect(letter).not.toHaveProperty('signature')
  })

  it('find an issue by its address, and everything a server looks at is there', async () => {
    const { mastodon, follow } = await ann()
    const issue = await publish()
    const { status, type, body } = await mastodon.read(issue.iri)
    expect([status, type, body.id, body.type]).toEqual([
      200,
      'application/activity+json',
      issue.iri,
      'Article',
    ])
    expect(follow).toMatchObject({ pinned: 1, statuses: expect.any(Number) })
    const outbox = await mastodon.read(follow.document.outbox)
    const page = await mastodon.read(outbox.body.first)
    expect(page.body.orderedItems[0]).toMatchObject({ type: 'Create', object: { id: issue.iri } })
    const links = await mastodon.read(`${server.origin}/.well-known/nodeinfo`)
    const info = await mastodon.read(links.body.links[0].href)
    expect(info.body).toMatchObject({
      version: '2.1',
      software: { name: 'folkmoot' },
      protocols: ['activitypub'],
    })
  })

  it('may like, boost and reply: likes and boosts are counted, and a reply is held until the hub shows it', async () => {
    const { mastodon, account } = await ann()
    const issue = await publish()
    const { object } = await until('it is there', () =>
      mastodon.letters().find(({ type, object }) => type === 'Create' && object.id === issue.iri),
    )
    expect(object.interactionPolicy).toMatchObject({
      canReply: { automaticApproval: [everybody] },
      canLike: { automaticApproval: [everybody] },
      canAnnounce: { automaticApproval: [everybody] },
    })
    const before = await server.world.db.selectFrom('records').select('iri').execute()
    expect(await send(account, `${server.origin}/inbox`, replyTo(issue.iri, account, mastodon))).toBe(202)
    expect(await server.world.db.selectFrom('records').select('iri').execute()).toEqual(before)
    const like = { id: `${account.id}#likes/1`, type: 'Like', actor: account.id, object: issue.iri }
    const boost = { ...like, id: `${account.id}#boosts/1`, type: 'Announce' }
    const counts = () => countResponses(server.world.db, issue.id)
    const page = async () => (await fetch(issue.iri)).text()
    // Once more is not once more.
    for (const letter of [like, { ...like, id: `${like.id}b` }, boost])
      expect(await send(account, `${server.origin}/inbox`, letter)).toBe(202)
    await until('all is counted', async () => {
      const { likes, boosts, held } = await counts()
      return likes === 1 && boosts === 1 && held === 1
    })
    expect(await page()).toContain('From the fediverse: 1 like, 1 boost.')
    const [reply] = await repliesOfHub(server.world.db, north.hub.id, { state: 'held', limit: 1 })
    expect(await page()).not.toContain(reply!.iri)
    granted(await judge(server.world, north.who, reply!.iri, 'shown'))
    expect(await page()).toContain('From the fediverse: 1 like, 1 boost, 1 reply.')
    expect(await page()).toContain(reply!.iri)
    // Nobody is named who only likes.
    expect((await page()).replaceAll(reply!.iri, '')).not.toContain(account.id)

    // Whoever changes a reply is read again, and whoever takes it back is forgotten.
    const edited = {
      ...replyTo(issue.iri, account, mastodon).object,
      id: reply!.iri,
      content: '<p>Other words</p>',
    }
    mastodon.publish(edited)
    const update = { id: `${reply!.iri}#update`, type: 'Update', actor: account.id, object: edited }
    expect(await send(account, `${server.origin}/inbox`, update)).toBe(202)
    await until('it is held again', async () => (await counts()).held === 1)
    const gone = { id: `${reply!.iri}#delete`, type: 'Delete', actor: account.id, object: reply!.iri }
    expect(await send(account, `${server.origin}/inbox`, gone)).toBe(202)
    const undo = { id: `${account.id}#undo/1`, type: 'Undo', actor: account.id, object: like }
    const unboost = { id: `${account.id}#undo/2`, type: 'Undo', actor: account.id, object: boost.id }
    for (const letter of [undo, unboost])
      expect(await send(account, `${server.origin}/inbox`, letter)).toBe(202)
    await until('nothing is left', async () => Object.values(await counts()).every((count) => count === 0))
  })

  it('leave, and hear no more', async () => {
    const { mastodon, account, follow } = await ann()
    expect(await mastodon.unfollow(account, follow)).toBe(202)
    await until('she is gone', async () => !(await followers()).some(({ actor }) => actor === account.id))
    const other = await ann()
    const issue = await publish()
    await until('who stayed hears of it', () => other.mastodon.statuses.get(issue.iri))
    expect(mastodon.letters().filter(({ type }) => type === 'Create')).toEqual([])
  })

  it('may be on a server that shows nothing to who does not sign', async () => {
    const { mastodon } = await ann({ secure: true })
    const asked = mastodon.knocks.filter(({ method, path }) => method === 'GET' && path === '/users/ann')
    // First as everybody asks, then as the server; from then on signed at once.
    expect(asked.map(({ signed }) => signed !== null)).toEqual([false, true])
    expect(asked[1]!.signed).toMatchObject({ keyId: expect.stringMatching(/\/actors\/[0-9a-f-]+#main-key$/) })
  })

  it('may be on a server that reads only the new kind of signature: who is turned away knocks a second time', async () => {
    const { mastodon } = await ann({ reads: ['rfc9421'] })
    const issue = await publish()
    await until('it is there', () => mastodon.statuses.get(issue.iri))
    const kinds = mastodon.knocks
      .filter(({ method }) => method === 'POST')
      .map(({ signed }) => (signed && 'kind' in signed ? signed.kind : signed))
    expect(kinds.slice(0, 2)).toEqual(['cavage', 'rfc9421'])
    expect(kinds.at(-1)).toBe('rfc9421')
  })

  it('whom nobody here ever met are thanked when they delete their account', async () => {
    const mastodon = await open()
    const id = `${mastodon.origin}/users/zoe`
    mastodon.serve(id, { status: 410, body: '' })
    const key = { id: `${id}#main-key`, key: newRsa() }
    const letter = await signLinkedData(key, {
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: `${id}#delete`,
      type: 'Delete',
      actor: id,
      to: [everybody],
      object: id,
    })
    const body = JSON.stringify(letter)
    const address = `${server.origin}/inbox`
    const signed = signCavage(key, { method: 'POST', address, body })
    expect(await post(address, body, { signed })).toBe(202)
    const met = await server.world.db.selectFrom('peers').select('actor').where('actor', '=', id).execute()
    expect(met).toEqual([])
    expect(
      await server.world.db.selectFrom('received').where('actor', '=', id).selectAll().execute(),
    ).toEqual([])
  })

  it('whom we know follow no more when they delete their account', async () => {
    const { mastodon, account } = await ann()
    mastodon.serve(account.id, { status: 410, body: '' })
    const letter = {
      id: `${account.id}#delete`,
      type: 'Delete',
      actor: account.id,
      to: [everybody],
      object: account.id,
    }
    expect(await send(account, `${server.origin}/inbox`, letter)).toBe(202)
    await until('she is gone', async () => !(await followers()).some(({ actor }) => actor === account.id))
  })
})
