import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub } from '../../test/support/people.ts'
import { polisFiles, polisFolder, row } from '../../test/support/polis.ts'
import { changesBetween, logHead } from '../federation/store/changes.ts'
import type { Hub } from '../hubs/model.ts'
import { granted } from '../lib/granted.ts'
import { isRefusal } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { addPerson, whoIs } from '../members/actions.ts'
import { isDraft } from '../records/model.ts'
import { historyOf } from '../records/store-history.ts'
import { publishIssue, withdrawIssue } from './actions.ts'
import { importPolis, type PolisImport } from './actions-import.ts'
import { usualBar, usualCredit } from './import-polis.ts'
import { ownIssues } from './store.ts'

describe.each(dialects)('importing a Polis conversation on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let hub: Hub
  let amina: Who
  let hubs = 0
  let remove = () => {}

  beforeAll(async () => {
    here = await testWorld(dialect)
    await foundHub(here.world, 'first')
  })
  afterAll(() => here.close())
  // A hub of its own for each test, so that what one imports the next has not.
  beforeEach(async () => {
    const founded = await foundHub(here.world, `hub${++hubs}`, { languages: ['en'], areas: ['iso:GB-ENG'] })
    hub = founded.hub
    amina = founded.who
  })
  afterEach(() => remove())

  const rows = (count: number) => Array.from({ length: count }, (_, at) => row(at + 1, `Statement ${at + 1}`))
  const imported = (from: string[], more: Partial<PolisImport> = {}, who = amina) => {
    remove()
    const made = polisFolder(polisFiles(from))
    remove = made.remove
    return importPolis(here.world, who, {
      folder: made.folder,
      bar: usualBar,
      publish: false,
      language: null,
      licence: 'https://creativecommons.org/licenses/by/4.0/',
      credit: usualCredit,
      more: { themes: ['transport'] },
      ...more,
    })
  }
  const ours = () => ownIssues(here.world.db, hub.id, { limit: 1000 })

  it('makes drafts first, with theme, area and language, and tells which rows were left out', async () => {
    const done = granted(await imported([...rows(2), row(3, 'No', { moderated: -1 })]))
    expect(done).toMatchObject({
      topic: 'Better buses',
      statements: 3,
      drafted: 2,
      already: 0,
      published: 0,
      waiting: 2,
    })
    expect(done.leftOut).toEqual([{ line: 4, item: '3', why: 'the moderators rejected it' }])
    const issues = await ours()
    expect(issues).toHaveLength(2)
    for (const issue of issues)
      expect(issue).toMatchObject({
        state: 'proposed',
        language: 'en',
        themes: ['transport'],
        areas: ['iso:GB-ENG'],
      })
    expect(await historyOf(here.world.db, hub.id, issues[0]!.id)).toMatchObject([
      { verb: 'draft', person_id: amina.person, note: 'import' },
    ])
    expect(JSON.stringify(issues)).not.toContain('771')
  })

  it('publishes them where an organiser asks, each in the log of changes once', async () => {
    const done = granted(await imported(rows(120), { publish: true }))
    expect(done).toMatchObject({ drafted: 120, published: 120, waiting: 0, unpublished: [] })
    const changes = await changesBetween(here.world.db, hub.id, 1, 1000)
    expect(new Set(changes.map(({ record_id }) => record_id)).size).toBe(120)
    expect((await ours()).filter(isDraft)).toEqual([])
  })

  it('makes no doubles when it is done again, and publishes what still waits', async () => {
    granted(await imported(rows(3)))
    const [one, two] = await ours()
    granted(await publishIssue(here.world, amina, one!.id))
    granted(await publishIssue(here.world, amina, two!.id))
    granted(await withdrawIssue(here.world, amina, two!.id, 'It was spam.'))
    expect(granted(await imported(rows(4), { publish: true }))).toMatchObject({
      drafted: 1,
      already: 3,
      published: 2,
      waiting: 0,
    })
    expect(granted(await imported(rows(4), { publish: true }))).toMatchObject({
      drafted: 0,
      already: 4,
      published: 0,
    })
    expect((await ours()).map(({ state }) => state).sort()).toEqual([
      'published',
      'published',
      'published',
      'withdrawn',
    ])
  })

  it('leaves nothing behind where a file is broken or missing', async () => {
    const broken = await imported([...rows(5), 'one,two'])
    expect(isRefusal(broken) && broken.refused).toMatch(
      'comments.csv, line 7: this row has another number of columns',
    )
    const missing = await imported(rows(1), { folder: '/nowhere/at/all' })
    expect(isRefusal(missing) && missing.refused).toBe(
      'There is no comments.csv to be read in /nowhere/at/all.',
    )
    const theme = await imported(rows(1), { more: { themes: ['moon'] } })
    expect(isRefusal(theme) && theme.refused).toMatch('Themes: choose from the list')
    expect(await ours()).toEqual([])
  })

  it('is for those who may draft, and publishing for organisers', async () => {
    granted(await addPerson(here.world, amina, { hub: hub.id, name: 'Bako', roles: ['note-taker'] }))
    const bako = granted(await whoIs(here.world, hub.handle, 'Bako'))
    const refused = await imported(rows(1), { publish: true }, bako)
    expect(isRefusal(refused) && refused.refused).toMatch('Bako is not an organiser of this hub')
    expect(await ours()).toEqual([])
    expect(granted(await imported(rows(1), {}, bako))).toMatchObject({ drafted: 1 })
  })

  it('done twice at the same moment makes each issue once', async () => {
    const made = polisFolder(polisFiles(rows(30)))
    const both = () => imported(rows(30), { folder: made.folder, publish: true })
    await Promise.all([both(), both()])
    const after = granted(await imported(rows(30), { publish: true }))
    made.remove()
    expect(after).toMatchObject({ already: 30, waiting: 0 })
    expect(await ours()).toHaveLength(30)
    expect((await logHead(here.world.db, hub.id))!.seq).toBe(30)
  })

  it('keeps apart what two hubs of one server import from the same conversation', async () => {
    granted(await imported(rows(2)))
    const other = await foundHub(here.world, `hub${++hubs}`)
    expect(granted(await imported(rows(2), {}, other.who))).toMatchObject({ drafted: 2, already: 0 })
    expect(await ours()).toHaveLength(2)
  })
})
