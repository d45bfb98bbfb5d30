import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { issues } from '../src/issues/index.ts'
import { spoken, wordsFor } from '../src/lib/words.ts'
import { map } from '../src/map/index.ts'
import { members } from '../src/members/index.ts'
import { openPages } from './support/pages.ts'
import { foundHub, sure } from './support/people.ts'
import { signIn } from './support/sign-in.ts'

let here: Awaited<ReturnType<typeof openPages>>
let hub: string
let bus: string
let hall: string

beforeAll(async () => {
  here = await openPages('sqlite', [members, issues, map], 'https://hafod.example')
  const founded = await foundHub(here.world, 'hafod', { name: 'Hafod', languages: ['cy', 'en'] })
  hub = founded.hub.id
  const publish = async (said: object) => {
    const draft = { basis: 'listening' as const, ...said } as Parameters<typeof draftIssue>[2]
    return sure(
      await publishIssue(here.world, founded.who, sure(await draftIssue(here.world, founded.who, draft)).id),
    )
  }
  const titles = { en: 'One more bus', cy: 'Un bws arall' }
  bus = new URL(
    (await publish({ titles, language: 'en', summaries: { en: 'At 23:20.', cy: 'Am 23:20.' } })).iri,
  ).pathname
  hall = new URL((await publish({ titles: { pl: 'Sala' }, language: 'pl' })).iri).pathname
  await here.app.request('/')
})
afterAll(() => here.close())

const get = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await here.app.request(path, { headers })
  return { answer, html: await answer.text() }
}

describe('a page speaks', () => {
  it.each([
    ['the language of its address', '/about?lang=es', 'fr', 'es'],
    ['what the browser asks for', '/about', 'tlh, fr-CA;q=0.9, en;q=0.5', 'fr'],
    [
      'the first language of its hub, where the browser asks for none that pages speak',
      '/about',
      'tlh',
      'cy',
    ],
    ['the same where an address asks for none', '/about?lang=tlh', '', 'cy'],
    ['Arabic from the right', '/about?lang=ar', '', 'ar'],
  ])('%s', async (_, path, accepted, lang) => {
    const { answer, html } = await get(path, { 'accept-language': accepted })
    const { direction, t } = wordsFor(lang)
    expect(html).toContain(`<html lang="${lang}" dir="${direction}">`)
    expect(html).toContain(t('about.heading'))
    expect(answer.headers.get('content-language')).toBe(lang)
    // An address that says its language is the same for everybody.
    expect(/accept-language/i.test(answer.headers.get('vary') ?? '')).toBe(!path.includes(`lang=${lang}`))
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  it('tells of itself in the other languages, and its links lead on in the one that was chosen', async () => {
    const { html } = await get(`${bus}?lang=fr`)
    for (const { lang } of spoken)
      expect(html).toContain(
        `<link rel="alternate" hreflang="${lang}" href="https://hafod.example${bus}?lang=${lang}"`,
      )
    expect(html).toContain(`<link rel="alternate" hreflang="x-default" href="https://hafod.example${bus}"`)
    expect(html).toContain(`<link rel="canonical" href="https://hafod.example${bus}?lang=fr"`)
    expect(html).toContain(`href="https://hafod.example${bus}/revisions?lang=fr"`)
    expect(html).toContain('href="/map?lang=fr"')
    expect(html).toContain('href="/map.atom?lang=fr"')
    expect(html).toContain('href="/map.csv"')
    expect((await get('/nowhere?lang=fr')).html).not.toContain('hreflang="x-default"')
  })

  it('refuses in the reader’s language, and to machines in English', async () => {
    const { html } = await get('/map?theme=hosing&lang=es')
    expect(html).toContain('No hay ningún tema «hosing».')
    expect((await get('/map.json?theme=hosing&lang=es')).html).toContain('There is no theme “hosing”.')
    const code = await here.app.request('/enter/nothing?lang=cy')
    expect(await code.text()).toContain(wordsFor('cy').t('pass.opens-no-more'))
    const gone = await here.app.request('/nowhere?lang=cy', { headers: { accept: 'application/json' } })
    expect(await gone.json()).toEqual({ error: 'Nothing is here' })
  })
})

describe('a record is shown', () => {
  it('in the reader’s language where it has it, on its page and in lists', async () => {
    const { html } = await get(bus, { 'accept-language': 'cy' })
    expect(html).toContain('<h1 lang="cy" dir="auto">Un bws arall</h1>')
    expect(html).not.toContain(wordsFor('cy').t('record.in', { language: 'Saesneg' }))
    expect((await get('/map?lang=cy')).html).toMatch(/lang="cy" dir="auto">Un bws arall<\/a>/)
    expect((await get('/map?lang=en')).html).toMatch(/lang="en" dir="auto">One more bus<\/a>/)
  })

  it('else in its own, with a word on which that is', async () => {
    for (const path of [hall, '/map'])
      expect((await get(`${path}?lang=es`)).html).toContain(
        wordsFor('es').t('record.in', { language: 'polaco' }),
      )
    const { html } = await get(`${hall}?lang=pl`, { 'accept-language': 'en' })
    expect(html).toContain('<html lang="en"')
    expect(html).toContain('<h1 lang="pl" dir="auto">Sala</h1>')
    expect(html).toContain('in Polish')
  })
})

describe('a feed', () => {
  it('is in the language of its address, else in the hub’s own, whatever a program’s browser asks for', async () => {
    const feed = async (path: string) => (await get(path, { 'accept-language': 'fr' })).html
    expect(await feed('/map.atom')).toContain('<title>Materion, Hafod</title>')
    const spanish = await feed('/map.atom?lang=es&theme=housing')
    expect(spanish).toContain('xml:lang="es"')
    expect(spanish).toContain('href="https://hafod.example/map.atom?theme=housing&amp;lang=es"')
    expect(spanish).toContain('<id>https://hafod.example/map?theme=housing</id>')
    expect(await feed('/assemblies.ics?lang=es')).toContain('NAME:Asambleas\\, Hafod')
  })
})

it('at the desk an organiser learns that nobody has read a language yet, and nobody else does', async () => {
  const desk = async (roles: Parameters<typeof signIn>[2], lang: string) =>
    (await get(`/desk?lang=${lang}`, { cookie: `__Host-${await signIn(here, hub, roles)}` })).html
  const unread = wordsFor('cy').t('desk.unread', { language: 'Cymraeg' })
  expect(await desk(['organiser'], 'cy')).toContain(unread)
  expect(await desk(['note-taker'], 'cy')).not.toContain(unread)
  expect(await desk(['organiser'], 'en')).not.toContain('grew up')
})
