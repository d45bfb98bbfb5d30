import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { assemblies } from '../src/assemblies/index.ts'
import { issues } from '../src/issues/index.ts'
import type { Words } from '../src/lib/words.ts'
import { rebuildSearch } from '../src/map/actions-search.ts'
import { map } from '../src/map/index.ts'
import { members } from '../src/members/index.ts'
import { outcomes } from '../src/outcomes/index.ts'
import { illustrateAssemblies, illustrateMap, illustrateOutcome } from './support/illustration.ts'
import { textsOf } from './support/page-texts.ts'
import { openPages } from './support/pages.ts'

// A language that is made here: English, with brackets round all that pages say by the file of their words.
vi.mock('../src/lib/words.ts', async (original) => {
  const real = await original<typeof import('../src/lib/words.ts')>()
  const within = (text: string) => `⟦${text}⟧`
  const { wordsFor, bestOf, english } = real
  const row: Words['row'] = (...about) => {
    const [items] = about
    return english
      .row(...about)
      .map((each) =>
        typeof each === 'string' && !(items as readonly unknown[]).includes(each) ? within(each) : each,
      )
  }
  const bracketed: Words = {
    ...english,
    lang: 'zz',
    t: (...about) => within(english.t(...about)),
    pieces: (...about) =>
      english
        .pieces(...about)
        .map((piece) =>
          typeof piece === 'string' ? within(piece) : { ...piece, words: within(piece.words) },
        ),
    number: (value) => within(english.number(value)),
    day: (at) => within(english.day(at)),
    weekday: (...about) => within(english.weekday(...about)),
    moment: (...about) => within(english.moment(...about)),
    row,
    list: (items) => row(items).join(''),
    items: (items) => items.join(within(', ')),
    languageName: (tag) => within(english.languageName(tag)),
    countryName: (code) => {
      const name = english.countryName(code)
      return name === null ? null : within(name)
    },
  }
  return {
    ...real,
    wordsFor: (tag: string) => (tag === 'zz' ? bracketed : wordsFor(tag)),
    bestOf: (wanted: readonly string[]) => (wanted.includes('zz') ? 'zz' : bestOf(wanted)),
  }
})

let here: Awaited<ReturnType<typeof openPages>>
let pages: readonly string[]
/** What records and hubs say of themselves, where a page has no mark for it: in titles, and in the choices of a form. */
let theirs: readonly string[]

beforeAll(async () => {
  here = await openPages('sqlite', [members, issues, assemblies, outcomes, map], 'https://northend.example')
  const { hub, who } = await illustrateMap(here)
  const called = await illustrateAssemblies(here, who)
  const { outcome, action } = await illustrateOutcome(here, who)
  await rebuildSearch(here.world, {})
  const read = async (list: string) =>
    Object.values(
      (await (await here.app.request(`/${list.replace(/(\?|$)/, '.json$1')}`)).json()) as Record<
        string,
        Listed[]
      >,
    ).find((value) => Array.isArray(value))!
  const all = (
    await Promise.all(['map', 'assemblies', 'assemblies?past=1', 'outcomes', 'actions'].map(read))
  ).flat()
  const issue = all.find(({ page }) => page.includes('.example/issues/'))!.page
  const copy = all.find(({ page }) => page.includes('/seen/issues/'))!.page
  const paths = (...some: string[]) => some.map((page) => new URL(page, 'https://northend.example').pathname)
  theirs = [
    ...['northend.example', 'hosing', 'quiet', 'poem', 'klingon', 'nobody'],
    ...all.flatMap(({ hub: { name, handle, host }, titles, summaries, place }) => [
      ...[name, `@${handle}`, handle, host, place ?? name],
      ...Object.values(titles),
      ...Object.values(summaries),
    ]),
  ].toSorted((a, b) => b.length - a.length)
  pages = [
    ...['/', '/map', '/assemblies', '/assemblies?past=1', '/outcomes', '/actions?order=due', '/about', '/ns'],
    ...['/map?theme=housing&hub=northend&area=iso:GB&state=won&level=local&text=lift&since=2026-01-01'],
    ...['/map?theme=hosing&until=yesterday&after=nowhere', '/map?text=unicorns', '/outcomes?hub=quiet'],
    ...['/assemblies?issue=nothing&from=2026-03-02&until=2026-03-01', '/nowhere', '/sign-in', `/hubs/${hub}`],
    ...['/map?hub=hub@quiet.example', '/enter/nothing'],
    ...[
      '/search',
      '/search?q=lifts',
      '/search?q=damp&kind=issue&theme=housing&hub=northend&language=en&near=1',
    ],
    ...[
      '/search?q=hafod',
      '/search?q=northend',
      '/search?q=playgruond',
      '/search?q=damp+unicorns',
      '/search?q=!!',
    ],
    ...['/search?q=damp&kind=poem&theme=hosing&language=klingon&hub=nobody&near=2', '/search?q=damp&page=0'],
    ...['/search?q=damp&page=50', `/search?q=${'damp '.repeat(50)}`, '/search?q=a+b+c+d+e+f+g+h+i+damp'],
    ...paths(issue, copy, outcome, action).flatMap((path) =>
      path.startsWith('/seen') ? [path] : [path, `${path}/revisions`, `${path}/revisions/1`],
    ),
    ...called.map((id) => `/assemblies/${id}`),
  ]
})
afterAll(() => here.close())

type Listed = {
  page: string
  titles: Record<string, string>
  summaries: Record<string, string>
  place: string | null
  hub: { name: string; handle: string; host: string }
}

/** What stands outside the brackets, as far as it is letters and not a record’s own. */
function unsaid(text: string): string {
  let rest = text
  for (let before = ''; before !== rest; ) {
    before = rest
    rest = rest.replace(/⟦[^⟦⟧]*⟧/gu, '')
  }
  for (const known of theirs) rest = rest.replaceAll(known, '')
  // Keys of areas, and tags behind the names of languages.
  rest = rest.replace(/\b(gss|iso):[A-Z0-9-]+|\([a-z]{2}\)/g, '')
  return /\p{L}/u.test(rest) ? rest.trim() : ''
}

describe('no page says anything but by the file of its words', () => {
  it('so that a seventh language needs one file, and no code', async () => {
    const found: string[] = []
    for (const path of pages) {
      const answer = await here.app.request(`${path}${path.includes('?') ? '&' : '?'}lang=zz`)
      const html = await answer.text()
      expect([path, answer.headers.get('content-language')]).toEqual([path, 'zz'])
      expect(html).toContain('⟦')
      for (const { where, text } of textsOf(html, 'zz')) {
        const rest = unsaid(text)
        if (rest !== '') found.push(`${path} ${where}: ${rest}`)
      }
    }
    expect(pages.length).toBeGreaterThan(30)
    expect([...new Set(found)]).toEqual([])
  })

  it('nor does a feed or a calendar, in the language of its address', async () => {
    for (const path of ['/map.atom', '/actions.atom', '/search.atom?q=damp']) {
      const feed = await (await here.app.request(`${path}${path.includes('?') ? '&' : '?'}lang=zz`)).text()
      expect(feed).toContain('xml:lang="zz"')
      const labels = [...feed.matchAll(/label="([^"]*)"|<(?:title|rights)>([^<]*)</g)].slice(0, 1)
      expect(labels.map(([, label, text]) => unsaid(label ?? text ?? ''))).toEqual([''])
      expect(feed).toMatch(/<category term="[a-z-]+" scheme="[^"]+" label="⟦[^"]+"/)
    }
    const calendar = (await (await here.app.request('/assemblies.ics?lang=zz')).text()).replaceAll(
      '\r\n ',
      '',
    )
    expect(calendar).toContain('⟦Who comes⟧')
    const plain = await (
      await here.app.request('/assemblies.ics', { headers: { 'accept-language': 'zz' } })
    ).text()
    expect(plain).not.toContain('⟦')
  })

  it('while what machines read stays as it is', async () => {
    for (const path of ['/map.json', '/assemblies.csv', '/map.geojson', '/outcomes.csv-metadata.json'])
      expect(await (await here.app.request(`${path}?lang=zz`)).text()).not.toContain('⟦')
    const wrong = await here.app.request('/map.json?theme=hosing&lang=zz')
    expect(await wrong.json()).toMatchObject({
      fields: { theme: expect.stringMatching(/^There is no theme/) },
    })
  })
})
