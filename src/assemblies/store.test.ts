import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects, freshDb } from '../../test/support/db.ts'
import { inTransaction } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import { DAY, HOUR, type Instant, instant, after as later } from '../lib/time.ts'
import type { Assembly } from './model.ts'
import { facts } from './model-shape.ts'
import {
  changedAssemblies,
  countAssemblies,
  dropCopy,
  keepCopy,
  listAssemblies,
  withdrawnAssemblies,
  withdrawnAssembly,
} from './store.ts'

const now = instant(Date.parse('2026-11-01T10:00:00Z'))
const [north, south] = ['https://north.example/actors/1', 'https://south.example/actors/1']

describe.each(dialects)('assemblies kept in %s', (dialect) => {
  let open: Awaited<ReturnType<typeof freshDb>>
  beforeAll(async () => {
    open = await freshDb(dialect)
    const all: [title: string, starts: string, ends: string | null, owner: string, state?: string][] = [
      ['Last year', '2025-11-01T10:00', null, north!],
      ['A week of talks', '2026-10-26T09:00', '2026-11-01T17:00', north!],
      ['This morning', '2026-11-01T08:00', '2026-11-01T10:00', south!],
      ['Going on', '2026-11-01T09:00', '2026-11-01T12:00', south!],
      ['To come', '2026-11-02T09:00', null, north!],
      ['Held early', '2026-11-02T10:00', null, north!, 'reported'],
      ['Not yet set', '', null, north!],
    ]
    await inTransaction(open.db, async (tx) => {
      for (const [i, [title, starts, ends, owner, state = 'announced']] of all.entries()) {
        const at = later(now, -i * HOUR)
        const id = newId()
        const copy = {
          ...facts.parse({ level: 'local', kind: 'youth', starts: starts || null, ends, zone: 'UTC' }),
          ...{ id, hub: null, iri: `${new URL(owner).origin}/assemblies/${id}`, owner, state },
          ...{ language: 'en', titles: { en: title }, summaries: {}, html: {}, contents: {} },
          ...{ revision: 1, created: at, published: at, updated: at, withdrawn: null, reason: null },
          pin: title === 'To come' ? { lat: 1, lon: 2 } : null,
        } as Assembly
        await keepCopy(tx, copy, true)
      }
    })
  })
  afterAll(() => open.drop())

  type Filter = Parameters<typeof listAssemblies>[1]
  const titles = (list: readonly Assembly[]) => list.map((each) => each.titles.en)
  const list = async (filter: Filter, past = false) =>
    titles(await listAssemblies(open.db, filter, { limit: 10, past }))

  it('are to come until their end, and over from then on', async () => {
    expect(await list({ coming: now })).toEqual(['A week of talks', 'Going on', 'To come'])
    expect(await list({ over: now }, true)).toEqual(['Held early', 'This morning', 'Last year'])
    expect(await list({ from: later(now, DAY) })).toEqual(['To come', 'Held early'])
  })

  it('are listed by their latest change too, page by page, and counted by whose they are', async () => {
    const first = await changedAssemblies(open.db, { coming: now }, { limit: 2 })
    expect(titles(first)).toEqual(['A week of talks', 'Going on'])
    const rest = await changedAssemblies(open.db, { coming: now }, { limit: 2, after: first[1]! })
    expect(titles(rest)).toEqual(['To come'])
    const counts = await countAssemblies(open.db, { coming: now })
    expect(counts.toSorted((a, b) => (a.owner < b.owner ? -1 : 1))).toEqual([
      { owner: north, records: 2 },
      { owner: south, records: 1 },
    ])
    expect(await list({ pinned: true })).toEqual(['To come'])
  })

  it('leave when they would have been where they are withdrawn, and only those whose hub may be shown', async () => {
    const [talks, ongoing] = await listAssemblies(open.db, { coming: now }, { limit: 2 })
    await inTransaction(open.db, async (tx) => {
      await dropCopy(tx, talks!.id, now, 'No room.')
      await dropCopy(tx, ongoing!.id, now, null)
    })
    const left = async (owners: string[], since: Instant, owner?: string) =>
      (await withdrawnAssemblies(open.db, { owners, since, owner }, 10)).map(({ id }) => id)
    const since = later(now, -DAY)
    expect((await left([north!, south!], since)).toSorted()).toEqual([talks!.id, ongoing!.id].toSorted())
    expect(await left([north!], since)).toEqual([talks!.id])
    expect(await left([north!, south!], since, south)).toEqual([ongoing!.id])
    expect(await left([north!, south!], now)).toEqual([])
    expect(await withdrawnAssembly(open.db, talks!.id)).toEqual({
      ...{ id: talks!.id, hub: null, iri: talks!.iri, owner: north, revision: 2, withdrawn: now },
      ...{ begins: '2026-10-26T09:00:00.000Z', ends: '2026-11-01T17:00:00.000Z' },
    })
    const [next] = await listAssemblies(open.db, { coming: now }, { limit: 1 })
    expect(await withdrawnAssembly(open.db, next!.id)).toBeUndefined()
  })
})
