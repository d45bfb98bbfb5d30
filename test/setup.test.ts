import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { carrying, knowing } from '../src/app.ts'
import { serverActor } from '../src/federation/store/actors.ts'
import { NewHub } from '../src/hubs/model.ts'
import { allHubs } from '../src/hubs/store.ts'
import { whoIs } from '../src/members/actions.ts'
import { members } from '../src/members/index.ts'
import { peopleOf } from '../src/members/store.ts'
import { setUp, setUpLink } from '../src/settings/actions-setup.ts'
import { settings } from '../src/settings/index.ts'
import { setUpSteps } from '../src/settings/model-setup.ts'
import type { Env } from '../src/slice.ts'
import { framePages } from '../src/web/frame.ts'
import { dialects, testWorld } from './support/db.ts'
import { type Answers, goThroughSetUp } from './support/set-up.ts'

const good: Answers = {
  name: 'North End Together',
  summary: 'We knock on doors.',
  theme: '',
  level: 'local',
  place: 'North End',
  country: 'iso:GB',
  areas: 'gss:E05000026, iso:GB-ENG',
  pin: 'https://www.openstreetmap.org/#map=15/51.5612/-1.7854',
  languages: 'English, Cymraeg',
  organiser: 'Ann',
}

const slices = [members, settings]

describe.each(dialects)('setting up on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let app: Hono<Env>
  let token: string
  beforeEach(async () => {
    here = await testWorld(dialect)
    app = new Hono<Env>()
    app.use(carrying(here.world, slices))
    app.use(knowing(slices))
    framePages(app, here.world)
    for (const { pages } of slices) app.route('/', pages!)
    token = new URL((await setUpLink(here.world))!).searchParams.get('token')!
  })
  afterEach(() => here.close())

  const look = (step = '', with_ = token) => app.request(`/setup?token=${with_}${step && `&step=${step}`}`)
  const post = (body: URLSearchParams, query = '') =>
    app.request(`/setup${query}`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' }, body })
  const send = (step: string, typed: Answers, with_ = token) =>
    post(new URLSearchParams({ ...typed, step, token: with_ }))
  const all = (answers: Answers, with_ = token) => goThroughSetUp(post, with_, answers)

  it('begins under the link with its first step, and says at the last what can never change', async () => {
    const answer = await look()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await answer.text()).toContain('name="name"')
    const last = await (await look('ready')).text()
    expect(last).toContain('can never be changed later')
    expect(last).toContain('http://localhost:4000')
  })

  it('shows nothing without the link, or with one that was guessed or replaced', async () => {
    expect((await app.request('/setup')).status).toBe(404)
    expect((await look('', 'guessed')).status).toBe(404)
    expect((await send('name', good, '')).status).toBe(404)
    expect((await send('name', good, 'guessed')).status).toBe(404)
    await setUpLink(here.world)
    expect((await look()).status).toBe(404)
    expect(await allHubs(here.world)).toEqual([])
  })

  it('keeps only a digest of the link, and what was typed under a seal', async () => {
    await send('organiser', { organiser: 'Ann of Mill Street' })
    const kept = JSON.stringify(await here.world.db.selectFrom('settings').selectAll().execute())
    expect(kept).toContain('setup-form')
    expect(kept).not.toContain(token)
    expect(kept).not.toContain('Mill Street')
  })

  it('makes the hub, its handle from the name, the server’s own actor and the first organiser, and signs them in', async () => {
    const answer = await all(good)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk/begin'])
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!
    const begin = await (await app.request('/desk/begin', { headers: { cookie } })).text()
    expect(begin).toContain('@north_end_together@localhost:4000')
    for (const to of ['/desk/issues/new', '/desk/people', '/desk/follow', '/account', '/desk/settings'])
      expect(begin).toContain(`href="${to}"`)
    const [hub] = await allHubs(here.world)
    expect(hub).toMatchObject({
      handle: 'north_end_together',
      name: 'North End Together',
      summary: 'We knock on doors.',
      level: 'local',
      place: 'North End',
      theme: null,
      areas: ['gss:E05000026', 'iso:GB', 'iso:GB-ENG'],
      pin: { lat: 51.561, lon: -1.785 },
      languages: ['en', 'cy'],
    })
    expect(await whoIs(here.world, null, 'Ann')).toMatchObject({ roles: ['operator', 'organiser'] })
    expect(await serverActor(here.world.db)).toMatchObject({ handle: 'server' })
    const kept = await here.world.db.selectFrom('settings').select('key').execute()
    expect(kept.map(({ key }) => key)).not.toContain('setup-form')
  })

  it('may be left at any step, and is gone on with there, also after a new start with a new link', async () => {
    await send('name', { name: 'North End Together', summary: 'We knock on doors.' })
    await send('place', { place: 'North End', country: 'iso:GB', areas: '', pin: '' })
    token = new URL((await setUpLink(here.world))!).searchParams.get('token')!
    const there = await (await look()).text()
    expect(there).toContain('name="level"')
    expect(there).toContain(`/setup?token=${token}&amp;step=name`)
    expect(await (await look('name')).text()).toContain('We knock on doors.')
    expect(await (await look('place')).text()).toContain('<option value="iso:GB" selected="">')
  })

  it('keeps what was typed also by the way back, which complains of nothing', async () => {
    const back = await send('place', { place: 'North End', areas: 'nonsense', to: 'back' })
    expect([back.status, back.headers.get('location')]).toEqual([303, `/setup?token=${token}&step=name`])
    const again = await (await look('place')).text()
    expect(again).toContain('nonsense')
    expect(again).not.toContain('id="areas-error"')
  })

  it('goes on in the language that the address asks for', async () => {
    const typed = new URLSearchParams({ token, step: 'name', name: 'North End' })
    expect((await post(typed, '?lang=en')).headers.get('location')).toBe(
      `/setup?token=${token}&step=place&lang=en`,
    )
  })

  it('says beside each field what is wrong, and keeps what was typed', async () => {
    const answer = await send('place', { place: 'North End', areas: 'here', pin: 'over there' })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    for (const field of ['areas', 'pin']) expect(page).toContain(`id="${field}-error"`)
    expect(page).not.toContain('id="place-error"')
    for (const typed of ['here', 'over there', 'North End']) expect(page).toContain(typed)
    expect(await (await look('place')).text()).toContain('over there')
    expect((await send('organiser', { organiser: ' ' })).status).toBe(422)
    expect((await send('languages', { languages: 'Elvish' })).status).toBe(422)
    expect((await send('name', { name: '' })).status).toBe(422)
  })

  it('founds nothing while something is missing, and says at the end where it is', async () => {
    await send('name', good)
    await send('place', { place: '', areas: 'gss:E05000026', pin: 'over there' })
    const answer = await send('ready', { handle: '' })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toContain('Pin on the map: give a latitude')
    expect(page).toContain('Your name must have 1 to 100 letters.')
    expect(await allHubs(here.world)).toEqual([])
  })

  it('says that no handle can be made of a name in other letters, and takes one that is typed', async () => {
    const unlatin = await all({ ...good, name: '北端' })
    expect(unlatin.status).toBe(422)
    expect(await unlatin.text()).toContain('No handle can be made from this name')
    expect((await send('ready', { handle: '@North_End' })).status).toBe(303)
    expect((await allHubs(here.world))[0]).toMatchObject({ handle: 'north_end', name: '北端' })
  })

  it('says that a handle belongs to the server beside its field, and may be tried again', async () => {
    const page = await (await all({ ...good, handle: 'relay' })).text()
    expect(page).toContain('id="handle-error"')
    expect(page).toContain('belongs to the server itself')
    expect((await look()).status).toBe(200)
    expect((await send('ready', { handle: 'north' })).status).toBe(303)
  })

  it('asks for a theme where no place was given', async () => {
    const nowhere = { ...good, place: '', country: '', areas: '' }
    const page = await (await all(nowhere)).text()
    expect(page).toContain('id="theme-error"')
    expect((await all({ ...nowhere, theme: 'energy' })).status).toBe(303)
  })

  it('takes text for text', async () => {
    await all({ ...good, organiser: '', name: '<script>alert(1)</script>' })
    for (const { name } of setUpSteps) expect(await (await look(name)).text()).not.toContain('<script>')
  })

  it('refuses a form of more than 64 KiB', async () => {
    expect((await send('name', { ...good, summary: 'x'.repeat(70_000) })).status).toBe(413)
  })

  it('is done once: then the link and every other one are used up', async () => {
    await all(good)
    for (const answer of [
      await look(),
      await send('ready', { handle: 'again' }),
      await look('', 'guessed'),
    ]) {
      expect(answer.status).toBe(410)
      expect(await answer.text()).toContain('set up already')
    }
    expect(await setUpLink(here.world)).toBeNull()
    expect(await allHubs(here.world)).toHaveLength(1)
  })

  it('is done once even when two do it at the same moment', async () => {
    await all({ ...good, handle: 'relay' })
    const answers = await Promise.all([
      send('ready', { handle: 'north' }),
      send('ready', { handle: 'other' }),
    ])
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 410])
    const [hub, ...more] = await allHubs(here.world)
    expect(more).toEqual([])
    expect(await peopleOf(here.world.db, hub!.id)).toHaveLength(1)
  })

  it('can be done without a browser, and not twice', async () => {
    await send('name', good)
    const about = { hub: NewHub.parse({ handle: 'north', name: 'North', theme: 'energy' }), organiser: 'Ann' }
    expect(await setUp(here.world, about, null)).toMatchObject({ hub: { handle: 'north' } })
    expect(await setUp(here.world, { ...about, hub: { ...about.hub, handle: 'south' } }, null)).toMatchObject(
      {
        refused: expect.stringContaining('set up already'),
      },
    )
    expect((await look()).status).toBe(410)
  })
})
