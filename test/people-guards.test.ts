import { afterEach, describe, expect, it } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { DAY, MINUTE } from '../src/lib/time.ts'
import { enter, invite, passTyped, takeBackInvitation } from '../src/members/actions-passes.ts'
import { endPerson, endRole } from '../src/members/actions-people.ts'
import { allowedBy } from '../src/web/access.ts'
import { dialects } from './support/db.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { hasAddress, signIn } from './support/sign-in.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function begin(dialect: (typeof dialects)[number]) {
  const server = await startServer(dialect, { working: false })
  ends.push(server.end)
  const { hub, who: amina } = await server.hub('northend')
  const bako = await signIn(server, hub.id, ['organiser'], 'Bako')
  return { server, hub, amina, bako }
}

const at = (server: TestServer, cookie: string, path: string, method = 'GET') =>
  fetch(server.origin + path, { method, redirect: 'manual', headers: { cookie } })

const post = (server: TestServer, cookie: string, path: string, fields: Record<string, string> = {}) =>
  fetch(server.origin + path, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) },
    headers: { cookie, origin: server.origin },
  })

const idOf = async ({ world }: TestServer, name: string): Promise<string> =>
  (await world.db.selectFrom('people').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id

/** All that is kept of people, and what is remembered for a while. */
const everything = async ({ world: { db } }: TestServer): Promise<string> => {
  const tables = ['people', 'roles', 'sessions', 'passkeys', 'passes', 'acts', 'kv', 'settings'] as const
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()))
  return JSON.stringify(rows.map((some) => some.map((row) => JSON.stringify(row)).sort()))
}

/** Codes on a page that hands something over. */
const codesOn = (html: string): string[] =>
  [...html.matchAll(/aria-hidden="true">([\w-]{9,19})</g)].map((m) => m[1]!)

describe.each(dialects)('the people of a hub on %s', (dialect) => {
  it('are neither seen nor touched by an organiser of another hub of the server', async () => {
    const { server, bako } = await begin(dialect)
    const { hub: other } = await server.hub('southend')
    const stranger = await signIn(server, other.id, ['organiser'], 'Stranger')
    await post(server, bako, '/desk/people/new', { id: newId(), name: 'Chidi' })
    await post(server, bako, '/desk/people/invite', { id: newId(), name: 'Efua', role: 'note-taker' })
    const [chidi, ofBako] = [await idOf(server, 'Chidi'), await idOf(server, 'Bako')]
    const [pass] = await server.world.db.selectFrom('passes').selectAll().execute()
    const [session] = await server.world.db
      .selectFrom('sessions')
      .selectAll()
      .where('person_id', '=', ofBako)
      .execute()
    const before = await everything(server)
    for (const path of ['/desk/people', '/desk/log']) {
      const page = await (await at(server, stranger, path)).text()
      for (const name of ['Chidi', 'Efua', 'Bako']) expect(page).not.toContain(name)
    }
    for (const path of [
      ...['', '/end', '/paper', '/roles/organiser'].flatMap((end) =>
        [chidi, ofBako].map((id) => `/desk/people/${id}${end}`),
      ),
      `/shown/${pass!.id}`,
    ])
      expect([path, (await at(server, stranger, path)).status]).toEqual([
        ...[path, path.startsWith('/shown') ? 410 : 404],
      ])
    for (const [path, status] of [
      [`/desk/people/${chidi}/roles`, 404],
      [`/desk/people/${chidi}/end`, 404],
      [`/desk/people/${ofBako}/roles/organiser/end`, 404],
      [`/desk/people/${chidi}/return`, 404],
      [`/desk/people/invitations/${pass!.id}/end`, 409],
      [`/account/passkeys/${newId()}`, 404],
    ] as const)
      expect([path, (await post(server, stranger, path, { id: newId(), role: 'organiser' })).status]).toEqual(
        [...[path, status]],
      )
    // Of others’ devices nothing happens, and nothing is said.
    await post(server, stranger, `/account/sessions/${session!.id}/end`)
    await post(server, stranger, `/account/sessions/${session!.id}/known`)
    expect(await everything(server)).toBe(before)
    expect((await at(server, bako, '/desk')).status).toBe(200)
  })

  it('are managed as far as a role goes: organisers make, end and let in no operators', async () => {
    const { server, amina, bako } = await begin(dialect)
    const before = await everything(server)
    for (const [path, fields, status] of [
      ['/desk/people/invite', { id: newId(), role: 'operator' }, 422],
      ['/desk/people/invite', { id: newId(), role: 'king' }, 422],
      [`/desk/people/${amina.person}/end`, {}, 409],
      [`/desk/people/${amina.person}/return`, { id: newId() }, 409],
      [`/desk/people/${amina.person}/roles/operator/end`, {}, 409],
      [`/desk/people/${await idOf(server, 'Bako')}/roles`, { role: 'operator' }, 409],
    ] as const)
      expect([path, (await post(server, bako, path, fields)).status]).toEqual([path, status])
    expect(await everything(server)).toBe(before)
    const page = await (await at(server, bako, `/desk/people/${amina.person}`)).text()
    expect(page).toContain('only another operator can take that role away')
    // Nobody is left before an empty heading: it says how operators get in again.
    expect(page).toContain('Only another operator can let an operator in again.')
    expect(page).not.toContain('Let them in again')
  })

  it('keep an operator, also where two end each other at the same moment, and are warned of the last organiser', async () => {
    const { server, hub, amina } = await begin(dialect)
    const cookie = await signIn(server, hub.id, ['operator'], 'Dafydd')
    const dafydd = {
      person: await idOf(server, 'Dafydd'),
      name: 'Dafydd',
      hub: hub.id,
      roles: ['operator' as const],
    }
    const both = await Promise.all([
      endPerson(server.world, amina, 'Dafydd'),
      endRole(server.world, dafydd, { name: 'Amina', role: 'operator' }),
    ])
    expect(both.filter((one) => 'refused' in one)).toMatchObject([
      { refused: expect.stringMatching(/is the only operator of this server/) },
    ])
    const left = await server.world.db
      .selectFrom('roles')
      .innerJoin('people', 'people.id', 'roles.person_id')
      .select('name')
      .where('role', '=', 'operator')
      .where('roles.ended', 'is', null)
      .execute()
    expect(left).toHaveLength(1)
    const [one] = left as [{ name: string }]
    const again = one.name === 'Dafydd' ? cookie : await signIn(server, hub.id, ['organiser'], 'Organiser')
    const page = await (await at(server, again, `/desk/people/${await idOf(server, one.name)}/end`)).text()
    expect(page).toContain(`${one.name} is the only operator of this server.`)
    if (one.name === 'Dafydd')
      expect((await post(server, cookie, `/desk/people/${dafydd.person}/end`)).status).toBe(409)
    await server.world.db
      .updateTable('roles')
      .set({ ended: '2026-01-01T00:00:00.000Z' as never })
      .where('role', '=', 'organiser')
      .execute()
    const last = await signIn(server, hub.id, ['organiser'], 'Last')
    expect(await (await at(server, last, `/desk/people/${await idOf(server, 'Last')}/end`)).text()).toContain(
      'Last is the only organiser of the hub.',
    )
  })

  it('are changed once where a form is sent twice', async () => {
    const { server, bako } = await begin(dialect)
    const twice = async (path: string, fields: Record<string, string>) => {
      const answers = await Promise.all([post(server, bako, path, fields), post(server, bako, path, fields)])
      answers.push(await post(server, bako, path, fields))
      const seen = new Set(answers.map((one) => `${one.status} ${one.headers.get('location')}`))
      expect([path, [...seen]]).toEqual([path, [expect.stringMatching(/^303 \//)]])
    }
    const count = async (verb: string) =>
      (await server.world.db.selectFrom('acts').select('id').where('verb', '=', verb).execute()).length
    await twice('/desk/people/new', { id: newId(), name: 'Chidi' })
    const chidi = await idOf(server, 'Chidi')
    await twice('/desk/people/invite', { id: newId(), role: 'note-taker', name: 'Efua' })
    await twice('/desk/people/slips', { id: newId(), role: 'note-taker', count: '5' })
    await twice(`/desk/people/${chidi}/return`, { id: newId() })
    await twice(`/desk/people/${chidi}/roles`, { role: 'note-taker' })
    await twice(`/desk/people/${chidi}/roles/note-taker/end`, {})
    const efua = newId()
    await post(server, bako, '/desk/people/invite', { id: efua, role: 'note-taker', name: 'Taken back' })
    await twice(`/desk/people/invitations/${efua}/end`, {})
    await twice('/account/device', { id: newId() })
    const recovery = newId()
    await twice('/account/recovery', { id: recovery })
    await twice('/account', { name: 'Bako', language: 'en' })
    const kinds = await server.world.db.selectFrom('passes').select(['kind', 'ended']).execute()
    const open = (kind: string) => kinds.filter((each) => each.kind === kind && each.ended === null).length
    expect(['invitation', 'return', 'device', 'recovery'].map(open)).toEqual([6, 1, 1, 10])
    // What the page shows is what opens.
    const codes = codesOn(await (await at(server, bako, `/shown/${recovery}`)).text())
    expect(codes).toHaveLength(10)
    for (const code of codes) sure(await passTyped(server.world, code, null))
    for (const verb of ['person-entered', 'invitations', 'return', 'role-given', 'role-taken'])
      expect([verb, await count(verb)]).toEqual([verb, 1])
    await twice(`/desk/people/${chidi}/end`, {})
    for (const verb of ['device', 'recovery', 'language', 'invitation-ended', 'person-ended'])
      expect([verb, await count(verb)]).toEqual([verb, 1])
    expect(
      (await server.world.db.selectFrom('roles').selectAll().where('person_id', '=', chidi).execute()).length,
    ).toBe(1)
  })

  it('lose with somebody who leaves every way in, and what that person gave others to come in by', async () => {
    const { server, hub, amina, bako } = await begin(dialect)
    await hasAddress(server, 'Bako', 'Bako@mail.example')
    const invitation = newId()
    await post(server, bako, '/desk/people/invite', { id: invitation, role: 'organiser' })
    const [code] = codesOn(await (await at(server, bako, `/shown/${invitation}`)).text())
    const recovery = newId()
    await post(server, bako, '/account/recovery', { id: recovery })
    const [drawer] = codesOn(await (await at(server, bako, `/shown/${recovery}`)).text())
    const passes = [
      sure(await passTyped(server.world, code!, null)),
      sure(await passTyped(server.world, drawer!, null)),
    ]
    const person = await idOf(server, 'Bako')
    const row = {
      id: newId(),
      person_id: person,
      hub_id: hub.id,
      credential: 'abc',
      public_key: '',
      counter: 0,
    }
    await server.world.db
      .insertInto('passkeys')
      .values({
        ...row,
        transports: '[]',
        name: 'key',
        made: '2026-11-26T00:00:00.000Z' as never,
        used: null,
        ended: null,
      })
      .execute()
    sure(await endPerson(server.world, amina, person))
    expect((await at(server, bako, '/desk')).headers.get('location')).toMatch(/^\/sign-in/)
    for (const pass of passes)
      expect(await enter(server.world, pass, { name: 'Mallory', agent: undefined })).toHaveProperty('refused')
    for (const table of ['sessions', 'passkeys'] as const)
      expect(
        await server.world.db
          .selectFrom(table)
          .select('id')
          .where('person_id', '=', person)
          .where('ended', 'is', null)
          .execute(),
      ).toEqual([])
    const kept = await server.world.db
      .selectFrom('people')
      .selectAll()
      .where('id', '=', person)
      .executeTakeFirst()
    expect(kept).toMatchObject({ name: 'Bako', address: null, address_folded: null })
    // Who is organiser no more has invited nobody either.
    const efua = await signIn(server, hub.id, ['organiser', 'note-taker'], 'Efua')
    const second = newId()
    await post(server, efua, '/desk/people/invite', { id: second, role: 'organiser' })
    sure(await endRole(server.world, amina, { name: 'Efua', role: 'organiser' }))
    const open = await server.world.db
      .selectFrom('passes')
      .select('id')
      .where('id', '=', second)
      .where('ended', 'is', null)
      .execute()
    expect(open).toEqual([])
  })

  it('are who they say, by a name that nobody else of the hub has', async () => {
    const { server, bako, hub } = await begin(dialect)
    const chidi = await signIn(server, hub.id, [], 'Chidi')
    const say = async (fields: Record<string, string>) => {
      const answer = await post(server, chidi, '/account', { name: 'Chidi', language: '', ...fields })
      return answer.status === 303 ? 'kept' : await answer.text()
    }
    for (const name of ['bakó', 'Ba\u200bko', '\u200eBako', 'Ba\u00adk\u200do'])
      expect(await say({ name })).toContain('has or had somebody else of this name')
    const wrong = await say({ name: ' ', language: 'xx' })
    expect(wrong).toContain('A name has 1 to 100 letters.')
    expect(wrong).toContain('Choose one of the languages')
    await hasAddress(server, 'Chidi', 'chidi@mail.example')
    // An address is confirmed by mail, and is no matter of this form.
    expect(await say({ name: 'Chidi\u0000 B', address: 'other@mail.example', language: 'en' })).toBe('kept')
    const row = await server.world.db
      .selectFrom('people')
      .selectAll()
      .where('id', '=', await idOf(server, 'Chidi B'))
      .executeTakeFirst()
    expect(row).toMatchObject({ address: 'chidi@mail.example', language: 'en' })
    expect(await (await at(server, bako, '/desk/log')).text()).toContain(
      'Chidi B changed their name; it was Chidi.',
    )
    // Whoever is invited says their own name, which stands on a page and in an operator’s terminal like any other.
    const amina = { person: row!.id, name: 'Chidi B', hub: hub.id, roles: ['operator' as const] }
    const { link } = sure(await invite(server.world, amina, { name: null, role: 'note-taker' }))
    const came = await post(server, '', '/enter', { link, name: 'E\u001b[31mfu\u202ea\u2066' })
    expect(came.status).toBe(303)
    expect(await idOf(server, 'E[31mfua')).toEqual(expect.any(String))
  })
})

it('looking at a page changes nothing, whoever looks', async () => {
  const { server, bako, amina, hub } = await begin('sqlite')
  const operator = await signIn(server, hub.id, ['operator', 'organiser', 'note-taker'], 'Operator')
  const { link } = sure(await invite(server.world, amina, { name: null, role: 'note-taker' }))
  const id = newId()
  await post(server, bako, '/desk/people/invite', { id, role: 'note-taker' })
  const before = await everything(server)
  const paths = new Set(
    server.app.routes
      .filter(({ method, handler }) => method === 'GET' && allowedBy(handler) !== null)
      .map(({ path }) =>
        path
          .replace(':link', link)
          .replace('/shown/:id', `/shown/${id}`)
          .replace(/people\/:id/, `people/${amina.person}`),
      )
      .map((path) => path.replace(':role', 'operator').replace(/:\w+(\{[^}]*\})?/g, id)),
  )
  expect(paths.size).toBeGreaterThan(20)
  for (const path of paths)
    for (const cookie of [bako, operator])
      for (const method of ['GET', 'HEAD'])
        expect((await at(server, cookie, path, method)).status).toBeLessThan(500)
  expect(await everything(server)).toBe(before)
})

it('a new device is vouched for by an older one only, and ten minutes after nothing given is shown', async () => {
  const { server, hub, bako } = await begin('sqlite')
  const person = await idOf(server, 'Bako')
  const another = async () => {
    const id = newId()
    await post(server, bako, '/account/device', { id })
    const [code] = codesOn(await (await at(server, bako, `/shown/${id}`)).text())
    const entered = sure(
      await enter(server.world, sure(await passTyped(server.world, code!, null)), {
        name: null,
        agent: undefined,
      }),
    )
    return { ...entered, cookie: `folkmoot=${entered.token}`, id }
  }
  const thief = await another()
  const helper = await another()
  await post(server, thief.cookie, `/account/sessions/${thief.session}/known`)
  await post(server, helper.cookie, `/account/sessions/${thief.session}/known`)
  const told = async () =>
    (
      await server.world.db
        .selectFrom('sessions')
        .select('told')
        .where('id', '=', thief.session)
        .executeTakeFirstOrThrow()
    ).told
  expect(await told()).toBeNull()
  expect(await (await at(server, bako, '/desk')).text()).toContain('A new device signed in as you')
  expect(await (await at(server, thief.cookie, '/account')).text()).not.toContain(`${thief.session}/known`)
  await post(server, bako, `/account/sessions/${thief.session}/known`)
  expect(await told()).not.toBeNull()

  // What is given is shown on one device, for ten minutes.
  expect((await at(server, bako, `/shown/${helper.id}`)).status).toBe(200)
  expect((await at(server, thief.cookie, `/shown/${helper.id}`)).status).toBe(410)
  expect((await at(server, await signIn(server, hub.id, ['operator']), `/shown/${helper.id}`)).status).toBe(
    410,
  )
  server.clock.ahead += 10 * MINUTE + 1
  expect((await at(server, bako, `/shown/${helper.id}`)).status).toBe(410)
  const late = await post(server, bako, '/account/device', { id: helper.id })
  expect(await late.text()).toContain('not shown any more')
  expect(person).toBeTruthy()
})

it('who sends many forms is asked to wait', async () => {
  const { server, bako } = await begin('sqlite')
  // One more is granted each second, so that only so many at once are too many.
  const statuses: number[] = []
  for (let round = 0; round < 10; round++) {
    const some = Array.from({ length: 20 }, () => post(server, bako, '/account', { name: '' }))
    statuses.push(...(await Promise.all(some)).map(({ status }) => status))
  }
  expect(statuses.slice(0, 60)).toEqual(Array(60).fill(422))
  expect(statuses).toContain(429)
})

it('nothing that opens anything stands in the database or in the log of the server', async () => {
  const { server, bako } = await begin('sqlite')
  const secrets: string[] = []
  for (const [path, fields] of [
    ['/desk/people/invite', { role: 'organiser', name: 'Efua' }],
    ['/desk/people/slips', { role: 'note-taker', count: '3' }],
    ['/account/device', {}],
    ['/account/recovery', {}],
  ] as const) {
    const id = newId()
    await post(server, bako, path, { id, ...fields })
    const page = await (await at(server, bako, `/shown/${id}`)).text()
    secrets.push(...codesOn(page).flatMap((code) => [code, code.replaceAll('-', '')]))
    secrets.push(...[...page.matchAll(/\/enter\/([\w-]{32})/g)].map((match) => match[1]!))
  }
  expect(secrets.length).toBeGreaterThan(30)
  await fetch(`${server.origin}/enter/${secrets.at(-1)}`)
  const kept = (await everything(server)) + JSON.stringify(server.logged)
  for (const secret of [...secrets, bako.split('=')[1]!]) expect(kept).not.toContain(secret)
})

it('a sheet of slips is taken back as a whole, and only what nobody has used', async () => {
  const { server, amina, bako } = await begin('sqlite')
  const id = newId()
  await post(server, bako, '/desk/people/slips', { id, role: 'note-taker', count: '3' })
  const codes = codesOn(await (await at(server, bako, `/shown/${id}`)).text())
  const one = sure(await passTyped(server.world, codes[0]!, null))
  sure(await enter(server.world, one, { name: 'Ffion', agent: undefined }))
  expect(await takeBackInvitation(server.world, amina, one.id)).toBe(true)
  for (const code of codes) expect(await passTyped(server.world, code, null)).toHaveProperty('refused')
  // Once more, and nothing more is done; of one that was used there is nothing to take back.
  const before = await everything(server)
  expect(await takeBackInvitation(server.world, amina, one.id)).toHaveProperty('refused')
  expect(await takeBackInvitation(server.world, amina, newId())).toHaveProperty('refused')
  expect((await post(server, bako, `/desk/people/invitations/${id}/end`)).status).toBe(409)
  expect(await everything(server)).toBe(before)
  server.clock.ahead += DAY
  expect(await idOf(server, 'Ffion')).toBeTruthy()
})
