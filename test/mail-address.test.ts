import { afterEach, describe, expect, it } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { DAY, MINUTE } from '../src/lib/time.ts'
import { dialects } from './support/db.ts'
import { type MailedServer, mailTo, startMailed } from './support/mailed.ts'
import { startServer, type TestServer, until } from './support/server.ts'
import { hasAddress, signIn } from './support/sign-in.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function begin(dialect: (typeof dialects)[number]) {
  const server = await startMailed(dialect)
  ends.push(server.end)
  const { hub } = await server.hub('northend')
  const chidi = await signIn(server, hub.id, ['organiser'], 'Chidi')
  return { server, hub, chidi }
}

const post = async (
  server: TestServer,
  cookie: string,
  path: string,
  fields: Record<string, string> = {},
) => {
  const answer = await fetch(server.origin + path, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) },
    headers: { cookie, origin: server.origin },
  })
  return { status: answer.status, to: answer.headers.get('location'), text: await answer.text(), answer }
}
const read = async (server: TestServer, cookie: string, path: string) =>
  (await fetch(server.origin + path, { headers: { cookie } })).text()
const addressOf = async ({ world }: TestServer, name: string) =>
  (await world.db.selectFrom('people').select('address').where('name', '=', name).executeTakeFirstOrThrow())
    .address

/** Gives an address as one’s own, up to the code. */
async function give(server: MailedServer, cookie: string, address: string): Promise<string> {
  const before = server.mail.received.filter(({ to }) => to.includes(address)).length
  expect((await post(server, cookie, '/account/address', { address })).to).toBe('/account#mail')
  return (await mailTo(server, address, before)).code
}

describe.each(dialects)('somebody’s own mail address on %s', (dialect) => {
  it('is added, changed and removed by a code that comes there; the one before is told', async () => {
    const { server, chidi } = await begin(dialect)
    const first = await give(server, chidi, 'chidi@mail.example')
    expect(await addressOf(server, 'Chidi')).toBeNull()
    expect(await read(server, chidi, '/account')).toContain('A code is on its way to')
    const done = await post(server, chidi, '/account/address/code', { code: first })
    expect(done.to).toBe('/account?done=address#mail')
    expect(await addressOf(server, 'Chidi')).toBe('chidi@mail.example')
    expect(server.mail.received).toHaveLength(1)

    const second = await give(server, chidi, 'Other@mail.example')
    await post(server, chidi, '/account/address/code', { code: second })
    expect(await addressOf(server, 'Chidi')).toBe('Other@mail.example')
    const told = await mailTo(server, 'chidi@mail.example', 1)
    expect(told.subject).toBe('Your mail address in Hub of northend was changed')
    expect(told.text).toContain('goes to another address from now on')
    expect(told.raw).not.toContain('Other@')

    expect((await post(server, chidi, '/account/address/end')).to).toBe('/account?done=address-gone#mail')
    expect(await addressOf(server, 'Chidi')).toBeNull()
    expect((await mailTo(server, 'Other@mail.example', 1)).text).toContain('sends Chidi no more mail')
    const log = await read(server, chidi, '/desk/log')
    expect(log.match(/Chidi changed their mail address/g)).toHaveLength(3)
    expect(log).not.toContain('mail.example')
  })

  it('is confirmed on the device it was given on, within half an hour, with five tries', async () => {
    const { server, chidi, hub } = await begin(dialect)
    const code = await give(server, chidi, 'chidi@mail.example')
    const eve = await signIn(server, hub.id, [], 'Eve')
    const by = async (cookie: string, typed: string) =>
      (await post(server, cookie, '/account/address/code', { code: typed })).status
    expect(await by(eve, code)).toBe(422)
    const wrong = code === '000000' ? '000001' : '000000'
    for (let tries = 0; tries < 5; tries++) expect(await by(chidi, wrong)).toBe(422)
    expect(await by(chidi, code)).toBe(422)
    const second = await give(server, chidi, 'chidi@mail.example')
    server.clock.ahead += 30 * MINUTE + 1
    expect(await by(chidi, second)).toBe(422)
    const third = await give(server, chidi, 'chidi@mail.example')
    await post(server, chidi, '/account/address/drop')
    expect(await by(chidi, third)).toBe(422)
    expect(await addressOf(server, 'Chidi')).toBeNull()
  })

  it('tells whoever has none of it of no other: that it is taken is said to whom it belongs', async () => {
    const { server, chidi, hub } = await begin(dialect)
    const eve = await signIn(server, hub.id, [], 'Eve')
    await hasAddress(server, 'Chidi', 'chidi@mail.example')
    const code = await give(server, eve, 'CHIDI@mail.example')
    expect(await read(server, eve, '/account')).not.toContain('Somebody else')
    const refused = await post(server, eve, '/account/address/code', { code })
    expect([refused.status, refused.text]).toEqual([
      422,
      expect.stringContaining('Somebody else of the hub has this address.'),
    ])
    const wrong = await post(server, chidi, '/account/address', { address: 'ann@mail.example, b@b.example' })
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('That is no mail address.')])
  })

  it('is not a way to write to the whole town', async () => {
    const { server, chidi } = await begin(dialect)
    const statuses: number[] = []
    for (let times = 0; times < 7; times++)
      statuses.push(
        (await post(server, chidi, '/account/address', { address: `n${times}@mail.example` })).status,
      )
    expect(statuses).toEqual([...Array(5).fill(303), 422, 422])
  })

  it('goes with the person, and what was on its way to them', async () => {
    const { server, chidi } = await begin(dialect)
    await hasAddress(server, 'Chidi', 'chidi@mail.example')
    server.mail.manners.to = () => ({ code: 451, says: '4.7.1 come again later' })
    await post(server, chidi, '/account/address', { address: 'new@mail.example' })
    const mails = () => server.world.db.selectFrom('mails').select('id').execute()
    await until('it waits', async () => (await mails()).length === 1)
    expect(await read(server, chidi, '/account/data/file')).toContain('"kind": "address"')
    await post(server, chidi, '/account/data/erase', { sure: 'yes' })
    const erased = await server.world.db
      .selectFrom('people')
      .select('id')
      .where('erased', 'is not', null)
      .execute()
    expect([erased.length, await mails()]).toEqual([1, []])
  })
})

describe.each(dialects)('an invitation by mail on %s', (dialect) => {
  it('brings its receiver in with the address; who comes by another way comes without it', async () => {
    const { server, chidi } = await begin(dialect)
    const invite = async (name: string, address: string) => {
      const id = newId()
      const { to } = await post(server, chidi, '/desk/people/invite', {
        ...{ id, role: 'note-taker', name, address },
      })
      expect(to).toBe(`/shown/${id}`)
      const shown = await read(server, chidi, `/shown/${id}`)
      expect(shown).toContain('It is on its way by mail too')
      return { shown: /\/enter\/([\w-]{32})/.exec(shown)![1]!, mail: await mailTo(server, address) }
    }
    const efua = await invite('Efua', 'efua@mail.example')
    expect(efua.mail.subject).toBe('You are invited to Hub of northend')
    expect(efua.mail.text).toContain('Chidi invites you to Hub of northend, as note-taker.')
    const mailed = /\/enter\/([\w-]{32})/.exec(efua.mail.link)![1]!
    expect(mailed).not.toBe(efua.shown)
    const enter = (link: string, name: string) => post(server, '', '/enter', { link, name })
    expect((await enter(mailed, 'Efua')).status).toBe(303)
    expect(await addressOf(server, 'Efua')).toBe('efua@mail.example')
    expect((await enter(efua.shown, 'Eve')).status).toBe(410)

    const femi = await invite('Femi', 'femi@mail.example')
    expect((await enter(femi.shown, 'Femi')).status).toBe(303)
    expect(await addressOf(server, 'Femi')).toBeNull()
    expect((await enter(/\/enter\/([\w-]{32})/.exec(femi.mail.link)![1]!, 'Eve')).status).toBe(410)

    // An address that somebody of the hub has already stays theirs.
    const gus = await invite('Gus', 'EFUA@mail.example')
    expect((await enter(/\/enter\/([\w-]{32})/.exec(gus.mail.link)![1]!, 'Gus')).status).toBe(303)
    expect(await addressOf(server, 'Gus')).toBeNull()
  })

  it('forgets the address with its time, or when it is taken back', async () => {
    const { server, chidi } = await begin(dialect)
    await post(server, chidi, '/desk/people/invite', {
      ...{ id: newId(), role: 'note-taker', name: '', address: 'efua@mail.example' },
    })
    const kept = () =>
      server.world.db.selectFrom('passes').select('id').where('address', 'is not', null).execute()
    expect(await kept()).toHaveLength(1)
    await server.close()
    server.clock.ahead += 8 * DAY
    await server.open()
    await until('it is forgotten', async () => (await kept()).length === 0)
    // What anybody asked for by mail and never used goes a day after its time.
    const asked = () =>
      server.world.db.selectFrom('passes').select('id').where('kind', '=', 'sign-in').execute()
    await post(server, '', '/sign-in', { address: 'nobody@mail.example' })
    expect(await asked()).toHaveLength(1)
    await server.close()
    server.clock.ahead += DAY + 16 * MINUTE
    await server.open()
    await until('that is forgotten too', async () => (await asked()).length === 0)
    const wrong = await post(server, chidi, '/desk/people/invite', {
      ...{ id: newId(), role: 'note-taker', name: '', address: 'nonsense' },
    })
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('That is no mail address.')])
  })
})

it('where no mail is set up, no address is asked for, and one that is kept can be removed', async () => {
  const server = await startServer('sqlite', { working: false })
  ends.push(server.end)
  const { hub } = await server.hub('northend')
  const chidi = await signIn(server, hub.id, ['organiser'], 'Chidi')
  expect(await read(server, chidi, '/account')).toContain(
    'This server sends no mail, so an address is of no use',
  )
  expect(await read(server, chidi, '/desk/people/invite')).not.toContain('name="address"')
  expect((await post(server, chidi, '/account/address', { address: 'chidi@mail.example' })).status).toBe(422)
  await hasAddress(server, 'Chidi', 'chidi@mail.example')
  await post(server, chidi, '/account/address/end')
  expect(await addressOf(server, 'Chidi')).toBeNull()
})
