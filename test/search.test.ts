import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IssueInput } from '../src/issues/model-shape.ts'
import { dialects } from './support/db.ts'
import { illustrateAssemblies, illustrateFollowed, illustrateOutcome } from './support/illustration.ts'
import { bracketed, type Found, openSearch } from './support/search.ts'

/** One issue in each of many languages: its tag and title. */
const spoken: readonly (readonly [language: string, title: string])[] = [
  ['en', 'The last bus leaves before the late shift ends'],
  ['cy', 'Ail-agor y neuadd gymunedol ger Llŷn'],
  ['es', 'Más árboles para la plaza de la Constitución'],
  ['fr', 'L’eau de l’école a un goût de métal'],
  ['pt', 'Habitação digna e saúde para os idosos'],
  ['ar', 'نريد عيادةً في الحيّ ومترجمين للمرضى'],
  ['zh', '公共住房问题需要解决'],
  ['de', 'Die Straße ist für Kinder zu laut'],
  ['tr', 'Işıksız İstasyon yolu'],
  ['el', 'Περισσότεροι δρόμοι για πεζούς'],
  ['th', 'การประชุมชุมชนเมือง'],
  ['ja', '駅前のアパートは狭い'],
  ['hi', 'पीने का साफ़ पानी'],
  ['uk', 'Об’єднання мешканців за чисте повітря'],
]
const titleIn = (language: string) => spoken.find(([tag]) => tag === language)![1]

describe.each(dialects)('search in many languages on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof openSearch>>
  beforeAll(async () => {
    here = await openSearch(dialect)
    for (const [language, title] of spoken) await here.publish({ language, titles: { [language]: title } })
  })
  afterAll(() => here.close())

  it.each([
    ['en', 'LAST BUS'],
    ['en', 'leaves shift'],
    ['cy', 'llyn'],
    ['cy', 'gymunedol neuadd'],
    ['es', 'arboles'],
    ['es', 'CONSTITUCIÓN'],
    ['es', 'constitu'],
    ['fr', 'ecole'],
    ['fr', 'l’école'],
    ['fr', "d'eau gout"],
    ['pt', 'habitacao saude'],
    ['ar', 'عياده'],
    ['ar', 'عِيَادَة'],
    ['ar', 'حي'],
    ['ar', 'الحي'],
    ['ar', 'ال'],
    ['ar', 'ومتر'],
    ['ar', 'عيادة حي'],
    ['ar', 'مترجميـــن'],
    ['zh', '住房'],
    ['zh', '住房问题'],
    ['zh', '问'],
    ['zh', '公共 解决'],
    ['de', 'strasse'],
    ['de', 'STRASSE KIND'],
    ['tr', 'isiksiz istasyon'],
    ['tr', 'İSTASYON'],
    ['el', 'δρομοι πεζουσ'],
    ['th', 'ชุมชน'],
    ['ja', 'アパート'],
    ['ja', 'ｱﾊﾟｰﾄ'],
    ['ja', '狭'],
    ['hi', 'साफ पानी'],
    ['uk', "об'єднання"],
  ])('finds %s by %s', async (language, q) => {
    expect(await here.titles(q)).toEqual([titleIn(language)])
  })

  it.each([
    ['房住', 'letters in another order'],
    ['bus eau', 'words of two records'],
    ['us', 'the end of a word'],
    ['la bus', 'the beginning of a word that is not the last'],
  ])('finds nothing by %s: %s', async (q) => {
    expect(await here.titles(q)).toEqual([])
  })

  it('marks each word where it stands, as it is written there', async () => {
    const shown = async (q: string) => bracketed((await here.find(q)).results[0]!.found.title)
    expect(await shown('eau ecole')).toBe('L’[eau] de l’[école] a un goût de métal')
    expect(await shown('住房问')).toBe('公共[住房问]题需要解决')
    expect(await shown('الحي')).toBe('نريد عيادةً في [الحيّ] ومترجمين للمرضى')
    expect(await shown('strasse')).toBe('Die [Straße] ist für Kinder zu laut')
  })

  it('knows which languages there are, and can be narrowed to one', async () => {
    const page = await here.page('/search')
    expect(page).toContain('<option value="cy">Welsh</option>')
    expect(page).not.toContain('value="pl"')
    expect(await here.titles('a', '&language=cy')).toEqual([titleIn('cy')])
    expect(await here.titles('bus', '&language=cy')).toEqual([])
    expect(await here.titles('bus', '&language=en-GB')).toEqual([titleIn('en')])
  })

  it.each([
    ['nueadd', 'neuadd'],
    ['habitasao', 'habitação'],
    ['constitucoin', 'constitución'],
    ['strase', 'straße'],
    ['bsu', null],
    ['laev', null],
    ['gymunedal neuad', 'gymunedol neuad'],
    ['xyzzyxyzzy', null],
  ])('asks for %s whether %s was meant', async (typed, meant) => {
    const { results, meant: guess } = await here.find(typed)
    expect(results).toEqual([])
    expect(guess?.q ?? null).toBe(meant)
  })
})

const harbour: readonly Partial<IssueInput>[] = [
  { titles: { en: 'Text only' }, contents: { en: 'Somebody said **harbour** there.' } },
  { titles: { en: 'Summary only' }, summaries: { en: 'A harbour for all.' } },
  { titles: { en: 'The harbours of the coast' } },
  { titles: { en: 'A harbour' } },
  { titles: { en: 'Beginning in the summary' }, summaries: { en: 'Harbourmasters.' } },
  { titles: { en: 'A harbour, older' } },
  { titles: { en: 'Porth', cy: 'Harbour yn Gymraeg' }, language: 'en' },
]

describe.each(dialects)('what is found on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof openSearch>>
  beforeAll(async () => {
    here = await openSearch(dialect)
    for (const each of harbour) await here.publish(each)
  })
  afterAll(() => here.close())

  it('stands in the order of how well it fits, then the latest first', async () => {
    expect(await here.titles('harbour')).toEqual([
      'Porth',
      'A harbour, older',
      'A harbour',
      'The harbours of the coast',
      'Summary only',
      'Beginning in the summary',
      'Text only',
    ])
  })

  it('stands before its like where the reader can read it', async () => {
    const welsh = { 'accept-language': 'cy, en;q=0.8' }
    await here.publish({ titles: { en: 'A harbour, newest' } })
    expect((await here.titles('harbour', '', {})).slice(0, 2)).toEqual(['A harbour, newest', 'Porth'])
    expect((await here.titles('harbour', '', welsh)).slice(0, 2)).toEqual(['Porth', 'A harbour, newest'])
    expect((await here.titles('harbour', '&lang=cy'))[0]).toBe('Porth')
    // A better fit in another language comes first all the same.
    await here.publish({
      ...{ titles: { cy: 'Testun yn unig' }, language: 'cy' },
      contents: { cy: 'A harbour.' },
    })
    expect((await here.titles('harbour', '&lang=cy')).slice(-2)).toEqual(['Testun yn unig', 'Text only'])
    const [first] = (await here.find('harbour', '&lang=cy')).results
    expect(first!.found).toMatchObject({ language: 'cy', title: [{ text: 'Harbour', match: true }, {}] })
  })

  it('shows the passage in which the words stand', async () => {
    const contexts = (await here.find('harbour')).results.map(({ found }) => bracketed(found.context))
    expect(contexts).toContain('Somebody said [harbour] there.')
    expect(contexts).toContain('A [harbour] for all.')
    await here.publish({
      titles: { en: 'Long' },
      contents: {
        en: `${'Nothing of it here. '.repeat(60)}The **quay** wall leans. ${'And so on. '.repeat(60)}`,
      },
    })
    const [long] = (await here.find('quay')).results
    const context = bracketed(long!.found.context)
    expect(context).toMatch(/^… .*The \[quay\] wall leans\..* …$/)
    expect(context.length).toBeLessThan(260)
  })

  it('is found by the name of its place too', async () => {
    const [one] = (await here.find('mill lane', '&kind=issue')).results
    expect(bracketed(one!.found.context)).toBe('[Mill] [Lane]')
  })

  it('is marked in pages and never taken for HTML', async () => {
    await here.publish({
      titles: { en: '<script>alert("pier")</script> & <b>pier</b>' },
      summaries: { en: 'A </mark><img src=x onerror=alert(1)> pier' },
    })
    const page = await here.page(`/search?q=${encodeURIComponent('pier <img src=x>"\'&')}`)
    expect(page).not.toMatch(/<(script|img|b)[ >]/)
    const found = await here.page('/search?q=pier')
    expect(found).not.toMatch(/<(script|img|b)[ >]/)
    expect(found).toContain('&lt;script&gt;alert(&quot;<mark>pier</mark>&quot;)&lt;/script&gt;')
    expect(found).toContain('A &lt;/mark&gt;&lt;img src=x onerror=alert(1)&gt; <mark>pier</mark>')
  })
})

describe.each(dialects)('search over all kinds on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof openSearch>>
  beforeAll(async () => {
    here = await openSearch(dialect)
    const { world, clock, north } = here
    await here.publish({
      titles: { en: 'Damp in the lifts' },
      themes: ['housing'],
      deciders: ['Linden Homes'],
    })
    for (let at = 0; at < 45; at++)
      await here.publish({ titles: { en: `Bench number ${at}` }, themes: ['streets'] })
    await illustrateAssemblies(here, north.who)
    await illustrateOutcome({ world }, north.who)
    clock.now += 60_000
    await illustrateFollowed(here, north.hub.id, { host: 'hafod.example', name: 'Hafod Commons', issues: 3 })
  })
  afterAll(() => here.close())

  const kinds = (found: Found) => found.results.map(({ record, title }) => `${record}: ${title}`)

  it('mixes them and names the kind of each', async () => {
    const found = await here.find('lifts')
    expect(kinds(found)).toEqual([
      'outcome: A fund for the lifts in Linden Court',
      'issue: Damp in the lifts',
    ])
    const page = await here.page('/search?q=lifts')
    expect(page).toContain('Outcome: Published')
    expect(page).toContain('Issue: Open')
    expect(page).toContain('2 results for “<bdi>lifts</bdi>”')
  })

  it('finds what only one kind says: who decides, what was decided, who does it, where one meets', async () => {
    expect(kinds(await here.find('linden homes'))).toEqual(['issue: Damp in the lifts'])
    expect(kinds(await here.find('who speaks to the landlord'))).toEqual([
      'outcome: A fund for the lifts in Linden Court',
    ])
    const [leaflet] = (await here.find('stairwell group')).results
    expect(bracketed(leaflet!.found.context)).toBe('the [stairwell] [group]')
    expect(kinds(await here.find('old bakery'))).toEqual(['assembly: Rents, damp and repairs'])
  })

  it('never finds where a hidden venue is', async () => {
    for (const q of ['kitchen', 'bell street', 'kitchen in bell'])
      expect(await here.find(q)).toMatchObject({ found: { count: 0 } })
    expect(kinds(await here.find('dyfodol neuadd'))).toEqual(['assembly: Dyfodol y neuadd'])
  })

  it('finds assemblies that are over beside those to come', async () => {
    expect(kinds(await here.find('river'))).toContain('assembly: What the river needs')
    expect(await here.page('/search?q=what+the+river+needs')).toContain('Over')
  })

  it('is narrowed by kind, theme and hub, and to this server', async () => {
    expect(kinds(await here.find('lifts', '&kind=issue'))).toEqual(['issue: Damp in the lifts'])
    expect(kinds(await here.find('shade'))).toHaveLength(2)
    expect(kinds(await here.find('shade', '&near=1'))).toEqual(['assembly: Shade for the playground'])
    expect(kinds(await here.find('shade', '&hub=hub@hafod.example'))).toEqual([
      'issue: Shade for the playground, Hafod Commons',
    ])
    expect(kinds(await here.find('damp', '&theme=housing'))).toHaveLength(2)
    expect(kinds(await here.find('damp', '&theme=water'))).toEqual([])
  })

  it('finds hubs by name, handle and what they say of themselves, those that are followed too', async () => {
    expect((await here.find('hafod')).hubs).toMatchObject([{ name: 'Hafod Commons', page: null }])
    expect((await here.find('north tog')).hubs).toMatchObject([
      { name: 'North End Together', page: expect.stringMatching(/\/hubs\/[0-9a-f-]{36}$/) },
    ])
    expect((await here.find('hafod.example')).hubs).toHaveLength(1)
    expect(await here.find('north', '&kind=hub')).toMatchObject({ found: { count: 1 }, results: [] })
    expect((await here.find('hafod', '&near=1')).hubs).toEqual([])
    expect((await here.find('north', '&kind=issue')).hubs).toEqual([])
    expect((await here.find('haffod')).meant).toMatchObject({ q: 'hafod' })
    expect(await here.page('/search?q=hafod')).toContain('<mark>Hafod</mark> Commons')
  })

  it('is read to its end page by page, each record once', async () => {
    const read: string[] = []
    let pages = 0
    for (let next: string | null = '/search.json?q=bench'; next !== null; pages++) {
      const found = (await (await here.get(next.replace('https://northend.example', ''))).json()) as Found
      expect(found.found.count).toBe(45)
      read.push(...found.results.map(({ page }) => page))
      next = found.next
    }
    expect(pages).toBe(3)
    expect(new Set(read).size).toBe(45)
    const page = await here.page('/search?q=bench&kind=issue')
    expect(page).toContain('rel="next" href="/search?q=bench&amp;kind=issue&amp;page=2"')
    expect(await here.page('/search?q=bench&page=9')).toContain('There is nothing on this page')
  })

  it('speaks the language of the page, and leads to a record in the language that was found', async () => {
    const page = await here.page('/search?q=neuadd&kind=assembly&near=1&lang=es')
    for (const said of ['Clase: Asambleas', 'Nodos de este servidor', 'resultado', 'Asamblea: '])
      expect(page).toContain(said)
    await here.publish({ titles: { en: 'Night bus', cy: 'Bws y nos' } })
    const link = async (lang: string, q: string) =>
      /<h3><a href="([^"]*)" lang="([^"]*)"/.exec(await here.page(`/search?q=${q}&lang=${lang}`))!.slice(1)
    // Whoever reads Welsh has the Welsh wording before them anyhow; whoever does not is led to it.
    expect(await link('cy', 'bws')).toEqual([expect.stringMatching(/^\/issues\/[\w-]+\?lang=cy$/), 'cy'])
    expect(await link('es', 'bws')).toEqual([expect.stringMatching(/^\/issues\/[\w-]+\?lang=cy$/), 'cy'])
    expect(await link('es', 'night')).toEqual([expect.stringMatching(/^\/issues\/[\w-]+\?lang=es$/), 'en'])
    const plain = await here.page('/search?q=night+bus')
    expect(plain).toMatch(/<h3><a href="\/issues\/[\w-]+" lang="en"/)
    const feed = await here.page('/search.atom?q=bws&lang=cy')
    expect(feed).toContain('xml:lang="cy"')
    expect(feed).toContain('<title>Chwiliad am “bws”, North End Together</title>')
    expect(feed).toContain('<id>https://northend.example/search?q=bws</id>')
    expect(feed).toContain('href="https://northend.example/search.atom?q=bws&amp;lang=cy"')
    const wrong = await here.get('/search.json?q=bws&kind=poem&lang=cy')
    expect(await wrong.json()).toMatchObject({ fields: { kind: expect.stringMatching(/^There is no kind/) } })
  })

  it('finds a hub by its theme, in any language', async () => {
    await here.world.db.updateTable('hubs').set({ theme: 'housing' }).execute()
    for (const q of ['rents', 'Wohnung', 'vivienda', 'logement'])
      expect([q, (await here.find(q, '&kind=hub')).found.count]).toEqual([q, q === 'Wohnung' ? 0 : 1])
  })

  it('is reached from every page, and from a list with what was typed there', async () => {
    expect(await here.page('/about')).toContain('<a class="seek" href="/search">')
    expect(await here.page('/')).toContain('action="/search"')
    expect(await here.page('/outcomes?text=damp')).toContain('href="/search?q=damp"')
  })

  it('is a feed: the latest change first, whatever fits best', async () => {
    const feed = await here.page('/search.atom?q=bench')
    expect(feed).toContain('<id>https://northend.example/search?q=bench</id>')
    expect(feed).toContain('<link rel="self" href="https://northend.example/search.atom?q=bench"')
    const entries = [...feed.matchAll(/<entry[\s\S]*?<title>([^<]*)</g)].map(([, title]) => title)
    expect(entries).toHaveLength(45)
    expect(entries[0]).toBe('Bench number 44')
    expect(await here.page('/search?q=bench')).toContain(
      '<link rel="alternate" type="application/atom+xml" href="/search.atom?q=bench"',
    )
    const mixed = await here.page('/search.atom?q=damp')
    for (const of of ['/issues/', '/assemblies/'])
      expect(mixed).toContain(`<id>https://northend.example${of}`)
  })

  it('is answered once to who has it, and tells caches on what it depends', async () => {
    const first = await here.get('/search.json?q=bench')
    expect(first.headers.get('vary')).toContain('Accept-Language')
    const headers = { 'if-none-match': first.headers.get('etag')! }
    expect((await here.get('/search.json?q=bench', headers)).status).toBe(304)
  })
})

describe.each(dialects)('a search that says too little or too much on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof openSearch>>
  beforeAll(async () => {
    here = await openSearch(dialect)
    await here.publish({ titles: { en: 'One two three four five six seven eight nine ten' } })
  })
  afterAll(() => here.close())

  it('says what to do next, and keeps what was typed', async () => {
    const empty = await here.page('/search')
    expect(empty).toContain('Write a word')
    expect(await here.page('/search?q=%21%21')).toContain('There is no word in that')
    const nothing = await here.page('/search?q=one+zebra&theme=water')
    for (const said of [
      'Nothing was found for “<bdi>one zebra</bdi>”',
      'href="/search?q=one+zebra"',
      'href="/map"',
    ])
      expect(nothing).toContain(said)
    expect(nothing).toContain('value="one zebra"')
    const some = await here.page('/search?q=Thrree+zebra+T%C3%A9n')
    expect(some).toContain('href="/search?q=three"')
    expect(some).toContain('href="/search?q=T%C3%A9n"')
    expect(some).not.toContain('href="/search?q=zebra"')
  })

  it('refuses more than 200 letters in a sentence, and finds nothing by a part of them', async () => {
    const long = `one ${'two '.repeat(60)}`
    const answer = await here.get(`/search?q=${encodeURIComponent(long)}`)
    expect(answer.status).toBe(400)
    const page = await answer.text()
    expect(page).toContain('Search for 200 letters at most.')
    expect(page).not.toContain('One two three')
    const data = await here.get(`/search.json?q=${encodeURIComponent(long)}`)
    expect(data.status).toBe(400)
    expect(await data.json()).toMatchObject({ fields: { q: 'Search for 200 letters at most.' } })
    expect((await here.get(`/search.json?q=${'字'.repeat(200)}`)).status).toBe(200)
  })

  it('looks for eight words, and says so where there are more', async () => {
    const many = 'one two three four five six seven eight nine zebra'
    const found = await here.find(many)
    expect(found.words).toHaveLength(8)
    expect(found.found.count).toBe(1)
    expect(await here.page(`/search?q=${encodeURIComponent(many)}`)).toContain('Only the first eight words')
  })

  it.each([
    ['&kind=poem', 'kind', 'There is no kind “poem”'],
    ['&theme=poem', 'theme', 'There is no theme “poem”'],
    ['&language=English', 'language', '“English” is no language'],
    ['&hub=nobody', 'hub', '“nobody” is neither a hub'],
    ['&near=2', 'near', 'Write 1'],
    ['&page=0', 'page', 'There are pages 1 to 50'],
    ['&page=51', 'page', 'There are pages 1 to 50'],
    ['&page=1e1', 'page', 'There are pages 1 to 50'],
  ])('says beside its field what is wrong with %s', async (more, field, why) => {
    const answer = await here.get(`/search?q=one${more}`)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(why)
    const data = await here.get(`/search.json?q=one${more}`)
    expect(data.status).toBe(400)
    expect((await data.json()) as object).toMatchObject({ fields: { [field]: expect.stringContaining(why) } })
  })

  it('wants to be told what to look for where a machine asks', async () => {
    for (const face of ['/search.json', '/search.atom?q=+']) expect((await here.get(face)).status).toBe(400)
  })

  it.each([
    ['one" OR "zebra'],
    ['one* zebra'],
    ['NOT one'],
    ['words: zebra'],
    ['one NEAR zebra'],
    ["one' | 'zebra"],
    ['one:* & !zebra'],
    ['% _ one zebra'],
    ['\\ one zebra'],
    ['¬hre'],
  ])('takes no word of a query language for one: %s', async (q) => {
    expect(await here.titles(q)).toEqual([])
  })

  it('finds a word whatever signs stand around it', async () => {
    for (const q of ['"one"', "'one'", '(one)', 'one*', '-one', '^one', 'one:', '%one%', '\\one', '{one}'])
      expect([q, await here.titles(q)]).toEqual([q, [expect.stringMatching(/^One two/)]])
  })
})
