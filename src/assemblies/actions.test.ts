import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub } from '../../test/support/people.ts'
import { logHead } from '../federation/store/changes.ts'
import { recordById } from '../federation/store/records.ts'
import type { Hub } from '../hubs/model.ts'
import { granted } from '../lib/granted.ts'
import { isRefusal } from '../lib/refusal.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { addPerson, whoIs } from '../members/actions.ts'
import { historyOf } from '../records/store-history.ts'
import {
  amendAssembly,
  announceAssembly,
  draftAssembly,
  moveAssembly,
  repeatAssembly,
  reviseDraft,
  withdrawAssembly,
} from './actions.ts'
import { discardDraft } from './actions-change.ts'
import type { AssemblyInput } from './model-shape.ts'
import { assemblyOfHub, listAssemblies, publicAssembly, publicAssemblyAt } from './store.ts'

describe.each(dialects)('an assembly of a hub on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let hub: Hub
  /** Amina is an organiser, Bako a note-taker. */
  let amina: Who
  let bako: Who

  beforeAll(async () => {
    here = await testWorld(dialect)
    const founded = await foundHub(here.world, 'northend')
    hub = founded.hub
    amina = founded.who
    granted(await addPerson(here.world, amina, { hub: hub.id, name: 'Bako', roles: ['note-taker'] }))
    bako = granted(await whoIs(here.world, 'northend', 'Bako'))
  })
  afterAll(() => here.close())

  const planned = {
    titles: { en: 'Rents and repairs' },
    summaries: { en: 'What must a landlord do before the rent goes up?' },
    kind: 'community',
    starts: '2026-12-12T18:00',
    zone: 'Europe/London',
    destination: 'The council answers in writing by March.',
    themes: ['housing'],
  } as AssemblyInput
  const drafted = async (more: Partial<AssemblyInput> = {}) =>
    granted(await draftAssembly(here.world, bako, { ...planned, ...more }))
  const announced = async (more: Partial<AssemblyInput> = {}) =>
    granted(await announceAssembly(here.world, amina, (await drafted(more)).id))
  const why = (answer: unknown) => (isRefusal(answer) ? answer.refused : 'it was allowed')
  const seq = async () => (await logHead(here.world.db, hub.id))!.seq

  it('is planned by note-takers, kept as it was said, and announced by organisers', async () => {
    const draft = await drafted({ venue: { name: 'Community Hall' }, venueHidden: true, capacity: 80 })
    expect(await assemblyOfHub(here.world.db, hub.id, draft.id)).toEqual(draft)
    expect(await publicAssembly(here.world.db, draft.id)).toBeUndefined()
    expect(await publicAssemblyAt(here.world.db, draft.iri)).toBeUndefined()
    expect(why(await announceAssembly(here.world, bako, draft.id))).toBe(
      'Bako is not an organiser of this hub.',
    )
    const before = await seq()
    const out = granted(await announceAssembly(here.world, amina, draft.id))
    expect(out).toMatchObject({ state: 'announced', revision: 1, venue: { name: 'Community Hall' } })
    expect(await publicAssembly(here.world.db, draft.id)).toEqual(out)
    expect(await publicAssemblyAt(here.world.db, draft.iri)).toEqual(out)
    expect(await seq()).toBe(before + 1)
    const record = await recordById(here.world.db, draft.id)
    expect(record).toMatchObject({ kind: 'assembly', state: 'live' })
    expect(record!.document).not.toContain('Community Hall')
    const lines = await historyOf(here.world.db, hub.id, draft.id)
    expect(lines.map(({ kind, verb, person_id }) => [kind, verb, person_id])).toEqual([
      ['assembly', 'draft', bako.person],
      ['assembly', 'publish', amina.person],
    ])
  })

  it.each([
    ['without a day', { starts: null }, /when it begins/],
    ['without a question', { summaries: {} }, /which question/],
    [
      'with a question in one language only',
      { titles: { en: 'Rents', cy: 'Rhenti' } },
      /missing in a language in which the assembly has a title: Welsh/,
    ],
    ['without saying who receives the result', { destination: null }, /who receives the result/],
  ])('is not announced %s', async (_, more, said) => {
    const draft = await drafted(more as Partial<AssemblyInput>)
    expect(why(await announceAssembly(here.world, amina, draft.id))).toMatch(said)
  })

  it.each([
    [{ starts: 'at six' }, /^It begins: this is not a day and a time, such as/],
    [{ starts: '2026-02-30T18:00' }, /^It begins: this is not a day and a time/],
    [{ ends: '2026-12-12T17:00' }, /^It ends: this must lie after the beginning/],
    [{ ends: '2027-01-12T17:00' }, /^It ends: this lies more than a week after/],
    [{ zone: 'Luton' }, /^Time zone: this is not a time zone by its place/],
    [{ capacity: 0 }, /^How many places there are: this is too low. The least is 1./],
    [{ titles: {} }, /^Title \(English\): this is needed/],
  ])('says what is wrong with %j, and keeps nothing', async (more, said) => {
    expect(why(await draftAssembly(here.world, bako, { ...planned, ...more } as AssemblyInput))).toMatch(said)
  })

  it('is amended and moved as revisions, is called off for everybody to hear, and may be withdrawn for good', async () => {
    const assembly = await announced()
    const put = granted(await amendAssembly(here.world, amina, assembly.id, { starts: '2026-12-13T18:00' }))
    expect(put).toMatchObject({ revision: 2, starts: '2026-12-13T18:00', state: 'announced' })
    expect(why(await amendAssembly(here.world, amina, assembly.id, {}))).toMatch(/^Nothing would change/)
    expect(why(await amendAssembly(here.world, amina, assembly.id, { destination: null }))).toMatch(/result/)
    expect(why(await moveAssembly(here.world, amina, assembly.id, 'closed'))).toMatch(/cannot become closed/)
    const off = granted(
      await moveAssembly(here.world, amina, assembly.id, 'cancelled', 'The hall burnt down.'),
    )
    expect(off).toMatchObject({ revision: 3, state: 'cancelled' })
    const gone = granted(await withdrawAssembly(here.world, amina, assembly.id, 'It was announced twice.'))
    expect(gone).toMatchObject({ revision: 4, state: 'withdrawn', reason: 'It was announced twice.' })
    expect(why(await moveAssembly(here.world, amina, assembly.id, 'announced'))).toMatch(/has been withdrawn/)
  })

  it('changes a hidden venue without telling it to anybody', async () => {
    const assembly = await announced({ venue: { name: 'Community Hall' }, venueHidden: true })
    const moved = granted(
      await amendAssembly(here.world, amina, assembly.id, { venue: { name: 'Library' } as never }),
    )
    expect(moved).toMatchObject({ revision: 2, venue: { name: 'Library' } })
    expect((await recordById(here.world.db, assembly.id))!.document).not.toMatch(/Library|Hall/)
  })

  it('is held again on another day, at the same hour of the clock and as long, as a draft of the same series', async () => {
    const first = await announced({ starts: '2026-10-20T18:00', ends: '2026-10-20T20:30' } as never)
    const second = granted(await repeatAssembly(here.world, bako, first.id, '2026-11-17'))
    expect(second).toMatchObject({
      ...{ starts: '2026-11-17T18:00', ends: '2026-11-17T20:30', state: 'planning', revision: 0 },
      ...{ series: first.iri, titles: first.titles, destination: first.destination },
    })
    expect(second.id).not.toBe(first.id)
    expect(why(await repeatAssembly(here.world, bako, first.id, '2026-02-30'))).toMatch(/is no date/)
    const third = granted(await repeatAssembly(here.world, bako, second.id, '2026-12-15'))
    expect(third.series).toBe(first.iri)
  })

  it('is thrown away as a draft, and then nothing of it remains', async () => {
    const draft = await drafted({ issues: ['https://hub.example/issues/7'] })
    expect(granted(await discardDraft(here.world, bako, draft.id))).toEqual(draft)
    expect(await assemblyOfHub(here.world.db, hub.id, draft.id)).toBeUndefined()
    expect(await historyOf(here.world.db, hub.id, draft.id)).toEqual([])
    const left = await here.world.db.selectFrom('assembly_issues').selectAll().execute()
    expect(left.filter(({ assembly_id }) => assembly_id === draft.id)).toEqual([])
    expect(why(await discardDraft(here.world, amina, (await announced()).id))).toMatch(/Withdraw it instead/)
    expect(why(await reviseDraft(here.world, bako, (await announced()).id, {}))).toMatch(/Amend it instead/)
  })

  it('stands in the calendar by its day, and is found by what it is about', async () => {
    const issue = 'https://hub.example/issues/42'
    const day = async (starts: string, more: Partial<AssemblyInput> = {}) =>
      (await announced({ starts, issues: [issue], ...more } as never)).id
    const [march, january, february] = [
      await day('2027-03-01T18:00'),
      await day('2027-01-01T18:00', { themes: ['water'] }),
      await day('2027-02-01T18:00', { titles: { en: 'Fluchtwege' } }),
    ]
    await drafted({ starts: '2027-01-15T18:00', issues: [issue] } as never)
    const list = async (filter: Parameters<typeof listAssemblies>[1], page: object = {}) =>
      (await listAssemblies(here.world.db, filter, { limit: 10, ...page })).map(({ id }) => id)
    expect(await list({ issue })).toEqual([january, february, march])
    expect(await list({ issue }, { past: true })).toEqual([march, february, january])
    expect(await list({ issue, from: '2027-01-20T00:00:00.000Z' as Instant })).toEqual([february, march])
    expect(await list({ issue, until: '2027-01-20T00:00:00.000Z' as Instant })).toEqual([january])
    expect(await list({ issue, theme: 'water' })).toEqual([january])
    expect(await list({ issue, text: 'FLUCHT' })).toEqual([february])
    expect(await list({ issue, owners: [] })).toEqual([])
    const key = { begins: instant(Date.parse('2027-01-01T18:00:00Z')), id: january }
    expect(await list({ issue }, { after: key })).toEqual([february, march])
    granted(await withdrawAssembly(here.world, amina, february, 'Twice.'))
    expect(await list({ issue })).toEqual([january, march])
  })
})
