import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import type { IssueInput } from '../src/issues/model-shape.ts'
import { map } from '../src/map/index.ts'
import { actionList } from '../src/map/list-actions.tsx'
import { assemblyList } from '../src/map/list-assemblies.tsx'
import { issueList } from '../src/map/list-issues.tsx'
import { outcomeList } from '../src/map/list-outcomes.tsx'
import { dialects } from './support/db.ts'
import { illustrateAssemblies, illustrateMap } from './support/illustration.ts'
import { openPages } from './support/pages.ts'
import { sure } from './support/people.ts'

const origin = 'https://northend.example'
const lists = [issueList, assemblyList, outcomeList, actionList] as const

type Row = Record<string, string>
type Points = {
  type: string
  definitions: Record<string, string>
  features: {
    type: string
    id: string
    geometry: { type: string; coordinates: number[] }
    properties: Record<string, unknown>
  }[]
}

describe.each(dialects)('open data on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof openPages>>
  beforeAll(async () => {
    here = await openPages(dialect, [map], origin)
    const { who } = await illustrateMap(here)
    await illustrateAssemblies(here, who)
    const sly = {
      titles: { en: '=cmd|"/c calc"!A1' },
      summaries: { en: 'Two lines,\n“and” a comma' },
      pin: { lat: 51.56149, lon: -1.78511 },
    }
    const draft = sure(await draftIssue(here.world, who, { basis: 'listening', ...sly } as IssueInput))
    sure(await publishIssue(here.world, who, draft.id))
  })
  afterAll(() => here.close())

  const text = async (path: string) => (await here.app.request(path)).text()
  const sheet = async (path: string) =>
    parse(await text(path), { bom: true, columns: true, record_delimiter: '\r\n' }) as Row[]
  const points = async (path: string) => JSON.parse(await text(path)) as Points

  it('is a sheet of the whole list, each row with its licence, its hub and the age of the copy', async () => {
    const rows = await sheet('/map.csv')
    expect(rows).toHaveLength(60)
    const bytes = await (await here.app.request('/map.csv')).arrayBuffer()
    expect(Buffer.from(bytes).subarray(0, 5).toString('hex')).toBe(Buffer.from('\uFEFFid').toString('hex'))
    expect(new Set(rows.map(({ id }) => id)).size).toBe(60)
    expect(rows.every(({ licence }) => licence === 'https://creativecommons.org/licenses/by/4.0/')).toBe(true)
    const copy = rows.find((row) => row.copy === 'true')!
    expect(copy).toMatchObject({
      hubName: 'Hafod Commons',
      seen: '2026-11-01T09:57:00.000Z',
      lat: '',
      silentSince: '',
    })
    expect(rows.find(({ title }) => title!.startsWith('Damp'))).toMatchObject({
      ...{ themes: 'health housing', evidence: 'voices=63 signatures=218', copy: 'false', seen: '' },
    })
    expect(await sheet('/map.csv?theme=cost-of-living')).toHaveLength(1)
    expect(await sheet('/map.csv?text=unicorn')).toEqual([])
  })

  it('puts no formula into anybody’s spreadsheet, and keeps numbers numbers', async () => {
    const [row] = await sheet('/map.csv?text=calc')
    expect(row).toMatchObject({ title: '\'=cmd|"/c calc"!A1', lat: '51.561', lon: '-1.785' })
  })

  it('says beside a sheet what its columns mean', async () => {
    for (const list of lists) {
      const answer = await here.app.request(`${list.path}.csv?theme=water`)
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
      const link = /<([^>]+)>; rel="describedby"; type="application\/csvm\+json"/.exec(
        answer.headers.get('link')!,
      )!
      const names = (await answer.text()).split('\r\n')[0]!.replace('\uFEFF', '').split(',')
      const meaning = await here.app.request(link[1]!)
      expect(meaning.headers.get('content-type')).toBe('application/csvm+json')
      const { url, tableSchema } = (await meaning.json()) as {
        url: string
        tableSchema: { columns: Record<string, string>[] }
      }
      expect(url).toBe(`${origin}${list.path}.csv?theme=water`)
      expect(tableSchema.columns.map(({ name }) => name)).toEqual(names)
      expect(tableSchema.columns.every((column) => column['dc:description']!.length > 10)).toBe(true)
    }
  })

  it('is points on a map for what has a pin, and none where a venue is hidden', async () => {
    const { type, definitions, features } = await points('/map.geojson')
    expect(type).toBe('FeatureCollection')
    expect(features).toHaveLength(1)
    expect(features[0]).toMatchObject({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [-1.785, 51.561] },
      properties: { title: '=cmd|"/c calc"!A1', licence: 'https://creativecommons.org/licenses/by/4.0/' },
    })
    expect(Object.keys(features[0]!.properties)).toEqual(Object.keys(definitions))
    const gathered = await points('/assemblies.geojson')
    expect(gathered.features.map(({ properties }) => properties.title)).toEqual(['Rents, damp and repairs'])
    expect(gathered.features[0]!.properties).toMatchObject({
      begins: '2026-11-14T18:00:00.000Z',
      provides: expect.arrayContaining(['childcare']),
    })
    expect((await points('/map.geojson?text=unicorn')).features).toEqual([])
    const rows = await sheet('/assemblies.csv')
    const hidden = rows.find(({ venueHidden }) => venueHidden === 'true')!
    expect(hidden).toMatchObject({
      lat: '',
      lon: '',
      where: 'North End, the address is told to those who come',
    })
  })

  it('may be read by the pages of any site, and asked for by what one accepts', async () => {
    for (const list of lists)
      for (const suffix of ['.csv', '.geojson', '.json', '.atom'])
        expect((await here.app.request(list.path + suffix)).headers.get('access-control-allow-origin')).toBe(
          '*',
        )
    for (const [accept, type] of [
      ['text/csv', /^text\/csv/],
      ['application/geo+json', /^application\/geo\+json/],
      ['text/calendar', /^text\/calendar/],
    ] as const)
      expect(
        (await here.app.request('/assemblies', { headers: { accept } })).headers.get('content-type'),
      ).toMatch(type)
    expect(
      (await here.app.request('/map', { headers: { accept: 'text/calendar' } })).headers.get('content-type'),
    ).toMatch(/html/)
    expect((await here.app.request('/map.ics')).status).toBe(404)
    expect((await here.app.request('/map.csv?since=yesterday')).status).toBe(400)
    const packed = await here.app.request('/map.geojson', { headers: { 'accept-encoding': 'gzip' } })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
  })
})

it('the paper on open data explains each field and each filter', () => {
  const paper = readFileSync(new URL('../docs/open-data.md', import.meta.url), 'utf8')
  const explained = new Set(
    [...paper.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    ),
  )
  const missing = lists
    .flatMap(({ fields, names }) => [...fields.map(({ name }) => name), ...names])
    .filter((name) => !explained.has(name))
  expect(missing).toEqual([])
})
