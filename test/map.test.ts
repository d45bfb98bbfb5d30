import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { inTransaction } from '../src/db/index.ts'
import { block } from '../src/federation/lists.ts'
import { endFollowing } from '../src/federation/store/follows.ts'
import { changePeer } from '../src/federation/store/peers.ts'
import { withdrawIssue } from '../src/issues/actions.ts'
import { issueOfHub, listIssues } from '../src/issues/store.ts'
import { DAY, instant } from '../src/lib/time.ts'
import { map } from '../src/map/index.ts'
import { dialects } from './support/db.ts'
import {
  illustrateFollowed,
  illustrateMap,
  illustrateNorthEnd,
  northEndIssues,
} from './support/illustration.ts'
import { openPages } from './support/pages.ts'
import { foundHub, sure } from './support/people.ts'

type Data = {
  figures: Record<'issues' | 'hubs' | 'silent', { count: number; means: string }>
  issues: Record<string, unknown>[]
  next: string | null
}

const open = (dialect: (typeof dialects)[number]) => openPages(dialect, [map], 'https://northend.example')

describe.each(dialects)('the map on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof open>>
  let hub: string
  beforeAll(async () => {
    here = await open(dialect)
    hub = (await illustrateMap(here)).hub
  })
  afterAll(() => here.close())

  const text = async (path: string, headers = {}) => (await here.app.request(path, { headers })).text()
  const data = async (path: string) => JSON.parse(await text(path)) as Data
  const titles = async (path: string) => (await data(path)).issues.map((issue) => issue.title)

  it('holds the issues of our hub and of those it follows, the latest change first', async () => {
    const { issues } = await data('/map.json')
    const updated = issues.map((issue) => issue.updated as string)
    expect(updated).toEqual([...updated].sort().reverse())
    expect(new Set(issues.map((issue) => (issue.hub as { name: string }).name))).toEqual(
      new Set(['North End Together', 'Hafod Commons', 'Five Valleys']),
    )
  })

  it('is read to its end page by page, each issue once', async () => {
    const read: unknown[] = []
    let pages = 0
    for (let next: string | null = '/map.json'; next !== null; pages++) {
      const page: Data = await data(next.replace('https://northend.example', ''))
      read.push(...page.issues.map((issue) => issue.id))
      next = page.next
    }
    expect(pages).toBe(2)
    expect(read).toHaveLength(northEndIssues.length + 53)
    expect(new Set(read).size).toBe(read.length)
  })

  it('counts issues and hubs apart, and a hub silent for 90 days in neither', async () => {
    const { figures } = await data('/map.json')
    expect(figures.issues.count).toBe(northEndIssues.length + 50)
    expect(figures.hubs.count).toBe(3)
    expect(figures.silent.count).toBe(3)
    expect(Object.values(figures).every(({ means }) => means.length > 20)).toBe(true)
    const html = await text('/map?hub=hub@quiet.example')
    expect(html).toContain('Its hub has not answered since')
    expect(html).toContain('Not counted: 3, since their hubs have not answered for 90 days')
  })

  it('can be narrowed by theme, area, hub, state, level, time and words', async () => {
    expect(await titles('/map.json?theme=cost-of-living')).toEqual([
      'School uniform costs more than a week’s food',
    ])
    expect(await titles('/map.json?area=gss:E05000026&theme=transport')).toHaveLength(1)
    expect(await titles('/map.json?hub=northend')).toHaveLength(northEndIssues.length)
    expect(await titles(`/map.json?hub=${hub}`)).toHaveLength(northEndIssues.length)
    expect((await data('/map.json?hub=hub@region.example')).figures.issues.count).toBe(10)
    expect((await data('/map.json?level=regional')).figures.hubs.count).toBe(1)
    expect(await titles('/map.json?state=won')).toEqual([])
    expect((await data('/map.json?state=published')).figures.hubs.count).toBe(3)
    expect(await titles('/map.json?text=LINDEN%20court')).toHaveLength(1)
    expect(await titles('/map.json?text=wilgoc')).toHaveLength(1)
    expect((await titles('/map.json?until=2026-05-05')).length).toBe(3)
    expect((await data('/map.json?since=2026-11-01&until=2026-11-01')).issues.length).toBeGreaterThan(0)
    expect(await titles('/map.json?since=2026-11-02')).toEqual([])
  })

  it('shows what is in use as a way to take it off, and the form as it was filled in', async () => {
    const html = await text('/map?theme=water&hub=hub%40hafod.example')
    expect(html).toContain('href="/map?hub=hub%40hafod.example"')
    expect(html).toContain('href="/map?theme=water"')
    expect(html).toContain('Take off all filters')
    expect(html).toMatch(/<option value="water" selected/)
    expect(html).toContain('<meta name="robots" content="noindex"')
  })

  it('answers a wrong value beside its field, keeps it, and keeps the others in use', async () => {
    const answer = await here.app.request('/map?theme=water&since=2026-02-31&text=weir')
    expect(answer.status).toBe(400)
    const html = await answer.text()
    expect(html).toContain('id="since-error">“2026-02-31” is no date.')
    expect(html).toContain('value="2026-02-31"')
    expect(html).toContain('value="weir"')
    expect(html).toContain('Sewage in the river')
    const wrong = await here.app.request('/map.json?since=2026-02-31&theme=x')
    expect(wrong.status).toBe(400)
    expect(Object.keys(((await wrong.json()) as { fields: object }).fields)).toEqual(['theme', 'since'])
    expect((await here.app.request('/map.atom?after=nonsense')).status).toBe(400)
    const lost = await text('/map?after=nonsense')
    expect(lost).toContain('here is the first page')
    expect(lost).toContain('North End Together')
  })

  it('says of each copy where it comes from and how old it is', async () => {
    const html = await text('/map')
    expect(html).toContain('Hafod Commons')
    expect(html).toContain('><bdi>hafod.example</bdi></a>')
    expect(html).toMatch(/seen at its origin <time[^>]*>3 minutes ago<\/time>/)
    expect(html).toMatch(/seen at its origin <time[^>]*>20 hours ago<\/time>/)
    const { issues } = await data('/map.json')
    const copy = issues.find((issue) => issue.copy)!
    expect(copy.seen).toBe('2026-11-01T09:57:00.000Z')
    expect(copy.page).toMatch(/^https:\/\/northend\.example\/seen\/issues\/[0-9a-f-]{36}$/)
    expect(copy.id).toMatch(/^https:\/\/hafod\.example\/issues\//)
    const own = issues.find((issue) => !issue.copy)!
    expect(own.seen).toBeNull()
    expect(own.page).toBe(own.id)
  })

  it('marks the language of each text', async () => {
    const html = await text('/map?hub=northend')
    expect(html).toMatch(/<a href="\/issues\/[^"]+" lang="cy" dir="auto">Ail-agor/)
    expect(html).toMatch(/lang="ar" dir="auto"/)
    const [issue] = (await data('/map.json?text=linden')).issues
    expect(issue).toMatchObject({ language: 'en', titles: { pl: 'Wilgoć w blokach Linden Court' } })
    expect(issue!.evidence).toEqual([
      { measure: 'voices', count: 63 },
      { measure: 'signatures', count: 218 },
    ])
  })

  it('is a page, open data or a feed by what the asker accepts, and the page tells of both', async () => {
    const html = await here.app.request('/map?theme=water')
    expect(html.headers.get('content-type')).toBe('text/html; charset=UTF-8')
    expect(html.headers.get('vary')).toBe('Accept, Accept-Language, Accept-Encoding')
    const head = await html.text()
    expect(head).toContain('<link rel="alternate" type="application/atom+xml" href="/map.atom?theme=water"')
    expect(head).toContain('<link rel="alternate" type="application/json" href="/map.json?theme=water"')
    const asked = await here.app.request('/map?theme=water', { headers: { accept: 'application/json' } })
    expect(await asked.text()).toBe(await text('/map.json?theme=water'))
    const feed = await here.app.request('/map', { headers: { accept: 'application/atom+xml' } })
    expect(feed.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
  })

  it('is not sent again to who has it', async () => {
    for (const path of ['/map.json', '/map.atom?hub=northend']) {
      const first = await here.app.request(path)
      expect(first.headers.get('last-modified')).toMatch(/2026 \d\d:\d\d:\d\d GMT$/)
      const headers = { 'if-none-match': first.headers.get('etag')! }
      expect((await here.app.request(path, { headers })).status).toBe(304)
      const packed = await here.app.request(path, { headers: { 'accept-encoding': 'gzip' } })
      const weak = { 'if-none-match': packed.headers.get('etag')!, 'accept-encoding': 'gzip' }
      expect(weak['if-none-match']).toMatch(/^W\//)
      expect((await here.app.request(path, { headers: weak })).status).toBe(304)
    }
  })

  it('is a feed that readers can follow page by page', async () => {
    const feed = await text('/map.atom')
    expect(feed).toContain('<id>https://northend.example/map</id>')
    expect(feed).toContain('<link rel="self" href="https://northend.example/map.atom"')
    const next = /<link rel="next" href="([^"]+)"/.exec(feed)![1]!
    expect(await text(next.replace('https://northend.example', ''))).toContain('Old Mill')
    expect(feed.match(/<entry /g)).toHaveLength(50)
    expect(feed).toMatch(/<id>https:\/\/hafod\.example\/issues\/[0-9a-f-]{36}<\/id>/)
    expect(feed).toContain(
      '<category term="water" scheme="https://northend.example/ns#theme" label="Water"/>',
    )
    expect(feed).toContain('<rights>CC BY 4.0: https://creativecommons.org/licenses/by/4.0/</rights>')
    expect(feed).toContain('<author><name>Hafod Commons</name>')
    for (const part of ['<title>', '<updated>', '<rights>', '<generator ']) expect(feed).toContain(part)
  })
})

describe.each(dialects)('what changes the map on %s', (dialect) => {
  it('drops what is withdrawn, unfollowed, gone or blocked at once, and hears again who answers again', async () => {
    const here = await open(dialect)
    try {
      const { hub, who } = await illustrateNorthEnd(here)
      const about = (host: string, ago = 0) => ({ host, name: host, issues: 2, ago })
      const [left] = [
        await illustrateFollowed(here, hub, about('left.example')),
        await illustrateFollowed(here, hub, about('gone.example')),
        await illustrateFollowed(here, hub, about('sub.blocked.example')),
        await illustrateFollowed(here, hub, about('quiet.example', 100 * DAY)),
      ]
      const read = async () => (await (await here.app.request('/map.json')).json()) as Data
      const before = await read()
      expect(before.figures.issues.count).toBe(northEndIssues.length + 6)
      expect(before.figures.silent.count).toBe(2)

      const { world } = here
      const actorAt = (host: string) =>
        before.issues
          .map((issue) => issue.hub as { id: string; host: string })
          .find((each) => each.host === host)!.id
      const [issue] = await listIssues(
        world.db,
        { owner: `https://northend.example/actors/${hub}` },
        { limit: 1 },
      )
      here.clock.now += 1000
      sure(await withdrawIssue(world, who, issue!.id, 'Mended.'))
      expect((await issueOfHub(world.db, hub, issue!.id))?.withdrawn).not.toBeNull()
      const now = instant(here.clock.now)
      await inTransaction(world.db, (tx) => endFollowing(tx, hub, left!, now))
      await changePeer(world.db, actorAt('gone.example'), { gone: now })
      sure(await block(world, 'blocked.example', 'They sell the list.', null))
      await changePeer(world.db, actorAt('quiet.example'), { crawled: now })

      const after = await read()
      expect(after.figures.issues.count).toBe(northEndIssues.length - 1 + 2)
      expect(after.figures.silent.count).toBe(0)
      expect(new Set(after.issues.map((each) => (each.hub as { host: string }).host))).toEqual(
        new Set(['northend.example', 'quiet.example']),
      )
    } finally {
      await here.close()
    }
  })
})

test('a feed cannot be broken by what somebody wrote', async () => {
  const here = await open('sqlite')
  try {
    const { hub } = await foundHub(here.world, 'northend')
    await illustrateFollowed(here, hub.id, { host: 'sly.example', name: '</name>\u0007 & <b>"', issues: 1 })
    const feed = await (await here.app.request('/map.atom')).text()
    expect(feed).toContain('<name>&lt;/name&gt;\uFFFD &amp; &lt;b&gt;&quot;</name>')
    expect(await (await here.app.request('/map')).text()).not.toContain('<b>"')
  } finally {
    await here.close()
  }
})
