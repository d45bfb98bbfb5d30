import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects, freshDb } from '../../test/support/db.ts'
import { inTransaction } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import { instant } from '../lib/time.ts'
import { htmlOf } from '../records/shape.ts'
import type { Outcome } from './model.ts'
import type { Action } from './model-action.ts'
import { actionFacts } from './model-action-shape.ts'
import { facts } from './model-shape.ts'
import {
  countOutcomes,
  dropOutcomeCopy,
  insertOutcomes,
  keepOutcomeCopy,
  listOutcomes,
  type OutcomeFilter,
  publicOutcome,
  publicOutcomeAt,
} from './store.ts'
import {
  type ActionFilter,
  countActions,
  dropActionCopy,
  insertActions,
  keepActionCopy,
  type ListedAction,
  listActions,
  publicAction,
} from './store-action.ts'

const started = Date.parse('2026-12-01T10:00:00Z')
const at = (minute: number) => instant(started + minute * 60_000)
const north = 'https://north.example/actors/1'
const south = 'https://south.example/actors/1'

const alike = (minute: number) => ({
  ...{ id: newId(), hub: null, owner: north, language: 'en', titles: { en: `Number ${minute}` } },
  ...{ summaries: {}, contents: {}, html: htmlOf({ en: `Text of ${minute}.` }), revision: 1 },
  ...{ created: at(0), published: at(0), updated: at(minute), withdrawn: null, reason: null },
})

/** A copy of an outcome, updated so many minutes after the start. */
function anOutcome(minute: number, more: Partial<Outcome> = {}): Outcome {
  const own = alike(minute)
  const iri = `https://north.example/outcomes/${own.id}`
  return { ...facts.parse({ level: 'local' }), ...own, iri, state: 'published', ...more }
}

/** The same of an action. */
function anAction(minute: number, more: Partial<Action> = {}): Action {
  const own = alike(minute)
  const iri = `https://north.example/actions/${own.id}`
  return { ...actionFacts.parse({ level: 'local' }), ...own, iri, state: 'accepted', ...more }
}

const minutesOf = (rows: readonly { updated: string }[]) =>
  rows.map(({ updated }) => (Date.parse(updated) - started) / 60_000)

describe.each(dialects)('lists of outcomes on %s', (dialect) => {
  let open: Awaited<ReturnType<typeof freshDb>>
  const [issue, hall] = ['https://north.example/issues/7', 'https://north.example/assemblies/12']
  const outcomes = [
    anOutcome(1, { themes: ['housing'], issues: [issue, 'https://x.example/1'], present: 38 }),
    anOutcome(2, { owner: south, assembly: hall, state: 'superseded', level: 'regional' }),
    anOutcome(3, { issues: [issue], assembly: hall, titles: { en: 'Łódź Street' } }),
    ...[4, 4, 4].map((minute) => anOutcome(minute, { owner: south, areas: ['iso:GB-ENG'] })),
  ]
  const hidden = [
    anOutcome(5, { state: 'drafting', published: null, hub: 'h', revision: 0, issues: [issue] }),
    anOutcome(6, { state: 'withdrawn', withdrawn: at(6), issues: [issue] }),
  ]
  beforeAll(async () => {
    open = await freshDb(dialect)
    await inTransaction(open.db, (tx) => insertOutcomes(tx, [...outcomes, ...hidden]))
  })
  afterAll(() => open.drop())

  it.each<[string, OutcomeFilter, number[]]>([
    ['nothing', {}, [4, 4, 4, 3, 2, 1]],
    ['an issue', { issue }, [3, 1]],
    ['an assembly', { assembly: hall }, [3, 2]],
    ['a state', { state: 'superseded' }, [2]],
    ['a theme', { theme: 'housing' }, [1]],
    ['an area', { area: 'iso:GB-ENG' }, [4, 4, 4]],
    ['a level', { level: 'regional' }, [2]],
    ['one hub', { owner: south }, [4, 4, 4, 2]],
    ['some hubs', { owners: [south] }, [4, 4, 4, 2]],
    ['no hub', { owners: [] }, []],
    ['a time', { since: at(2), until: at(4) }, [3, 2]],
    ['words in any case', { text: 'łódź STREET' }, [3]],
    ['several at once', { issue, assembly: hall }, [3]],
  ])('can be narrowed by %s', async (_, filter, minutes) => {
    const counts = await countOutcomes(open.db, filter)
    expect(counts.reduce((sum, { records }) => sum + records, 0)).toBe(minutes.length)
    expect(minutesOf(await listOutcomes(open.db, filter, { limit: 100 }))).toEqual(minutes)
  })

  it('come page by page, each once, with what they say', async () => {
    const seen: string[] = []
    let after: { updated: string; id: string } | undefined
    for (;;) {
      const some = await listOutcomes(open.db, {}, { limit: 2, after })
      if (some.length === 0) break
      seen.push(...some.map(({ id }) => id))
      after = some.at(-1)
    }
    expect(new Set(seen)).toEqual(new Set(outcomes.map(({ id }) => id)))
    expect(seen).toHaveLength(outcomes.length)
    const [first] = await listOutcomes(open.db, { theme: 'housing' }, { limit: 1 })
    expect(first).toMatchObject({ themes: ['housing'], present: 38, issues: [issue, 'https://x.example/1'] })
  })
})

describe.each(dialects)('lists of actions on %s', (dialect) => {
  let open: Awaited<ReturnType<typeof freshDb>>
  const [outcome, issue] = ['https://north.example/outcomes/31', 'https://north.example/issues/7']
  const actions = [
    anAction(1, { due: '2026-12-20', outcome }),
    anAction(2, { due: '2026-12-10', issue, owner: south }),
    anAction(3, { state: 'in-progress', outcome, issue }),
    anAction(4, { due: '2026-12-20', state: 'blocked' }),
    anAction(5, { due: '2026-12-05', state: 'done' }),
    anAction(6, { due: '2026-12-06', state: 'dropped' }),
  ]
  const hidden = [
    anAction(7, { state: 'proposed', published: null, hub: 'h', revision: 0, outcome }),
    anAction(8, { state: 'withdrawn', withdrawn: at(8) }),
  ]
  beforeAll(async () => {
    open = await freshDb(dialect)
    await inTransaction(open.db, (tx) => insertActions(tx, [...actions, ...hidden]))
  })
  afterAll(() => open.drop())

  it.each<[string, ActionFilter, number[]]>([
    ['nothing', {}, [6, 5, 4, 3, 2, 1]],
    ['an outcome', { outcome }, [3, 1]],
    ['an issue', { issue }, [3, 2]],
    ['a state', { state: 'blocked' }, [4]],
    ['one hub', { owner: south }, [2]],
    ['what is still to do', { open: true }, [4, 3, 2, 1]],
    ['what is overdue', { overdue: '2026-12-20' }, [2]],
    ['what is overdue a day later', { overdue: '2026-12-21' }, [4, 2, 1]],
    ['a time', { since: at(2), until: at(4) }, [3, 2]],
  ])('can be narrowed by %s', async (_, filter, minutes) => {
    const counts = await countActions(open.db, filter)
    expect(counts.reduce((sum, { records }) => sum + records, 0)).toBe(minutes.length)
    expect(minutesOf(await listActions(open.db, filter, { limit: 100 }))).toEqual(minutes)
  })

  it('stand by the day they are due, those without a day behind, page by page', async () => {
    for (const limit of [1, 2, 10]) {
      const seen: ListedAction[] = []
      for (;;) {
        const some = await listActions(open.db, {}, { limit, after: seen.at(-1), order: 'due' })
        if (some.length === 0) break
        seen.push(...some)
      }
      expect(minutesOf(seen)).toEqual([5, 6, 2, 1, 4, 3])
    }
  })

  it('come page by page, the latest change first', async () => {
    const seen: ListedAction[] = []
    for (;;) {
      const some = await listActions(open.db, {}, { limit: 4, after: seen.at(-1) })
      if (some.length === 0) break
      seen.push(...some)
    }
    expect(minutesOf(seen)).toEqual([6, 5, 4, 3, 2, 1])
  })
})

describe.each(dialects)('copies of outcomes and actions on %s', (dialect) => {
  let open: Awaited<ReturnType<typeof freshDb>>
  beforeAll(async () => {
    open = await freshDb(dialect)
  })
  afterAll(() => open.drop())

  it('are written over by a later wording, with the issues they answer', async () => {
    const first = anOutcome(1, { issues: ['https://x.example/1', 'https://x.example/2'] })
    await inTransaction(open.db, (tx) => keepOutcomeCopy(tx, first, true))
    const later = { ...first, issues: ['https://x.example/2'], revision: 2, present: 40 }
    await inTransaction(open.db, (tx) => keepOutcomeCopy(tx, later, false))
    expect(await publicOutcome(open.db, first.id)).toEqual(later)
    expect(await publicOutcomeAt(open.db, first.iri)).toEqual(later)
    expect(await listOutcomes(open.db, { issue: 'https://x.example/1' }, { limit: 5 })).toEqual([])
  })

  it('keep no word once they are withdrawn', async () => {
    const decisions: Outcome['decisions'] = [
      { text: 'Repair', method: 'none', result: 'adopted', tally: null },
    ]
    const outcome = anOutcome(2, {
      ...{ decisions, present: 38, preparedBy: 'facilitators', disagreements: ['How large'] },
      ...{ assembly: 'https://x.example/hall', issues: ['https://x.example/lifts'] },
    })
    const action = anAction(2, {
      doer: 'stairwell',
      blockedBy: 'printer',
      evidence: 'https://x.example/leaf',
    })
    await inTransaction(open.db, async (tx) => {
      await keepOutcomeCopy(tx, outcome, true)
      await keepActionCopy(tx, action, true)
      await dropOutcomeCopy(tx, outcome.id, at(9), 'Gone.')
      await dropActionCopy(tx, action.id, at(9), 'Gone.')
    })
    const left = JSON.stringify([
      await publicOutcome(open.db, outcome.id),
      await publicAction(open.db, action.id),
      await open.db.selectFrom('outcome_issues').where('outcome_id', '=', outcome.id).selectAll().execute(),
    ])
    expect(left).toContain('Gone.')
    expect(left).not.toMatch(/Number|Text|Repair|\b38\b|facilitators|large|hall|lifts|stairwell|printer|leaf/)
  })
})
