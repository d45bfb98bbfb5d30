import { afterEach, describe, expect, it } from 'vitest'
import { inTransaction } from '../src/db/index.ts'
import { keepReply } from '../src/federation/store/responses.ts'
import { draftIssue, publishIssue, reviseDraft } from '../src/issues/actions.ts'
import { issueOfHub, ownIssues } from '../src/issues/store.ts'
import { newId } from '../src/lib/id.ts'
import { instant } from '../src/lib/time.ts'
import { dialects } from './support/db.ts'
import { asking } from './support/desk.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

const running: TestServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.end()
})

async function northEnd(dialect: 'sqlite' | 'postgres') {
  const server = await startServer(dialect, { working: false })
  running.push(server)
  const { hub, who } = await server.hub('northend')
  const as = async (...roles: ('organiser' | 'note-taker' | 'operator')[]) =>
    asking(server, await signIn(server, hub.id, roles))
  return { server, world: server.world, hub, who, as, ask: await as('organiser') }
}

/** The fields of a form of an issue, as a browser would send them. */
const form = (more: Record<string, string | readonly string[]> = {}) => ({
  ...{ id: newId(), tag: 'en', language: 'en', 'titles.en': 'Damp', basis: 'listening', level: 'local' },
  ...{ do: 'save', state: 'proposed', ...more },
})
const titles = async (server: TestServer, hub: string) =>
  (await ownIssues(server.world.db, hub, { limit: 50 })).map((issue) => Object.values(issue.titles).join('/'))

describe.each(dialects)('writing at the desk on %s', (dialect) => {
  it('makes one thing of a form that is sent twice, at once or one after the other', async () => {
    const { server, hub, ask } = await northEnd(dialect)
    const sent = form()
    const both = await Promise.all([ask('/desk/issues/new', sent), ask('/desk/issues/new', sent)])
    const again = await ask('/desk/issues/new', sent)
    expect(new Set([...both, again].map(({ status, to }) => `${status} ${to?.split('?')[0]}`))).toEqual(
      new Set([`303 /desk/issues/${sent.id}`]),
    )
    expect(await titles(server, hub.id)).toEqual(['Damp'])
    // The same form with other words is no repetition: nothing is written over, and nothing lost.
    const other = await ask('/desk/issues/new', { ...sent, 'titles.en': 'Damp walls' })
    expect(other.status).toBe(409)
    expect(other.text).toContain('value="Damp walls"')
    expect(await titles(server, hub.id)).toEqual(['Damp'])

    const { updated } = sure((await issueOfHub(server.world.db, hub.id, sent.id))!)
    const press = () => ask(`/desk/issues/${sent.id}/publish`, { seen: updated })
    for (const answer of [await press(), await press()])
      expect([answer.status, answer.to]).toEqual([303, `/desk/issues/${sent.id}?done=published`])
    // Back to the form, and sent once more: it is public by now, and still one.
    expect((await ask('/desk/issues/new', sent)).to).toBe(`/desk/issues/${sent.id}?done=same`)
    const move = () => ask(`/desk/issues/${sent.id}/move`, { to: 'parked' })
    expect([(await move()).status, (await move()).status]).toEqual([303, 303])
    const amend = {
      ...form({ seen: (await issueOfHub(server.world.db, hub.id, sent.id))!.updated }),
      'titles.en': 'Mould',
    }
    const amended = [
      await ask(`/desk/issues/${sent.id}/edit`, amend),
      await ask(`/desk/issues/${sent.id}/edit`, amend),
    ]
    expect(amended.map(({ to }) => to?.split('?')[1])).toEqual(['done=amended', 'done=same'])
    const split = () => ask(`/desk/issues/${sent.id}/split`, { titles: 'One\nTwo' })
    await Promise.all([split(), split()])
    expect((await split()).status).toBe(303)
    expect((await titles(server, hub.id)).sort()).toEqual(['Mould', 'One', 'Two'])
    const withdraw = () => ask(`/desk/issues/${sent.id}/withdraw`, { reason: 'Twice' })
    expect([(await withdraw()).status, (await withdraw()).status]).toEqual([303, 303])
    expect(await issueOfHub(server.world.db, hub.id, sent.id)).toMatchObject({
      revision: 5,
      state: 'withdrawn',
    })
    expect(server.logged.filter(([level]) => level === 'error')).toEqual([])
  })

  it('tells whoever writes at what somebody else has changed, and loses neither’s words', async () => {
    const { world, server, hub, who, ask } = await northEnd(dialect)
    const issue = sure(await draftIssue(world, who, { basis: 'petition', titles: { en: 'Damp' } }))
    const at = `/desk/issues/${issue.id}`
    sure(await reviseDraft(world, who, issue.id, { titles: { en: 'Damp <walls>' }, place: 'Linden Court' }))
    const mine = form({ seen: issue.updated, 'titles.en': 'Black mould', basis: 'petition' })
    const told = await ask(`${at}/edit`, mine)
    expect(told.status).toBe(409)
    expect(told.text).toContain('Amina changed this while you were writing')
    expect(told.text).toContain('<dd class="said">Damp &lt;walls&gt;</dd>')
    expect(told.text).toContain('<dd class="said">Linden Court</dd>')
    expect(told.text).toContain('value="Black mould"')
    expect(await titles(server, hub.id)).toEqual(['Damp <walls>'])
    const seen = /name="seen" value="([^"]+)"/.exec(told.text)![1]!
    expect((await ask(`${at}/edit`, { ...mine, seen })).to).toBe(`${at}?done=saved`)
    expect(await titles(server, hub.id)).toEqual(['Black mould'])

    // What was not seen is not published, nor thrown away.
    const unseen = await ask(`${at}/publish`, { seen })
    expect([unseen.status, unseen.text.includes('Look at it as it is now')]).toEqual([422, true])
    expect((await ask(`${at}/discard`, { seen })).status).toBe(422)
    expect(await issueOfHub(world.db, hub.id, issue.id)).toMatchObject({ revision: 0 })

    // It was published while somebody wrote at the draft: they see so, and amend it.
    const draft = (await issueOfHub(world.db, hub.id, issue.id))!
    sure(await publishIssue(world, who, issue.id))
    const late = await ask(
      `${at}/edit`,
      form({ seen: draft.updated, 'titles.en': 'Late', basis: 'petition' }),
    )
    expect([late.status, late.text.includes('See what changes')]).toEqual([409, true])
    // It was thrown away: what was typed can be kept as a new one.
    const other = sure(await draftIssue(world, who, { basis: 'petition', titles: { en: 'Other' } }))
    expect((await ask(`/desk/issues/${other.id}/discard`, { seen: other.updated })).to).toBe(
      '/desk/issues?done=discarded',
    )
    const lost = await ask(
      `/desk/issues/${other.id}/edit`,
      form({ seen: other.updated, 'titles.en': 'Kept' }),
    )
    expect([lost.status, lost.text.includes('value="Kept"')]).toEqual([404, true])
    const id = /name="id" value="([^"]+)"/.exec(lost.text)![1]!
    expect((await ask('/desk/issues/new', form({ id, 'titles.en': 'Kept' }))).to).toBe(
      `/desk/issues/${id}?done=saved`,
    )
  })

  it('is as if what belongs to another hub did not exist', async () => {
    const { server, world, hub, who, ask } = await northEnd(dialect)
    const south = await server.hub('southend')
    const theirs = sure(await draftIssue(world, south.who, { basis: 'petition', titles: { en: 'Theirs' } }))
    const open = sure(await draftIssue(world, south.who, { basis: 'petition', titles: { en: 'Open' } }))
    sure(await publishIssue(world, south.who, open.id))
    const mine = sure(await draftIssue(world, who, { basis: 'petition', titles: { en: 'Mine' } }))
    sure(await publishIssue(world, who, mine.id))
    const unknown = newId()
    for (const room of ['issues', 'assemblies', 'outcomes', 'actions'])
      for (const id of [theirs.id, open.id, unknown, 'x', '..%2F..']) {
        const at = `/desk/${room}/${id}`
        const asked = [
          ...(await Promise.all(['', '/edit', '/discard', '/withdraw'].map((each) => ask(at + each)))),
          ...(await Promise.all(
            ['/edit', '/publish', '/move', '/discard', '/withdraw'].map((each) =>
              ask(at + each, form({ seen: theirs.updated, reason: 'x', to: 'parked' })),
            ),
          )),
        ]
        expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 404))
      }
    for (const each of ['/merge', '/split'])
      expect((await ask(`/desk/issues/${open.id}${each}`)).status).toBe(404)
    const page = (id: string) => ask(`/desk/issues/${id}`).then(({ text }) => text.replaceAll(id, ''))
    expect(await page(theirs.id)).toBe(await page(unknown))
    const merged = await ask(`/desk/issues/${mine.id}/merge`, { into: open.id })
    expect([merged.status, merged.text.includes('Open')]).toEqual([422, false])
    expect((await ask(`/desk/issues/${mine.id}/merge`)).text).not.toContain('Open')
    // A form with the id of what is theirs makes a new thing, and says nothing of theirs.
    const made = await ask('/desk/issues/new', form({ id: theirs.id, 'titles.en': 'Made up' }))
    expect(made.to).not.toContain(theirs.id)
    expect((await titles(server, hub.id)).sort()).toEqual(['Made up', 'Mine'])
    expect(await titles(server, south.hub.id)).toEqual(['Open', 'Theirs'])

    // Nor is a public record’s id given to one of another kind, which could not be published then.
    const assembly = await ask(
      '/desk/assemblies/new',
      form({ id: mine.id, kind: 'youth', zone: 'UTC', selection: 'open', meeting: 'online' }),
    )
    expect([assembly.status, assembly.to?.includes(mine.id)]).toEqual([303, false])

    const iri = 'https://mastodon.example/1'
    const now = instant(world.clock())
    await inTransaction(world.db, (tx) =>
      keepReply(tx, {
        ...{ iri, record_id: open.id, hub_id: south.hub.id, actor: 'https://mastodon.example/users/ann' },
        ...{ html: '<p>Me too</p>', language: 'en', published: now, updated: now, state: 'held' },
        ...{ judged: null, received: now },
      }),
    )
    expect((await ask('/desk/moderation')).text).not.toContain('Me too')
    const show = { iri, state: 'shown' }
    expect((await ask('/desk/moderation/replies', show)).status).toBe(409)
    const they = asking(server, await signIn(server, south.hub.id, ['organiser']))
    expect((await they('/desk/moderation')).text).toContain('Me too')
    expect((await they('/desk/moderation/replies', show)).to).toBe('/desk/moderation')
    expect((await they(`/issues/${open.id}`)).text).toContain('Me too')
    expect((await they('/desk/moderation/replies', { iri, state: 'hidden' })).status).toBe(303)
    expect((await they(`/issues/${open.id}`)).text).not.toContain('Me too')
  })
})

it('is for those who may: a note-taker drafts, an organiser publishes, an operator of neither kind does nothing', async () => {
  const { world, server, hub, who, as } = await northEnd('sqlite')
  const issue = sure(await draftIssue(world, who, { basis: 'petition', titles: { en: 'Damp' } }))
  const at = `/desk/issues/${issue.id}`
  const note = await as('note-taker')
  const change = form({ seen: issue.updated, basis: 'petition', 'titles.en': 'Damp walls' })
  expect((await note(`${at}/edit`, change)).to).toBe(`${at}?done=saved`)
  const { updated: seen } = (await issueOfHub(world.db, hub.id, issue.id))!
  expect((await note(`${at}/publish`, { seen })).status).toBe(403)
  sure(await publishIssue(world, who, issue.id))
  for (const [path, posted] of [
    ['edit', undefined],
    ['withdraw', undefined],
    ['move', { to: 'parked' }],
    ['withdraw', { reason: 'x' }],
    ['split', { titles: 'a\nb' }],
    ['merge', { into: issue.id }],
  ] as const)
    expect([path, (await note(`${at}/${path}`, posted)).status]).toEqual([path, 403])
  const public_ = (await issueOfHub(world.db, hub.id, issue.id))!
  const refused = await note(`${at}/edit`, form({ seen: public_.updated, 'titles.en': 'My words' }))
  expect([refused.status, refused.text.includes('value="My words"')]).toEqual([422, true])
  const shown = (await note(at)).text
  expect(shown).toContain('only organisers of the hub change it')
  for (const button of ['Withdraw it', 'Change what it says', 'Say so in public', 'Merge it', 'Split it'])
    expect(shown).not.toContain(button)

  const operator = await as('operator')
  for (const path of ['/desk/issues', '/desk/issues/new', at, '/desk/moderation'])
    expect((await operator(path)).status).toBe(403)
  expect((await operator('/desk/issues/new', form())).status).toBe(403)
  expect((await operator('/desk')).text).not.toContain('/desk/issues')
  expect(await titles(server, hub.id)).toEqual(['Damp walls'])
})

it('refuses what no browser sends in plain words, and makes no fault of it', async () => {
  const { world, server, hub, who, ask } = await northEnd('sqlite')
  for (const [more, complaint] of [
    [{ tag: '__proto__', 'titles.__proto__': 'x' }, 'is not the short code of a language'],
    [{ tag: ['en', 'constructor'], 'titles.constructor': 'x' }, 'is not the short code of a language'],
    [{ level: 'galactic' }, 'How wide does it reach: choose'],
    [{ themes: ['housing', 'moon'] }, 'Themes: choose from the list'],
    [{ pin: 'here' }, 'give a latitude and a longitude'],
    [{ areas: 'Luton' }, 'is no area key'],
    [{ 'evidence.voices': '-3' }, 'this is not a whole number'],
    [{ 'titles.en': 'x'.repeat(201) }, 'There is room for 200 characters'],
    [{ 'contents.en': 'ß'.repeat(100_001) }, 'There is room for 100,000 characters'],
  ] as const) {
    const answer = await ask('/desk/issues/new', form(more as never))
    expect([complaint, answer.status, answer.text.includes(complaint)]).toEqual([complaint, 422, true])
  }
  expect((await ask('/desk/issues/new', { ...form(), 'contents.en': 'x'.repeat(5_000_000) })).status).toBe(
    413,
  )
  expect((await ask('/desk/issues/new', {})).status).toBe(422)
  expect((await ask('/desk/issues/new', form({ id: 'mine', state: 'published' }))).to).toMatch(
    /^\/desk\/issues\/[0-9a-f-]{36}\?/,
  )
  expect(await ownIssues(world.db, hub.id, { limit: 5 })).toMatchObject([{ state: 'proposed', revision: 0 }])
  const open = sure(await draftIssue(world, who, { basis: 'petition', titles: { en: 'Open' } }))
  sure(await publishIssue(world, who, open.id))
  for (const to of ['', 'heaven', 'withdrawn', 'proposed']) {
    const moved = await ask(`/desk/issues/${open.id}/move`, { to })
    expect([moved.status, moved.text.includes('Choose where it stands')]).toEqual([422, true])
  }
  const voices = sure(
    await draftIssue(world, who, {
      ...{ basis: 'listening', titles: { en: 'Few' } },
      evidence: [{ measure: 'voices', count: 3 }],
    }),
  )
  const few = await ask(`/desk/issues/${voices.id}`)
  expect([
    few.text.includes('small enough to point to a person'),
    few.text.includes('Publish to the world'),
  ]).toEqual([true, false])
  expect((await ask(`/desk/issues/${voices.id}/publish`, { seen: voices.updated })).status).toBe(422)
  const cookie = await signIn(server, hub.id, ['organiser'])
  for (const origin of ['https://evil.example', 'null']) {
    const body = new URLSearchParams(form() as Record<string, string>)
    const answer = await fetch(`${server.origin}/desk/issues/new`, {
      method: 'POST',
      body,
      headers: { cookie, origin },
    })
    expect(answer.status).toBe(403)
  }
  expect(server.logged.filter(([level]) => level === 'error')).toEqual([])
})
