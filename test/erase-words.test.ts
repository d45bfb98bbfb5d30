import { afterEach, describe, expect, it } from 'vitest'
import { offeredBy } from '../src/app.ts'
import { recallLetters } from '../src/federation/erase.ts'
import { revisionsOf } from '../src/federation/store/records.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { amendIssue, draftIssue, publishIssue, reviseDraft, withdrawIssue } from '../src/issues/actions.ts'
import type { Who } from '../src/lib/who.ts'
import { keepSearchClean } from '../src/map/actions-search.ts'
import { draftOutcome, publishOutcome } from '../src/outcomes/actions.ts'
import { slices } from '../src/slices.ts'
import { dialects } from './support/db.ts'
import { issueByIri } from './support/issues.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'
import { everyText } from './support/texts.ts'

const running: TestServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.end()
})
const start = async (...about: Parameters<typeof startServer>) => {
  const server = await startServer(...about)
  running.push(server)
  return server
}

const { wordings } = offeredBy(slices)
const kind = (noun: string) => wordings.find((one) => one.noun === noun)!
const erase = (server: TestServer, who: Who, id: string, words = 'Ozioma Quill', noun = 'issue') =>
  kind(noun).erase(server.world, who, { id, words, instead: 'somebody' })

const named = {
  level: 'local' as const,
  basis: 'listening' as const,
  titles: { en: 'Damp flats, says Ozioma Quill' },
  summaries: { en: 'Ozioma Quill asks for a dry wall.' },
  contents: { en: 'Since *spring*. Ask Ozioma Quill & friends.' },
}
const holdsName = async (server: TestServer) =>
  (await everyText(server.world.db)).filter((text) => /ozioma/i.test(text))
const json = { headers: { accept: 'application/activity+json' } }

const pairs = [
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
] as const

describe.each(pairs)('words that a hub on %s takes back, and a hub on %s that follows it', (a, b) => {
  it('are nowhere any more, on either, and both still agree on the log', async () => {
    const here = await start(a)
    const there = await start(b)
    const north = await here.hub('northend')
    const city = await there.hub('city', { level: 'regional' })
    sure(await followHub(there.world, city.who, `@northend@localhost:${here.port}`))
    const { id, iri } = sure(await draftIssue(here.world, north.who, named))
    sure(await publishIssue(here.world, north.who, id))
    sure(await amendIssue(here.world, north.who, id, { place: 'Northend' }))
    await until('the copy is there', async () => (await issueByIri(there.world, iri))?.revision === 2)
    expect((await holdsName(there)).length).toBeGreaterThan(0)

    expect(sure(await erase(here, north.who, id))).toEqual({ erased: 2 })
    await until('the copy follows', async () => (await issueByIri(there.world, iri))?.revision === 3)
    const copy = (await issueByIri(there.world, iri))!
    expect([copy.titles.en, copy.summaries.en]).toEqual([
      'Damp flats, says somebody',
      'somebody asks for a dry wall.',
    ])
    expect(copy.html.en).toContain('Ask somebody &amp; friends.')
    expect(await holdsName(here)).toEqual([])
    // Of its index nobody can read it any more at once, and the daily work takes it out of the file.
    await keepSearchClean.run(there.world, new AbortController().signal)
    expect(await holdsName(there)).toEqual([])

    // The address of an erased wording says that there was one, with the digest that the log names.
    const kept = await revisionsOf(here.world.db, id)
    expect(kept.map(({ erased }) => erased !== null)).toEqual([true, true, false])
    const gone = await fetch(`${iri}/revisions/1`, json)
    expect([gone.status, await gone.json()]).toMatchObject([
      410,
      { type: 'Tombstone', 'moot:revision': 1, 'moot:digest': kept[0]!.digest },
    ])
    expect((await fetch(`${iri}/revisions/3`, json)).status).toBe(200)
    expect((await fetch(`${iri}/revisions/1`)).status).toBe(410)

    // Whoever follows only now reads the log from its start, and comes to the same.
    const late = await start(a)
    const valley = await late.hub('valley')
    sure(await followHub(late.world, valley.who, `@northend@localhost:${here.port}`))
    await until('the copy is there too', async () => (await issueByIri(late.world, iri))?.revision === 3)
    expect(await holdsName(late)).toEqual([])
  })

  it('reach nobody by a letter that was still on its way', async () => {
    const here = await start(a)
    const there = await start(b)
    const north = await here.hub('northend')
    const city = await there.hub('city', { level: 'regional' })
    sure(await followHub(there.world, city.who, `@northend@localhost:${here.port}`))
    await until('it follows, and has been answered', async () =>
      there.world.db
        .selectFrom('followings')
        .select('actor')
        .where('state', '=', 'accepted')
        .executeTakeFirst(),
    )
    await there.close()
    // Beside what answered the follow.
    const before = await here.world.db.selectFrom('letters').select('id').execute()
    const letters = async () =>
      (await here.world.db.selectFrom('letters').select('id').orderBy('id').execute()).filter(
        (letter) => !before.some(({ id }) => id === letter.id),
      )
    const { id, iri } = sure(await draftIssue(here.world, north.who, named))
    sure(await publishIssue(here.world, north.who, id))
    const old = await until('the letter is written', async () => (await letters())[0])
    sure(await erase(here, north.who, id))
    const next = await until('the next letter is written', async () => (await letters()).at(-1))
    expect((await letters()).map((letter) => letter.id)).not.toContain(old.id)
    expect(next.id).not.toBe(old.id)
    // What stands there now is not recalled.
    expect(await recallLetters(here.world, north.hub.id, { iri, before: 2 })).toBe(0)
    await there.open()
    here.clock.ahead += 3_600_000
    here.world.pulse.beat()
    await until('the copy is there', async () => issueByIri(there.world, iri))
    expect(await holdsName(there)).toEqual([])
  })
})

describe.each(dialects)('words in the records of a hub on %s', (dialect) => {
  it('are found wherever they stand, and erased from drafts, from what was withdrawn and from earlier wordings', async () => {
    const here = await start(dialect, { working: false })
    const { who } = await here.hub('northend')
    const other = await here.hub('southend')
    const draft = async () => sure(await draftIssue(here.world, who, named)).id
    const [inside, gone, earlier] = [await draft(), await draft(), await draft()]
    sure(await publishIssue(here.world, who, gone))
    sure(await withdrawIssue(here.world, who, gone, 'It was fixed.'))
    sure(await publishIssue(here.world, who, earlier))
    sure(
      await amendIssue(
        here.world,
        who,
        earlier,
        { titles: { en: 'Damp' }, summaries: {}, contents: {} },
        'Ozioma Quill asked for it',
      ),
    )
    sure(await draftIssue(here.world, other.who, named))
    const find = async () =>
      (await kind('issue').mentions(here.world.db, who.hub, 'Ozioma Quill')).map(({ id, where }) => [
        id,
        where,
      ])
    expect(new Map((await find()) as [string, string][])).toEqual(
      new Map([
        [inside, 'inside'],
        [gone, 'inside'],
        [earlier, 'earlier'],
      ]),
    )
    for (const id of [inside, gone, earlier]) sure(await erase(here, who, id))
    expect(await find()).toEqual([])
    // Nothing new was published where nothing that is public changed.
    const { revision } = await here.world.db
      .selectFrom('records')
      .select('revision')
      .where('id', '=', earlier)
      .executeTakeFirstOrThrow()
    expect(revision).toBe(2)
    // Only the neighbour's draft still says it.
    expect((await holdsName(here)).filter((text) => text.startsWith('issues.titles'))).toHaveLength(1)
    expect((await holdsName(here)).filter((text) => text.startsWith('record_history'))).toEqual([])
  })

  it('are erased from every kind, in all they say', async () => {
    const here = await start(dialect, { working: false })
    const { who } = await here.hub('northend')
    const outcome = sure(
      await draftOutcome(here.world, who, {
        ...{ level: 'local', titles: { en: 'What we said' }, preparedBy: 'Ozioma Quill, note-taker' },
        decisions: [{ text: 'Ozioma Quill writes to the council', method: 'consent', result: 'adopted' }],
      }),
    )
    sure(await publishOutcome(here.world, who, outcome.id))
    expect(sure(await erase(here, who, outcome.id, 'Ozioma Quill', 'outcome'))).toEqual({ erased: 1 })
    expect(await holdsName(here)).toEqual([])
    const page = await (await fetch(`${here.origin}/outcomes/${outcome.id}`)).text()
    expect(page).toContain('somebody writes to the council')
  })

  it('are for organisers of the hub to erase, and never half', async () => {
    const here = await start(dialect, { working: false })
    const { who } = await here.hub('northend')
    const { id } = sure(await draftIssue(here.world, who, named))
    const refused = async (by: Who, words = 'Ozioma Quill') => {
      const done = await erase(here, by, id, words)
      return 'refused' in done ? done.refused : null
    }
    expect(await refused({ ...who, roles: ['note-taker'] })).toMatch(/is not an organiser/)
    expect(await refused({ ...who, hub: (await here.hub('southend')).hub.id })).toMatch(
      /no record of that id/,
    )
    expect(await refused(who, 'damp')).toMatch(/single word in small letters/)
    expect(await refused(who, 'D')).toMatch(/3 to 200 letters/)
    sure(
      await reviseDraft(here.world, who, id, {
        contents: { en: 'Ozioma Quill, that is **Ozioma** Quill, and https://x.example/Ozioma%20Quill' },
      }),
    )
    expect(await refused(who)).toMatch(/with marks between the words/)
    expect((await issueByIriAnywhere(here, id)).titles).toContain('Ozioma Quill')
    expect(await refused(who, 'Nobody Here')).toBeNull()
  })
})

const issueByIriAnywhere = (server: TestServer, id: string) =>
  server.world.db.selectFrom('issues').select('titles').where('id', '=', id).executeTakeFirstOrThrow()
