import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects, freshDb } from '../../test/support/db.ts'
import { inTransaction } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import { type Instant, instant } from '../lib/time.ts'
import { htmlOf } from '../records/shape.ts'
import type { Issue } from './model.ts'
import { facts } from './model-shape.ts'
import {
  countIssues,
  dropCopy,
  type IssueFilter,
  insertIssues,
  keepCopy,
  listIssues,
  publicIssue,
} from './store.ts'

const started = Date.parse('2026-11-01T10:00:00Z')
const at = (minute: number) => instant(started + minute * 60_000)
const north = 'https://north.example/actors/1'
const south = 'https://south.example/actors/1'

/** A copy of an issue, updated so many minutes after the start. */
function anIssue(minute: number, more: Partial<Issue> = {}): Issue {
  const id = newId()
  const contents = { en: `Text of number ${minute}.` }
  return {
    ...facts.parse({ level: 'local', basis: 'petition' }),
    ...{ id, hub: null, iri: `https://north.example/issues/${id}`, owner: north, state: 'published' },
    ...{
      language: 'en',
      titles: { en: `Number ${minute}` },
      summaries: {},
      contents: {},
      html: htmlOf(contents),
    },
    ...{ revision: 1, created: at(0), published: at(0), updated: at(minute), withdrawn: null, reason: null },
    ...more,
  }
}

describe.each(dialects)('lists of issues on %s', (dialect) => {
  let open: Awaited<ReturnType<typeof freshDb>>
  const issues = [
    anIssue(1, { themes: ['housing'], areas: ['iso:GB-ENG'], titles: { en: 'Damp in Łódź Street' } }),
    anIssue(2, { themes: ['housing', 'health'], owner: south, state: 'won' }),
    anIssue(3, {
      themes: ['transport'],
      level: 'regional',
      html: { en: '<p>The <b>last</b> bus: 100% late_night</p>' },
    }),
    anIssue(4, {
      owner: south,
      summaries: { cy: 'Ail-agor y neuadd' },
      titles: { en: 'Hall', cy: 'Neuadd' },
    }),
    // Four at one moment: only the id tells them apart.
    ...[5, 5, 5, 5].map((minute) => anIssue(minute, { themes: ['climate'] })),
  ]
  const hidden = [
    anIssue(6, { state: 'proposed', published: null, hub: 'h', revision: 0 }),
    anIssue(7, { state: 'withdrawn', withdrawn: at(7) }),
  ]

  beforeAll(async () => {
    open = await freshDb(dialect)
    await inTransaction(open.db, (tx) => insertIssues(tx, [...issues, ...hidden]))
  })
  afterAll(() => open.drop())

  const found = async (filter: IssueFilter) =>
    (await listIssues(open.db, filter, { limit: 100 })).map(
      ({ updated }) => (Date.parse(updated) - started) / 60_000,
    )

  it('hold what is public, the latest change first, and never a draft or what was withdrawn', async () => {
    expect(await found({})).toEqual([5, 5, 5, 5, 4, 3, 2, 1])
  })

  it.each<[string, IssueFilter, number[]]>([
    ['a theme', { theme: 'housing' }, [2, 1]],
    ['an area', { area: 'iso:GB-ENG' }, [1]],
    ['a state', { state: 'won' }, [2]],
    ['a level', { level: 'regional' }, [3]],
    ['one hub', { owner: south }, [4, 2]],
    ['some hubs', { owners: [south, 'https://nobody.example/actors/1'] }, [4, 2]],
    ['no hub at all', { owners: [] }, []],
    ['a time', { since: at(2), until: at(4) }, [3, 2]],
    ['words in any case and accent', { text: 'DAMP  łódź' }, [1]],
    ['words of the text without its marks', { text: 'last bus' }, [3]],
    ['words of every language', { text: 'neuadd' }, [4]],
    ['signs that mean something to a database', { text: '100% late_night' }, [3]],
    ['a sign that would match anything', { text: '%' }, [3]],
    ['marks of the text itself', { text: '<b>' }, []],
    ['several at once', { theme: 'housing', owner: south, state: 'won', text: 'number' }, [2]],
  ])('can be narrowed by %s', async (_, filter, minutes) => {
    expect(await found(filter)).toEqual(minutes)
    const counts = await countIssues(open.db, filter)
    expect(counts.reduce((sum, { records }) => sum + records, 0)).toBe(minutes.length)
  })

  it('come page by page, each issue once, also where many changed at one moment', async () => {
    const seen: string[] = []
    let after: { updated: Instant; id: string } | undefined
    for (let page = 0; page < 10; page++) {
      const some = await listIssues(open.db, {}, { limit: 3, after })
      if (some.length === 0) break
      seen.push(...some.map(({ id }) => id))
      after = some.at(-1)
    }
    expect(seen).toHaveLength(8)
    expect(new Set(seen)).toEqual(new Set(issues.map(({ id }) => id)))
  })

  it('tell themes and areas of each', async () => {
    const [both] = await listIssues(open.db, { theme: 'health' }, { limit: 1 })
    expect(both).toMatchObject({ themes: ['health', 'housing'], areas: [], evidence: [], pin: null })
  })
})

describe.each(dialects)('copies of issues on %s', (dialect) => {
  let open: Awaited<ReturnType<typeof freshDb>>
  beforeAll(async () => {
    open = await freshDb(dialect)
  })
  afterAll(() => open.drop())

  const keep = (issue: Issue, fresh = true) => inTransaction(open.db, (tx) => keepCopy(tx, issue, fresh))
  const drop = (id: string) =>
    inTransaction(open.db, (tx) => dropCopy(tx, id, at(9), 'It was about another place.'))

  it('are written over by a later wording, themes and areas too', async () => {
    const first = anIssue(1, { themes: ['housing', 'health'] })
    await keep(first)
    const later = { ...first, titles: { en: 'Later' }, themes: ['health'], areas: ['un:world'], revision: 2 }
    await keep(later, false)
    await keep(later, false)
    expect(await publicIssue(open.db, first.id)).toEqual(later)
  })

  it('keep no word once they are withdrawn, and come back whole if their origin serves them again', async () => {
    const issue = anIssue(2, { themes: ['housing'], place: 'Marsh Farm', pin: { lat: 51.9, lon: -0.4 } })
    await keep(issue)
    await drop(issue.id)
    await drop(issue.id)
    const dropped = await publicIssue(open.db, issue.id)
    expect(dropped).toMatchObject({
      state: 'withdrawn',
      withdrawn: at(9),
      reason: 'It was about another place.',
    })
    expect(JSON.stringify(dropped)).not.toMatch(/Number|Text|Marsh|housing|51\.9/)
    expect(await countIssues(open.db, { text: 'Number 2' })).toEqual([])
    await keep(issue, false)
    expect(await publicIssue(open.db, issue.id)).toEqual(issue)
  })

  it('keep to themselves where they came from, where their hub does not say', async () => {
    const silent = anIssue(5, { basis: '' })
    await keep(silent)
    expect(await publicIssue(open.db, silent.id)).toEqual(silent)
  })

  it('may come back under another id after their origin had lost them', async () => {
    const issue = anIssue(3, { themes: ['housing'] })
    await keep(issue)
    await drop(issue.id)
    const again = { ...issue, id: newId() }
    await keep(again)
    expect(await publicIssue(open.db, issue.id)).toBeUndefined()
    expect(await publicIssue(open.db, again.id)).toEqual(again)
  })

  it('never write over an issue of a hub of this server, nor end one', async () => {
    const own = anIssue(4, { hub: 'h', contents: { en: 'Ours.' } })
    await inTransaction(open.db, (tx) => insertIssues(tx, [own]))
    await keep({ ...own, hub: null, titles: { en: 'Theirs' } })
    await drop(own.id)
    expect(await publicIssue(open.db, own.id)).toEqual(own)
  })
})
