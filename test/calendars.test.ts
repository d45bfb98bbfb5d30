import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { amendAssembly, withdrawAssembly } from '../src/assemblies/actions.ts'
import { assemblies } from '../src/assemblies/index.ts'
import type { Assembly } from '../src/assemblies/model.ts'
import { dropCopy } from '../src/assemblies/store.ts'
import { lingers, uidOf } from '../src/assemblies/views-calendar.ts'
import { inTransaction } from '../src/db/index.ts'
import { block } from '../src/federation/lists.ts'
import { DAY, instant } from '../src/lib/time.ts'
import type { Who } from '../src/lib/who.ts'
import { map } from '../src/map/index.ts'
import { dialects } from './support/db.ts'
import {
  illustrateAssemblies,
  illustrateAssembliesOf,
  illustrateFollowed,
  illustrateNorthEnd,
} from './support/illustration.ts'
import { openPages } from './support/pages.ts'
import { foundHub, sure } from './support/people.ts'

const origin = 'https://northend.example'
const openAll = (dialect: (typeof dialects)[number]) => openPages(dialect, [assemblies, map], origin)

describe.each(dialects)('assemblies near and far on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof openAll>>
  let hub: string
  let who: Who
  let ours: string[]
  let avon: readonly Assembly[]
  beforeAll(async () => {
    here = await openAll(dialect)
    ;({ hub, who } = await illustrateNorthEnd(here))
    ours = await illustrateAssemblies(here, who)
    const about = { host: 'avon.example', name: 'Avon Commons', issues: 1 }
    const actor = await illustrateFollowed(here, hub, about)
    avon = await illustrateAssembliesOf(here, actor, [
      {
        title: 'The red zone',
        starts: '2026-11-14T09:00',
        zone: 'Pacific/Auckland',
        pin: { lat: -43.5, lon: 172.7 },
      },
      { title: 'The long drop', starts: '2027-01-09T10:00', zone: 'Australia/Adelaide' },
    ])
  })
  afterAll(() => here.close())

  const text = async (path: string) => (await here.app.request(path)).text()
  const data = async (path: string) =>
    JSON.parse(await text(path)) as {
      assemblies: Record<string, unknown>[]
      next: string | null
      figures: Record<string, { count: number }>
    }
  const titles = async (query = '') =>
    (await data(`/assemblies.json${query}`)).assemblies.map(({ title }) => title)
  /** A calendar as another program reads it: its lines by name, for each assembly, by its address. */
  const calendar = async (path: string) => {
    const answer = await here.app.request(path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    const whole = new ICAL.Component(ICAL.parse(await answer.text()))
    const all = whole.getAllSubcomponents('vevent').map((one) => {
      const of = (name: string) => one.getFirstPropertyValue(name)?.toString()
      return [of('url')!.split('/').at(-1)!, of] as const
    })
    return new Map(all)
  }

  it('stand in a list by their days, the next first, each by the clocks of its place', async () => {
    expect(await titles()).toEqual([
      'The red zone',
      'The late bus: what do we tell the company?',
      'Rents, damp and repairs',
      'Shade for the playground',
      'Evening with the housing officer',
      'Dyfodol y neuadd',
      'The long drop',
    ])
    const html = await text('/assemblies')
    const days = [...html.matchAll(/<h2 id="day-([\d-]+)">/g)].map(([, day]) => day)
    expect(days).toEqual(['2026-11-14', '2026-11-21', '2026-11-28', '2026-12-05', '2027-01-09'])
    expect(html).toContain('09:00 (Pacific/Auckland, UTC+13)')
    expect(html).toContain('18:00–20:30 (Europe/London, UTC)')
    expect(html).toContain('Put off from this day')
    expect(html).toMatch(/Avon Commons<\/bdi><\/a> \(at .*seen at its origin <time[^>]*>3 minutes ago/s)
    expect(html).toContain('<link rel="alternate" type="text/calendar" href="/assemblies.ics"')
    expect(html).toContain('North End, the address is told to those who come')
    for (const face of ['', '.json', '.atom', '.ics', '.csv', '.geojson'])
      expect(await text(`/assemblies${face}`)).not.toContain('Bell Street')
  })

  it('that are over stand in a list of their own, the latest first', async () => {
    expect(await titles('?past=1')).toEqual(['What the river needs'])
    const html = await text('/assemblies?past=1')
    expect(html).toContain('id="day-2026-10-10"')
    expect(html).toContain('state-announced">Over</p>')
    expect((await data('/assemblies.json?past=1')).figures.assemblies?.count).toBe(1)
  })

  it('can be narrowed by theme, area, hub, state, level, words and days', async () => {
    expect(await titles('?theme=health')).toEqual(['Rents, damp and repairs'])
    expect(await titles('?area=iso:GB-ENG')).toEqual(['The red zone', 'The long drop'])
    expect(await titles('?hub=hub@avon.example&until=2026-12-31')).toEqual(['The red zone'])
    expect(await titles('?state=cancelled')).toEqual(['Shade for the playground'])
    expect(await titles('?level=global')).toEqual([])
    expect(await titles('?text=WILGOC')).toEqual(['Rents, damp and repairs'])
    expect(await titles('?from=2026-11-28&until=2026-12-05')).toEqual([
      'Evening with the housing officer',
      'Dyfodol y neuadd',
    ])
    // Asked for by their day they come, be they over or not.
    expect(await titles('?from=2026-10-01&until=2026-10-31')).toEqual(['What the river needs'])
    expect((await here.app.request('/assemblies.ics?state=won')).status).toBe(400)
  })

  it('say what to do where there is none', async () => {
    expect(await text('/assemblies?text=unicorn')).toMatch(
      /No assembly matches.*Look among those that are over/s,
    )
  })

  it('are a feed by their latest change, whenever they take place', async () => {
    const feed = await text('/assemblies.atom')
    const updated = [...feed.matchAll(/<entry .*?<updated>([^<]+)</gs)].map(([, at]) => at!)
    expect(updated).toHaveLength(7)
    expect(updated).toEqual(updated.toSorted().reverse())
    expect(feed).toContain(
      '<summary>Saturday 14 November 2026, 18:00–20:30 (Europe/London, UTC)\nThe old bakery',
    )
    expect(feed).toContain('<category term="cancelled"')
    const one = await text('/assemblies.atom?hub=northend')
    expect(one).toContain('<title>Assemblies, North End Together</title>')
    expect(one.match(/<entry /g)).toHaveLength(5)
  })

  it('are a calendar with the same name for each here and at home, what is over for some weeks included', async () => {
    const all = await calendar('/assemblies.ics')
    expect(all.size).toBe(8)
    const far = all.get(avon[0]!.iri.split('/').at(-1)!)!
    expect(far('uid')).toBe(uidOf(avon[0]!.iri))
    expect(far('sequence')).toBe('2')
    expect(far('organizer')).toBe(avon[0]!.owner)
    const [river, rents, , hidden, shade, housing] = ours.map((id) => all.get(id)!)
    expect(river!('uid')).toBe(`${ours[0]}@northend.example`)
    expect(rents!('location')).toBe('The old bakery, 3 Mill Lane, NE1 4QQ North End')
    expect(rents!('geo')).toBeDefined()
    expect([hidden!('location'), hidden!('geo')]).toEqual([undefined, undefined])
    expect([shade!('status'), housing!('status'), rents!('status')]).toEqual([
      'CANCELLED',
      'TENTATIVE',
      'CONFIRMED',
    ])
    expect((await calendar(`/hubs/${hub}.ics`)).size).toBe(6)
    expect((await calendar('/hubs/northend.ics')).size).toBe(6)
    expect((await calendar('/assemblies.ics?theme=transport')).size).toBe(1)
    expect((await calendar('/assemblies.ics?from=2026-12-01')).size).toBe(2)
    expect((await calendar(`/assemblies/${ours[1]}.ics`)).get(ours[1]!)!('summary')).toBe(
      'Rents, damp and repairs',
    )
    const copy = await calendar(`/seen/assemblies/${avon[0]!.id}.ics`)
    expect([...copy.values()][0]!('uid')).toBe(far('uid'))
    const wrong = [
      '/assemblies/x.ics',
      `/assemblies/${avon[0]!.id}.ics`,
      `/seen/assemblies/${ours[0]}.ics`,
      '/hubs/nobody.ics',
    ]
    for (const path of wrong) expect([path, (await here.app.request(path)).status]).toEqual([path, 404])
  })

  it('are linked from each page where somebody might want their calendar', async () => {
    expect(await text(`/hubs/${hub}`)).toContain(`href="/hubs/${hub}.ics"`)
    expect(await text('/')).toContain('href="/assemblies.ics"')
    expect(await text(`/assemblies/${ours[1]}`)).toContain(`href="/assemblies/${ours[1]}.ics"`)
    expect(await text(`/seen/assemblies/${avon[0]!.id}`)).toContain(
      `href="/seen/assemblies/${avon[0]!.id}.ics"`,
    )
  })

  it('tell of their calendar file in the head of their page', async () => {
    const tells = (path: string) => `<link rel="alternate" type="text/calendar" href="${path}.ics"`
    for (const path of [`/assemblies/${ours[1]}`, `/seen/assemblies/${avon[0]!.id}`])
      expect(await text(path)).toContain(tells(path))
  })

  it('rise in a calendar when they change, and are not sent again until then', async () => {
    const first = await here.app.request('/assemblies.ics')
    const headers = { 'if-none-match': first.headers.get('etag')! }
    expect((await here.app.request('/assemblies.ics', { headers })).status).toBe(304)
    const was = (await calendar('/assemblies.ics')).get(ours[1]!)!
    here.clock.now += 60_000
    sure(
      await amendAssembly(here.world, who, ours[1]!, {
        starts: '2026-11-15T18:00',
        ends: '2026-11-15T20:30',
      } as never),
    )
    expect((await here.app.request('/assemblies.ics', { headers })).status).toBe(200)
    const is = (await calendar('/assemblies.ics')).get(ours[1]!)!
    expect(is('uid')).toBe(was('uid'))
    expect(Number(is('sequence'))).toBe(Number(was('sequence')) + 1)
    expect(is('last-modified')! > was('last-modified')!).toBe(true)
    expect(is('dtstart')).toBe('2026-11-15T18:00:00')
  })

  it('that were withdrawn stay in calendars for some weeks, without a word of what they said', async () => {
    here.clock.now += 60_000
    sure(await withdrawAssembly(here.world, who, ours[2]!, 'The company has given in.'))
    const at = instant(here.clock.now)
    await inTransaction(here.world.db, (tx) => dropCopy(tx, avon[1]!.id, at, 'Never mind.'))
    const asked = ['/assemblies.ics', '/assemblies.ics?hub=northend', `/assemblies/${ours[2]}.ics`]
    for (const path of asked) {
      const gone = (await calendar(path)).get(ours[2]!)!
      expect([gone('status'), gone('sequence'), gone('uid')]).toEqual([
        'CANCELLED',
        '2',
        `${ours[2]}@northend.example`,
      ])
      expect(gone('dtstart')).toBe('2026-11-14T10:30:00Z')
      expect(await text(path)).not.toMatch(/late bus|offers|given in|long drop/)
    }
    const copy = (await calendar('/assemblies.ics')).get(avon[1]!.iri.split('/').at(-1)!)!
    expect([copy('status'), copy('sequence'), copy('uid')]).toEqual(['CANCELLED', '3', uidOf(avon[1]!.iri)])
    expect(await titles('?hub=hub@avon.example')).toEqual(['The red zone'])
    expect((await calendar('/assemblies.ics?past=1')).has(ours[2]!)).toBe(false)
    here.clock.now += lingers + DAY
    expect((await calendar('/assemblies.ics')).has(ours[2]!)).toBe(false)
    expect((await here.app.request(`/assemblies/${ours[2]}.ics`)).status).toBe(410)
  })

  it('of whom we block are nowhere any more', async () => {
    sure(await block(here.world, 'avon.example', 'They sell the list.', null))
    expect(await titles('?from=2026-11-01')).not.toContain('The red zone')
    expect(await text('/assemblies.ics?from=2026-11-01')).not.toContain('avon.example')
    expect((await here.app.request(`/seen/assemblies/${avon[0]!.id}.ics`)).status).toBe(404)
  })
})

describe.each(dialects)('a long list of assemblies on %s', (dialect) => {
  it('is read to its end page by page, in a feed and in a calendar too, each assembly once', async () => {
    const here = await openAll(dialect)
    try {
      const { hub } = await foundHub(here.world, 'northend')
      expect(await (await here.app.request('/assemblies')).text()).toContain('No assembly is announced yet')
      const actor = await illustrateFollowed(here, hub.id, { host: 'busy.example', name: 'Busy', issues: 1 })
      const many = Array.from({ length: 120 }, (_, i) => ({
        title: `Day ${i}`,
        // Several begin at one moment.
        starts: `2026-12-${String(1 + Math.floor(i / 8)).padStart(2, '0')}T18:00`,
        zone: 'Europe/Paris',
      }))
      await illustrateAssembliesOf(here, actor, many)
      for (const [first, pattern] of [
        ['/assemblies.json', /"id": "(https:\/\/busy[^"]+assemblies[^"]+)"/g],
        ['/assemblies.atom', /<id>(https:\/\/busy[^<]+)</g],
      ] as const) {
        const read: string[] = []
        for (let next: string | undefined = first; next !== undefined && read.length < 500; ) {
          const page: string = await (await here.app.request(next)).text()
          read.push(...[...page.matchAll(pattern)].map(([, id]) => id!))
          next = (/"next": "([^"]+)"/.exec(page) ?? /rel="next" href="([^"]+)"/.exec(page))?.[1]?.replace(
            origin,
            '',
          )
        }
        expect(read).toHaveLength(120)
        expect(new Set(read).size).toBe(120)
      }
      const file = await (await here.app.request('/assemblies.ics')).text()
      expect(new Set(file.match(/^UID:.*/gm)).size).toBe(120)
      const sheet = await (await here.app.request('/assemblies.csv')).text()
      expect(sheet.split('\r\n')).toHaveLength(122)
    } finally {
      await here.close()
    }
  })
})
