import { expect, test } from 'vitest'
import { newId } from '../lib/id.ts'
import { instant } from '../lib/time.ts'
import { assemblyList } from './list-assemblies.tsx'
import { issueList, mapAddress } from './list-issues.tsx'
import { type Origin, readCursor, writeCursor } from './model.ts'
import { addressOf, readFilter, type Typed, typedOf, without } from './model-filters.ts'

const northend: Origin = {
  actor: 'https://hub.example/actors/0190a8c8-0000-7000-8000-000000000001',
  name: 'North End Together',
  handle: 'northend@hub.example',
  host: 'hub.example',
  hub: '0190a8c8-0000-7000-8000-000000000001',
  heard: null,
  silent: null,
}
const hafod: Origin = {
  ...northend,
  actor: 'https://hafod.example/actors/1',
  name: 'Hafod Commons',
  handle: 'hafod@hafod.example',
  host: 'hafod.example',
  hub: null,
}
const read = (typed: Typed) => readFilter(issueList, typed, [northend, hafod])

test('each filter can be used alone and all of them together', () => {
  const typed: Typed = {
    text: 'late bus',
    theme: 'transport',
    area: 'gss:E05000026',
    hub: '@hafod@hafod.example',
    state: 'on-agenda',
    level: 'local',
    since: '2026-03-01',
    until: '2026-03-31',
  }
  expect(read(typed)).toEqual({
    filter: {
      ...{ text: 'late bus', theme: 'transport', area: 'gss:E05000026', hub: hafod },
      ...{ state: 'on-agenda', level: 'local' },
      since: '2026-03-01T00:00:00.000Z',
      until: '2026-04-01T00:00:00.000Z',
    },
    errors: {},
  })
  expect(read({})).toEqual({ filter: {}, errors: {} })
})

test.each([
  'northend@hub.example',
  '@Northend@Hub.example',
  'northend',
  '@northend',
  northend.hub!,
  northend.actor,
])('our hub is found by %s', (hub) => {
  expect(read({ hub }).filter.hub).toBe(northend)
})

test.each(['hafod@hafod.example', '@hafod@hafod.example', hafod.actor])(
  'a hub elsewhere is found by %s',
  (hub) => {
    expect(read({ hub }).filter.hub).toBe(hafod)
  },
)

test('a hub elsewhere is not found by half its name', () => {
  expect(read({ hub: 'hafod' }).errors.hub?.refused).toBe(
    '“hafod” is neither a hub of this server nor one that it follows.',
  )
  expect(read({ hub: '1' }).filter.hub).toBeUndefined()
})

test.each<[Typed, string]>([
  [{ theme: 'hosing' }, 'There is no theme “hosing”. Choose one from the list.'],
  [{ area: 'North End' }, '“North End” is no area key. Write one such as gss:E05000026 or iso:GB-ENG.'],
  [{ state: 'proposed' }, 'There is no state “proposed”. Choose one from the list.'],
  [{ level: 'galactic' }, 'There is no level “galactic”. Choose one from the list.'],
  [{ since: '31.3.2026' }, '“31.3.2026” is no date. Write one such as 2026-03-31.'],
  [{ until: '2026-02-31' }, '“2026-02-31” is no date. Write one such as 2026-03-31.'],
  [{ since: '2026-03-02', until: '2026-03-01' }, 'The end lies before the beginning.'],
  [{ text: 'x'.repeat(201) }, 'Search for 200 letters at most.'],
])('%j is answered with one plain sentence', (typed, sentence) => {
  const { errors } = read({ ...typed, level: typed.level ?? 'local' })
  expect(Object.values(errors).map(({ refused }) => refused)).toEqual([sentence])
})

test('one wrong filter does not take the others away', () => {
  expect(read({ theme: 'water', since: 'yesterday' }).filter).toEqual({ theme: 'water' })
})

test('one day from its beginning to its end is a time', () => {
  expect(read({ since: '2026-03-01', until: '2026-03-01' }).errors).toEqual({})
})

test('drafts and withdrawn issues are no state to ask for', () => {
  const hidden = ['noticed', 'proposed', 'idea', 'planning', 'withdrawn']
  for (const { states } of [issueList, assemblyList])
    expect(states.filter((state) => hidden.includes(state))).toEqual([])
  expect(issueList.states).toContain('won')
  expect(assemblyList.states).toContain('postponed')
})

test('empty fields of a form are no filters, and what is unknown is left out', () => {
  expect(typedOf(issueList, { theme: ' ', text: ' bus ', page: '3', past: '1' })).toEqual({ text: 'bus' })
})

test('an address holds the filters in one order, so that the same list has one address', () => {
  expect(mapAddress({ since: '2026-03-01', theme: 'water', text: 'river & weir' }, { suffix: '.json' })).toBe(
    '/map.json?text=river+%26+weir&theme=water&since=2026-03-01',
  )
  expect(mapAddress({}, { after: 'abc' })).toBe('/map?after=abc')
  expect(mapAddress(without({ theme: 'water' }, 'theme'))).toBe('/map')
})

test('assemblies are asked for by the day they are on, to come or over', () => {
  const typed = typedOf(assemblyList, {
    past: '1',
    until: '2026-03-31',
    from: '2026-03-01',
    since: '2026-01-01',
  })
  expect(addressOf(assemblyList, typed)).toBe('/assemblies?from=2026-03-01&until=2026-03-31&past=1')
  expect(readFilter(assemblyList, typed, [])).toEqual({
    filter: { from: '2026-03-01T00:00:00.000Z', until: '2026-04-01T00:00:00.000Z', past: true },
    errors: {},
  })
  expect(readFilter(assemblyList, { past: 'yes', state: 'won' }, []).errors).toMatchObject({
    state: { refused: 'There is no state “won”. Choose one from the list.' },
    past: { refused: 'Write 1 for what is over, or leave it out for what is to come.' },
  })
})

test('a cursor can be read back, and nothing else can', () => {
  const cursor = { at: instant(1_700_000_000_123), id: newId() }
  expect(readCursor(writeCursor(cursor))).toEqual(cursor)
  const encoded = (text: string) => Buffer.from(text).toString('base64url')
  for (const wrong of [
    'abc',
    '',
    encoded('2026-01-01 1'),
    encoded(`yesterday ${cursor.id}`),
    encoded(`${cursor.at} '; drop`),
  ])
    expect(readCursor(wrong)).toBeNull()
})
