import { Command } from 'commander'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serverActor } from '../src/federation/store/actors.ts'
import { NewHub } from '../src/hubs/model.ts'
import { allHubs } from '../src/hubs/store.ts'
import { whoIs } from '../src/members/actions.ts'
import { setUp, setUpLink } from '../src/members/actions-setup.ts'
import { setUpPages } from '../src/members/pages.tsx'
import { peopleOf } from '../src/members/store.ts'
import type { Env } from '../src/slice.ts'
import { slices } from '../src/slices.ts'
import { framePages } from '../src/web/frame.ts'
import { dialects, testWorld } from './support/db.ts'

const good = {
  name: 'North End Together',
  handle: '',
  summary: 'We knock on doors.',
  theme: '',
  level: 'local',
  place: 'North End',
  areas: 'gss:E05000026, iso:GB-ENG',
  pin: '51.5612, -1.7854',
  languages: 'en cy',
  organiser: 'Ann',
}

describe.each(dialects)('setting up on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let app: Hono<Env>
  let token: string
  beforeEach(async () => {
    here = await testWorld(dialect)
    app = new Hono<Env>()
    app.use(async (c, next) => {
      c.set('world', here.world)
      c.set('visitor', null)
      await next()
    })
    framePages(app, here.world)
    app.route('/', setUpPages)
    token = new URL((await setUpLink(here.world))!).searchParams.get('token')!
  })
  afterEach(() => here.close())

  const look = (with_ = token) => app.request(`/setup?token=${with_}`)
  const send = (form: Record<string, string>, with_ = token) =>
    app.request('/setup', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ ...form, token: with_ }),
    })

  it('shows a form under the link, which says what can never change', async () => {
    const answer = await look()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const page = await answer.text()
    expect(page).toContain('can never be changed later')
    expect(page).toContain('http://localhost:4000')
  })

  it('shows nothing without the link, or with one that was guessed or replaced', async () => {
    expect((await app.request('/setup')).status).toBe(404)
    expect((await look('guessed')).status).toBe(404)
    expect((await send(good, '')).status).toBe(404)
    expect((await send(good, 'guessed')).status).toBe(404)
    await setUpLink(here.world)
    expect((await look()).status).toBe(404)
    expect(await allHubs(here.world)).toEqual([])
  })

  it('keeps only a digest of the link', async () => {
    const kept = await here.world.db.selectFrom('settings').selectAll().execute()
    expect(JSON.stringify(kept)).not.toContain(token)
  })

  it('makes the hub, its handle from the name, the server’s own actor and the first organiser', async () => {
    const answer = await send(good)
    expect(answer.status).toBe(200)
    const page = await answer.text()
    expect(page).toContain('@north_end_together@localhost:4000')
    expect(page).toContain('folkmoot import polis FOLDER --as &quot;Ann&quot;')
    const [hub] = await allHubs(here.world)
    expect(hub).toMatchObject({
      handle: 'north_end_together',
      name: 'North End Together',
      summary: 'We knock on doors.',
      level: 'local',
      place: 'North End',
      theme: null,
      areas: ['gss:E05000026', 'iso:GB-ENG'],
      pin: { lat: 51.561, lon: -1.785 },
      languages: ['en', 'cy'],
    })
    expect(await whoIs(here.world, null, 'Ann')).toMatchObject({ roles: ['operator', 'organiser'] })
    expect(await serverActor(here.world.db)).toMatchObject({ handle: 'server' })
  })

  it('then names only commands that there are', async () => {
    const page = await (await send(good)).text()
    const program = new Command()
    for (const slice of slices) await slice.commands?.(program, async () => {})
    const named = [...page.matchAll(/<code>npx folkmoot ([a-z]+) ([a-z]+)?/g)]
    expect(named.length).toBeGreaterThan(3)
    for (const [, first, second] of named) {
      const command = program.commands.find((each) => each.name() === first)
      expect(command, first).toBeDefined()
      const within = command!.commands.map((each) => each.name())
      if (within.length > 0) expect(within).toContain(second)
    }
  })

  it('says beside each field what is wrong, and keeps what was typed', async () => {
    const answer = await send({
      ...good,
      handle: 'North End!',
      areas: 'here',
      pin: 'over there',
      organiser: ' ',
    })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    for (const field of ['handle', 'areas', 'pin', 'organiser']) expect(page).toContain(`id="${field}-error"`)
    for (const field of ['name', 'place', 'languages']) expect(page).not.toContain(`id="${field}-error"`)
    for (const typed of ['North End!', 'over there', 'We knock on doors.', 'North End Together'])
      expect(page).toContain(typed)
    expect(await allHubs(here.world)).toEqual([])
  })

  it('complains in the order of the form, names what it cannot read, and of an empty name only once', async () => {
    const page = await (await send({ ...good, name: '', languages: 'English', areas: 'Swindon' })).text()
    const complaints = [...page.matchAll(/<li><a href="#(\w+)">([^<]*)/g)].map(([, field, words]) => [
      field,
      words,
    ])
    expect(complaints).toEqual([
      ['name', 'The name must not be empty.'],
      ['areas', expect.stringContaining('“Swindon” is none')],
      ['languages', expect.stringContaining('“English” is none')],
    ])
    const unlatin = await (await send({ ...good, name: '北端' })).text()
    expect(unlatin).toContain('No handle can be made from this name.')
    expect(await (await send({ ...good, handle: '@North_End' })).text()).toContain(
      '@north_end@localhost:4000',
    )
  })

  it('may be tried again after a mistake, with the same link', async () => {
    await send({ ...good, handle: 'admin' })
    expect((await look()).status).toBe(200)
    expect((await send(good)).status).toBe(200)
  })

  it('says that a handle belongs to the server beside its field', async () => {
    const page = await (await send({ ...good, handle: 'relay' })).text()
    expect(page).toContain('id="handle-error"')
    expect(page).toContain('belongs to the server itself')
  })

  it('asks for a place where no theme was chosen', async () => {
    const page = await (await send({ ...good, place: '', areas: '' })).text()
    expect(page).toContain('id="place-error"')
    expect((await send({ ...good, place: '', areas: '', theme: 'energy' })).status).toBe(200)
  })

  it('takes text for text', async () => {
    const page = await (await send({ ...good, organiser: '', name: '<script>alert(1)</script>' })).text()
    expect(page).not.toContain('<script>')
  })

  it('refuses a form of more than 64 KiB', async () => {
    expect((await send({ ...good, summary: 'x'.repeat(70_000) })).status).toBe(413)
  })

  it('is done once: then the link and every other one are used up', async () => {
    await send(good)
    for (const answer of [await look(), await send({ ...good, handle: 'again' }), await look('guessed')]) {
      expect(answer.status).toBe(410)
      expect(await answer.text()).toContain('set up already')
    }
    expect(await setUpLink(here.world)).toBeNull()
    expect(await allHubs(here.world)).toHaveLength(1)
  })

  it('is done once even when two do it at the same moment', async () => {
    const answers = await Promise.all([send(good), send({ ...good, handle: 'other', organiser: 'Ben' })])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 410])
    const [hub, ...more] = await allHubs(here.world)
    expect(more).toEqual([])
    expect(await peopleOf(here.world.db, hub!.id)).toHaveLength(1)
  })

  it('can be done without a browser, and not twice', async () => {
    const about = { hub: NewHub.parse({ handle: 'north', name: 'North', theme: 'energy' }), organiser: 'Ann' }
    expect(await setUp(here.world, about, null)).toMatchObject({ hub: { handle: 'north' } })
    expect(await setUp(here.world, { ...about, hub: { ...about.hub, handle: 'south' } }, null)).toEqual({
      refused: expect.stringContaining('set up already'),
    })
    expect((await look()).status).toBe(410)
  })
})
