import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialects } from '../../test/support/db.ts'
import { asking } from '../../test/support/desk.ts'
import { sure } from '../../test/support/people.ts'
import { startServer, type TestServer } from '../../test/support/server.ts'
import { signIn } from '../../test/support/sign-in.ts'
import { everyText } from '../../test/support/texts.ts'
import { offeredBy } from '../app.ts'
import { newId } from '../lib/id.ts'
import { refuseWith } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { slices } from '../slices.ts'
import { askFor, withdrawConsent, writeWording } from './actions-consent.ts'
import { erasePerson } from './actions-erase.ts'
import { nameThemselves, stopBeingNamed } from './actions-named.ts'
import { endPerson } from './actions-people.ts'
import { personNamed } from './store.ts'
import { consentsOf } from './store-consent.ts'
import { namedOf } from './store-named.ts'

describe.each(dialects)('being named on the page of a hub on %s', (dialect) => {
  let server: TestServer
  let amina: Who
  let ruth: Who
  let cookie: string
  beforeEach(async () => {
    server = await startServer(dialect, { working: false })
    const { hub, who } = await server.hub('northend')
    amina = who
    cookie = await signIn(server, hub.id, [], 'Ruth Ann')
    const person = (await personNamed(server.world.db, hub.id, 'Ruth Ann'))!
    ruth = { person: person.id, name: person.name, hub: hub.id, roles: [] }
  })
  afterEach(() => server.end())

  const visitor = () => ({ who: ruth, session: '', language: null, hub: { name: 'Northend', zone: 'UTC' } })
  const typed = { name: 'Ruth', does: 'Keeps the keys', says: 'At the hall on Tuesdays.' }
  const choose = (more: Record<string, unknown> = {}) =>
    nameThemselves(server.world, visitor(), {
      ...{ id: newId(), typed, agrees: true, version: 0, language: 'en', ...more },
    })
  const page = async () => (await fetch(`${server.origin}/hubs/${ruth.hub}`)).text()
  const consents = async () =>
    (await consentsOf(server.world.db, ruth.hub, ruth.person)).map(({ purpose, channel, withdrawn }) => [
      ...[purpose, channel, withdrawn !== null],
    ])
  const named = async () => (await namedOf(server.world.db, ruth.hub)).map(({ name }) => name)

  it('is nobody’s by default, takes a yes, stands on the page, and is taken back in one press', async () => {
    expect(await page()).not.toMatch(/Ruth|People you can speak to|Amina/)
    const ask = asking(server, cookie)
    expect((await ask('/account')).text).toContain('/account/named')
    const form = (await ask('/account/named')).text
    expect(form).toContain('value="Ruth Ann"')
    expect(form).toContain('It goes to no other server.')
    const fields = { id: newId(), ...typed, version: '0' }
    const refused = await ask('/account/named', fields)
    expect([refused.status, refused.text.includes('without your yes nothing is shown')]).toEqual([422, true])
    expect(refused.text).toContain('At the hall on Tuesdays.')
    expect(await named()).toEqual([])
    for (let time = 0; time < 2; time++)
      expect(await ask('/account/named', { ...fields, agrees: 'yes' })).toMatchObject({
        status: 303,
        to: '/account/named?done=named',
      })
    expect(await consents()).toEqual([['hub-page', 'online', false]])
    for (const part of Object.values(typed)) expect(await page()).toContain(part)
    expect(await page()).not.toContain('Ruth Ann')

    // Said anew by the same consent.
    await ask('/account/named', { id: newId(), ...typed, does: 'Makes the tea' })
    expect(await page()).toContain('Makes the tea')
    expect((await consents()).length).toBe(1)

    for (let time = 0; time < 2; time++)
      expect((await ask('/account/named/end', {})).to).toBe('/account/named?done=unnamed')
    expect(await page()).not.toMatch(/Ruth|Makes the tea/)
    expect(await consents()).toEqual([['hub-page', 'online', true]])
    expect((await everyText(server.world.db)).join('\n')).not.toContain('Makes the tea')
    // And may choose it again, by another yes.
    sure(await choose({ version: 1 }))
    expect((await consents()).length).toBe(2)
    expect(await named()).toEqual(['Ruth'])
  })

  it('stands in nothing that goes to other servers, and in no feed', async () => {
    sure(await choose())
    for (const path of [`/actors/${ruth.hub}`, '/map.json', '/map.atom', '/nodeinfo/2.1', '/about']) {
      const answer = await fetch(server.origin + path, {
        headers: { accept: 'application/activity+json, */*' },
      })
      expect(await answer.text()).not.toMatch(/Ruth|Keeps the keys/)
    }
    const other = await server.hub('southend')
    expect(await (await fetch(`${server.origin}/hubs/${other.hub.id}`)).text()).not.toContain('Ruth')
  })

  it('ends with the consent, whoever notes that, with leaving, and with being erased', async () => {
    const id = newId()
    sure(await choose({ id }))
    sure(await withdrawConsent(server.world, amina, { person: ruth.person, id }))
    expect(await named()).toEqual([])
    sure(await choose({ version: 1 }))
    sure(await endPerson(server.world, amina, 'Ruth Ann'))
    expect(await named()).toEqual([])
    expect(await server.world.db.selectFrom('people_shown').selectAll().execute()).toEqual([])

    await signIn(server, ruth.hub, [], 'Bako')
    const bako = (await personNamed(server.world.db, ruth.hub, 'Bako'))!
    ruth = { ...ruth, person: bako.id, name: 'Bako' }
    sure(await choose({ version: 1 }))
    expect(await named()).toEqual(['Ruth'])
    const offered = offeredBy(slices)
    expect(JSON.stringify(await offered.about(server.world, { id: bako.id, hub: ruth.hub }))).toContain(
      'At the hall on Tuesdays.',
    )
    sure(await erasePerson(server.world, ruth, bako.id, offered))
    expect(await named()).toEqual([])
    expect((await everyText(server.world.db)).join('\n')).not.toContain('At the hall on Tuesdays.')
  })

  it('is asked by a wording that they had before them, and not where the hub asks nobody', async () => {
    sure(
      await writeWording(server.world, amina, {
        ...{ purpose: 'hub-page', version: 0, language: 'en', text: 'You may name me on the page.' },
      }),
    )
    expect(await choose()).toEqual(refuseWith('named.wording-changed'))
    sure(await askFor(server.world, amina, { purpose: 'hub-page', asked: false }))
    expect(await choose({ version: 1 })).toEqual(refuseWith('named.not-asked'))
    expect(await named()).toEqual([])
  })

  it('takes a name that can be read, and no more than fits', async () => {
    expect(await choose({ typed: { name: ' \u200b ', does: '', says: '' } })).toEqual({ wrong: ['name'] })
    const long = { name: 'x'.repeat(101), does: 'x'.repeat(101), says: 'x'.repeat(301) }
    expect(await choose({ typed: long })).toEqual({ wrong: ['name', 'does', 'says'] })
    sure(await choose({ typed: { name: '<b>Ruth</b>', does: '', says: '' } }))
    expect(await page()).toContain('&lt;b&gt;Ruth&lt;/b&gt;')
    await stopBeingNamed(server.world, visitor())
    expect(await named()).toEqual([])
  })
})
