import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { announceAssembly, draftAssembly } from '../src/assemblies/actions.ts'
import { untold } from '../src/federation/store/outbox.ts'
import { allHubs, hubById } from '../src/hubs/store.ts'
import type { Who } from '../src/lib/who.ts'
import { actsOf } from '../src/members/store-acts.ts'
import { dialects } from './support/db.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

/** What a form on a page holds, as a browser would send it. */
function formOn(page: string, action: string): Record<string, string> {
  const form = new RegExp(`<form[^>]*action="${action}"[^>]*>([\\s\\S]*?)</form>`).exec(page)![1]!
  const plain = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const fields: Record<string, string> = {}
  for (const [tag, name] of form.matchAll(/<input[^>]*\bname="(\w+)"[^>]*>/g)) {
    if (/type="radio"/.test(tag) && !/ checked/.test(tag)) continue
    fields[name!] = plain(/ value="([^"]*)"/.exec(tag)?.[1] ?? '')
  }
  for (const [, name, text] of form.matchAll(/<textarea[^>]*\bname="(\w+)"[^>]*>([^<]*)</g))
    fields[name!] = plain(text!)
  for (const [, name, choices] of form.matchAll(/<select[^>]*\bname="(\w+)"[^>]*>([\s\S]*?)<\/select>/g))
    fields[name!] = plain(/<option value="([^"]*)" selected/.exec(choices!)?.[1] ?? '')
  return fields
}

describe.each(dialects)('the desk of organisers and operators on %s', (dialect) => {
  let server: TestServer
  let hub: string
  let who: Who
  let cookie: string
  beforeEach(async () => {
    server = await startServer(dialect, { working: false })
    ;({
      hub: { id: hub },
      who,
    } = await server.hub('northend', { languages: ['en', 'cy'], areas: ['iso:GB', 'gss:E05000026'] }))
    cookie = await signIn(server, hub, ['organiser', 'operator'], 'Ruth')
  })
  afterEach(() => server.end())

  const get = (path: string, with_: string | null = cookie) =>
    fetch(server.origin + path, { redirect: 'manual', headers: with_ ? { cookie: with_ } : {} })
  const text = async (path: string, with_: string | null = cookie) => (await get(path, with_)).text()
  const post = (path: string, form: Record<string, string>) =>
    fetch(server.origin + path, {
      ...({ method: 'POST', redirect: 'manual' } as const),
      ...{ headers: { cookie, origin: server.origin }, body: new URLSearchParams(form) },
    })
  const settings = async () => formOn(await text('/desk/settings'), '/desk/settings')

  it('says on everybody’s desk where the server keeps still, and only there', async () => {
    expect(await text('/desk')).not.toContain('This server keeps still')
    const still = await startServer(dialect, { working: false, env: { FOLKMOOT_FEDERATION: 'off' } })
    try {
      const { hub: one } = await still.hub('southend')
      const notes = await signIn(still, one.id, ['note-taker'], 'Nia')
      const desk = await fetch(`${still.origin}/desk`, { headers: { cookie: notes } })
      expect(await desk.text()).toMatch(/<h2>This server keeps still<\/h2>/)
    } finally {
      await still.end()
    }
  })

  it('shows all settings as they stand, who sees each, and what never changes', async () => {
    const page = await text('/desk/settings')
    expect(formOn(page, '/desk/settings')).toMatchObject({
      ...{ name: 'Hub of northend', place: 'northend', country: 'iso:GB', areas: 'gss:E05000026' },
      ...{ level: 'local', languages: 'English, Welsh', followers: 'shown', rules: '', controller: '' },
    })
    expect(page).toContain(`@northend@localhost:${server.port}`)
    expect(page.match(/class="sees"/g)).toHaveLength(17)
  })

  it('saves nothing anew where nothing was changed, and keeps all of it where it is saved as it was', async () => {
    const before = await hubById(server.world, hub)
    const answer = await post('/desk/settings', await settings())
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk/settings?saved=1'])
    expect(await hubById(server.world, hub)).toEqual(before)
    expect((await actsOf(server.world.db, hub, 10)).map(({ verb }) => verb)).toEqual([
      'sign-in',
      'hub-founded',
    ])
  })

  it('changes them, says who changed what, tells those who follow, and shows it on the pages', async () => {
    const changes = {
      ...{ name: 'North End', contact: 'The old bakery', pin: 'geo:51.5612,-1.7854', languages: 'Welsh' },
      ...{ rules: 'Let people **finish**.', controller: 'Ruth, 1 Mill Street', privacy: 'A paper list.' },
      ...{
        followers: 'hidden',
        presses: 'off',
        licence: 'https://creativecommons.org/publicdomain/zero/1.0/',
      },
    }
    expect((await post('/desk/settings', { ...(await settings()), ...changes })).status).toBe(303)
    expect(await hubById(server.world, hub)).toMatchObject({
      ...{ name: 'North End', pin: { lat: 51.561, lon: -1.785 }, languages: ['cy'], followersHidden: true },
      pressesOff: true,
      ...{ areas: ['gss:E05000026', 'iso:GB'], controller: 'Ruth, 1 Mill Street' },
    })
    expect((await actsOf(server.world.db, hub, 1))[0]).toMatchObject({
      verb: 'hub-changed',
      note: 'name contact pin languages licence followers presses rules controller privacy',
    })
    expect((await untold(server.world.db, 10)).map(({ news }) => news)).toEqual(['actor.changed'])
    expect(await text('/rules', null)).toContain('Let people <strong>finish</strong>.')
    const privacy = await text('/privacy', null)
    for (const part of ['Ruth, 1 Mill Street', 'A paper list.', 'The old bakery'])
      expect(privacy).toContain(part)
    expect(await text(`/hubs/${hub}`, null)).not.toContain('Followed by')
    const followers = await fetch(`${server.origin}/actors/${hub}/followers`)
    expect(await followers.json()).not.toHaveProperty('totalItems')
  })

  it('refuses what cannot be, beside its field, and keeps what was typed', async () => {
    const answer = await post('/desk/settings', {
      ...(await settings()),
      ...{ name: '', pin: 'here', rules: 'Be <kind>' },
    })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    for (const field of ['name', 'pin']) expect(page).toContain(`id="${field}-error"`)
    expect(formOn(page, '/desk/settings')).toMatchObject({ name: '', pin: 'here', rules: 'Be <kind>' })
    expect((await hubById(server.world, hub))!.name).toBe('Hub of northend')
  })

  it('never changes the handle, nor another hub, whatever is sent', async () => {
    const other = await server.hub('southend')
    await post('/desk/settings', { ...(await settings()), name: 'Mine', handle: 'taken', id: other.hub.id })
    expect((await allHubs(server.world)).map(({ handle, name }) => [handle, name])).toEqual([
      ['northend', 'Mine'],
      ['southend', 'Hub of southend'],
    ])
  })

  it('shows to whoever saves second what the first has changed, and lets them decide', async () => {
    const [first, second] = [await settings(), await settings()]
    await post('/desk/settings', { ...first, name: 'First', contact: 'Here' })
    const late = await post('/desk/settings', { ...second, name: 'Second', contact: 'Here' })
    expect(late.status).toBe(409)
    const page = await late.text()
    expect(page).toContain('Now it is: First.')
    expect(page).not.toContain('id="contact-error"')
    expect((await hubById(server.world, hub))!.name).toBe('First')
    expect((await post('/desk/settings', formOn(page, '/desk/settings'))).status).toBe(303)
    expect((await hubById(server.world, hub))!.name).toBe('Second')
  })

  it('has true words on rules and privacy before anybody wrote any, also where there are several hubs', async () => {
    const privacy = await text('/privacy', null)
    expect(privacy).toContain('has not said yet who answers for it')
    expect(await text('/', null)).toContain('href="/privacy"')
    await server.hub('southend')
    const both = await text('/rules', null)
    for (const each of await allHubs(server.world)) expect(both).toContain(`/hubs/${each.id}/rules`)
    expect((await get('/hubs/southend/privacy', null)).status).toBe(200)
    expect((await get('/hubs/nobody/privacy', null)).status).toBe(404)
  })

  it('shows an operator the hubs, and founds a further one, once however often it is sent', async () => {
    expect(await text('/desk/server')).toContain(`@northend@localhost:${server.port}`)
    const path = '/desk/server/hubs/new'
    const form: Record<string, string> = {
      ...formOn(await text(path), path),
      ...{ name: 'South End', handle: 'southend', place: 'South End', organiser: 'Ben' },
    }
    const wrong = await post(path, { ...form, handle: 'northend', organiser: '' })
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('id="organiser-error"')])
    const taken = await post(path, { ...form, handle: 'northend' })
    expect([taken.status, await taken.text()]).toEqual([422, expect.stringContaining('is taken')])
    const to = `/desk/server/hubs/${form.id}`
    for (let times = 0; times < 2; times++) {
      const answer = await post(path, form)
      expect([answer.status, answer.headers.get('location')]).toEqual([303, to])
    }
    expect((await allHubs(server.world)).map(({ handle }) => handle)).toEqual(['northend', 'southend'])
    expect(await text(to)).toContain('Ben')
  })

  it('gives an operator a link and a code that let the organiser of a hub in, once', async () => {
    const { hub: south, who: amina } = await server.hub('southend')
    const answer = await post(`/desk/server/hubs/${south.id}/let-in`, { person: amina.person })
    expect(answer.headers.get('cache-control')).toContain('no-store')
    const [, link] = /handle big">http[^<]*?(\/enter\/[\w-]+)</.exec(await answer.text())!
    const enter = () => post('/enter', { link: link!.slice('/enter/'.length) })
    const entered = await enter()
    expect(entered.status).toBe(303)
    const theirs = entered.headers.get('set-cookie')!.split(';')[0]!
    expect(await text('/desk/settings', theirs)).toContain('Hub of southend')
    expect((await enter()).status).toBe(410)
    expect((await actsOf(server.world.db, south.id, 5)).map(({ verb }) => verb)).toContain('return')
    // Somebody of another hub than the one in the address is nobody there.
    const wrong = await post(`/desk/server/hubs/${hub}/let-in`, { person: amina.person })
    expect(wrong.status).toBe(404)
  })

  it('names a neighbour on the same server that is followed, and stops after asking once more', async () => {
    const { hub: south } = await server.hub('southend')
    expect((await post('/desk/follow', { target: `@southend@localhost:${server.port}` })).status).toBe(303)
    const page = await text('/desk/follow')
    expect(page).toContain('Hub of southend')
    const stop = `/desk/follow/stop?actor=${encodeURIComponent(south.actor)}`
    expect(page).toContain(stop)
    expect(await text(stop)).toContain('Stop following Hub of southend?')
    expect((await post('/desk/follow/stop', { actor: south.actor })).status).toBe(303)
    expect(await text('/desk/follow')).not.toContain('Hub of southend')
    expect((await actsOf(server.world.db, hub, 3)).map(({ verb, about }) => [verb, about])).toContainEqual([
      'unfollow',
      south.actor,
    ])
  })

  it('says beside the field why a hub cannot be followed, and keeps what was typed', async () => {
    for (const target of ['', 'nonsense', `@nobody@localhost:${server.port}`]) {
      const answer = await post('/desk/follow', { target })
      const page = await answer.text()
      expect([target, answer.status, page.includes('id="target-error"')]).toEqual([target, 422, true])
      expect(page).toContain(`value="${target}"`)
    }
  })

  it('prints posters: of the hub with its address, of an assembly with its day, and never with a hidden venue', async () => {
    const poster = await text(`/hubs/${hub}/poster`, null)
    expect(poster).toContain(`localhost:${server.port}</p>`)
    expect(poster).toContain('aria-label="A code for phones that leads to')
    const draft = sure(
      await draftAssembly(server.world, who, {
        ...{ kind: 'community', titles: { en: 'Rents' }, summaries: { en: 'What must change first?' } },
        ...{ starts: '2030-12-12T18:00', zone: 'Europe/London', venue: { name: 'A private kitchen' } },
        ...{ venueHidden: true, destination: 'The council answers.' },
      }),
    )
    expect((await get(`/assemblies/${draft.id}/poster`, null)).status).toBe(404)
    sure(await announceAssembly(server.world, who, draft.id))
    const sheet = await text(`/assemblies/${draft.id}/poster`, null)
    expect(sheet).toContain('12 December 2030')
    expect(sheet).not.toContain('private kitchen')
    await server.hub('southend')
    expect(await text(`/hubs/${hub}/poster`, null)).toContain(`localhost:${server.port}/hubs/northend</p>`)
  })
})

it('a hub follows another server from its desk and reads there how it goes, in words', async () => {
  const [here, there] = [await startServer('sqlite'), await startServer('sqlite')]
  try {
    const { hub } = await here.hub('northend')
    await there.hub('hafod')
    const cookie = await signIn(here, hub.id, ['organiser'])
    const page = async () => (await fetch(`${here.origin}/desk/follow`, { headers: { cookie } })).text()
    const asked = await fetch(`${here.origin}/desk/follow`, {
      ...({ method: 'POST', redirect: 'manual' } as const),
      headers: { cookie, origin: here.origin },
      body: new URLSearchParams({ target: `@hafod@localhost:${there.port}` }),
    })
    expect(asked.status).toBe(303)
    const after = await fetch(here.origin + asked.headers.get('location')!, { headers: { cookie } })
    expect(await after.text()).toContain('Hub of hafod was asked.')
    await until('it is read', async () => (await page()).includes('Up to date, read'))
    const theirs = await signIn(there, (await allHubs(there.world))[0]!.id, ['organiser'])
    const followed = await fetch(`${there.origin}/desk/follow`, { headers: { cookie: theirs } })
    expect(await followed.text()).toContain('1 account follows this hub.')
  } finally {
    await here.end()
    await there.end()
  }
})
