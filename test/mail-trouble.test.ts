import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../src/db/index.ts'
import { DAY, HOUR, instant, MINUTE, SECOND } from '../src/lib/time.ts'
import { enqueueMailIn, whyNoMail } from '../src/mail/outbox.ts'
import { readMailSettings } from '../src/mail/read-settings.ts'
import { sendTestMail, setUpMail } from '../src/mail/set-up.ts'
import { forgetMailSettings, keepMailSettings, mailSettings } from '../src/mail/settings.ts'
import { howMailGoes, mailState, noteWorks } from '../src/mail/state.ts'
import { mailInWords } from '../src/mail/words.ts'
import { workTheMail } from '../src/mail/work.ts'
import { dialects } from './support/db.ts'
import { type About, aMail, type MailOffice, mailWorld, openMailOffice, post } from './support/mail.ts'
import { openMailServer, type Setup } from './support/mail-server.ts'
import { sure } from './support/people.ts'
import { freePort, startServer, until } from './support/server.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const anotherServer = async (setup: Setup = {}) => {
  const server = await openMailServer(setup)
  ends.push(server.end)
  return server
}

describe.each(dialects)('where mail is in trouble on %s', (dialect) => {
  let tested: Awaited<ReturnType<typeof mailWorld>>
  beforeAll(async () => {
    tested = await mailWorld(dialect)
  })
  afterAll(() => tested.close())
  const open = async (about: About = {}): Promise<MailOffice> => {
    const office = await openMailOffice(tested, about)
    ends.push(office.end)
    return office
  }
  const stateIs = (here: MailOffice, is: string) =>
    until(`mail is ${is}`, async () => {
      const state = await mailState(here.world)
      return state.is === is && state
    })

  it('nobody waits for a mail to find out how it is: a server is tried before anything depends on it', async () => {
    const here = await open({ setup: { users: { ann: 'right' } } })
    expect(await stateIs(here, 'works')).toMatchObject({ since: instant(here.clock.now), why: null })
    expect(here.server.received).toEqual([])
  })

  it('a password that is refused loses nothing, is said in words, and goes on with the right one at once', async () => {
    const here = await open({ setup: { users: { ann: 'right' } }, working: false })
    await here.set(here.server, { password: 'wrong' })
    const ids = await Promise.all(
      ['ben', 'cleo', 'dai'].map((name) => here.post({ to: `${name}@south.example` })),
    )
    here.begin()
    const state = await stateIs(here, 'trouble')
    expect(state).toMatchObject({ what: 'login', waiting: 3, givenUp: 0, since: instant(here.clock.now) })
    expect(state.why).toMatch(/does not take this name and password \(535 5\.7\.8\)/)
    await until('they wait for hours', async () => {
      const rows = await here.world.db.selectFrom('queue').select(['due', 'leased_by']).execute()
      return (
        rows.length === 3 &&
        rows.every(({ due, leased_by }) => due > instant(here.clock.now + 4 * MINUTE) && !leased_by)
      )
    })
    sure(await here.set(here.server))
    await here.arrived(3)
    for (const id of ids) expect(await here.tried(id, 1)).toMatchObject({ sealed: null })
    expect((await mailState(here.world)).is).toBe('works')
    expect(JSON.stringify(here.logged)).not.toMatch(/wrong|right|south\.example/)
  })

  it.each([
    ['made its certificate itself', { trusted: false }, 'certificate'],
    ['has a certificate of another name', { names: ['mail.example.net'] }, 'certificate'],
    ['offers no encryption', { tls: 'off' }, 'no tls'],
    ['knows no logins, where we have one', {}, 'no login', { user: 'ann', password: 'right' }],
  ] as const)(
    'nothing goes to a server that %s, and nothing is lost',
    async (_, setup, what, login: Record<string, string> = {}) => {
      const here = await open()
      const bad = await anotherServer(setup as Setup)
      sure(await here.set({ url: bad.url.replace('?tls=off', '') }, login))
      await here.post()
      expect(await stateIs(here, 'trouble')).toMatchObject({ what, waiting: 1 })
      expect(bad.received).toEqual([])
      await here.nothingInHand()
      sure(await here.set(here.server))
      await here.arrived(1)
    },
  )

  it('one mail finds out for all whether the server is back, and then all go', async () => {
    const here = await open({ working: false })
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, i) => here.post({ to: `p${i}@south.example` })),
    )
    let [down, asked] = [true, 0]
    here.server.manners.connect = () => {
      asked++
      return down ? { code: 421, says: 'closed' } : undefined
    }
    here.begin()
    const allWait = (times: number) =>
      until(`all wait after ${times}`, async () => {
        const rows = await here.world.db.selectFrom('queue').select(['due', 'leased_by']).execute()
        const now = instant(here.clock.now)
        return (
          asked >= times && rows.length === 12 && rows.every(({ due, leased_by }) => due > now && !leased_by)
        )
      })
    await allWait(1)
    // Three at most were on their way at once, and one looked how it is; after that one at a time.
    expect(asked).toBeLessThanOrEqual(8)
    let before = asked
    for (let turn = 0; turn < 4; turn++) {
      here.forward(20 * MINUTE)
      await allWait(before + 1)
      expect(asked - before).toBe(1)
      before = asked
    }
    down = false
    here.forward(20 * MINUTE)
    // Whoever was in hand meanwhile looks again some seconds later; the others do not wait for their time.
    for (let turn = 0; turn < 10; turn++) {
      await here.nothingInHand()
      here.forward(6 * SECOND)
    }
    expect(here.server.received).toHaveLength(12)
    for (const id of ids) await here.tried(id, 1)
    expect((await mailState(here.world)).is).toBe('works')
    expect(new Set(here.server.received.map(({ to }) => to[0])).size).toBe(12)
  })

  it('one mail of which the server always despairs does not hold up the others', async () => {
    const here = await open({ working: false })
    here.server.manners.to = (address) => (address === 'despair@south.example' ? 'drop' : undefined)
    const bad = await here.post({ to: 'despair@south.example' })
    here.begin()
    await here.tried(bad, 1)
    const others = await Promise.all(
      Array.from({ length: 6 }, (_, i) => here.post({ to: `p${i}@south.example` })),
    )
    await here.nothingInHand()
    for (let turn = 0; turn < 12 && here.server.received.length < 6; turn++) {
      here.forward(10 * SECOND)
      await here.nothingInHand()
    }
    for (const id of others) expect(await here.row(id)).toMatchObject({ sealed: null })
    expect(await here.row(bad)).toMatchObject({ sent: null, given_up: null })
  })

  it('mail that is forgotten leaves what waits for the next one that is set up', async () => {
    const here = await open({ working: false })
    const id = await here.post()
    sure(await forgetMailSettings(here.world))
    here.begin()
    expect(await inTransaction(here.world.db, (tx) => enqueueMailIn(tx, here.world, aMail))).toMatchObject({
      refused: 'This server has no mail set up.',
      because: 'no mail',
    })
    expect(await forgetMailSettings(here.world)).toMatchObject({ refused: 'This server has no mail set up.' })
    expect(await mailState(here.world)).toMatchObject({ is: 'none', server: null, waiting: 1 })
    expect(await howMailGoes(here.world)).toBe('none')
    await until('it waits', async () => {
      const { due } = await here.world.db.selectFrom('queue').select('due').executeTakeFirstOrThrow()
      return due > instant(here.clock.now)
    })
    sure(await here.set(here.server))
    await here.arrived(1)
    expect(await here.tried(id, 1)).toMatchObject({ sealed: null })
  })

  it('is tried again by itself while nothing waits, but not with a password that was refused', async () => {
    const here = await open({ setup: { users: { ann: 'right' } }, working: false })
    await here.set(here.server, { password: 'wrong' })
    here.begin()
    await stateIs(here, 'trouble')
    await here.halt()
    here.clock.now += 40 * DAY
    // Whoever looks after mail forgets this when all else is done.
    const old = { id: 'old', kind: 'test', tries: 1, made: instant(0), begun: instant(0), sent: instant(0) }
    await here.world.db
      .insertInto('mails')
      .values({
        ...old,
        hub_id: null,
        person_id: null,
        sealed: null,
        ends: null,
        given_up: null,
        why: null,
        refused: 0,
      })
      .execute()
    here.begin()
    await until(
      'it was looked after',
      async () => (await here.world.db.selectFrom('mails').select('id').execute()).length === 0,
    )
    await here.halt()
    expect(here.server.logins).toHaveLength(1)
    const port = await freePort()
    await here.set({ url: `smtp://127.0.0.1:${port}` })
    here.begin()
    await stateIs(here, 'trouble')
    await here.halt()
    const back = await anotherServer({ port })
    here.clock.now += 2 * HOUR
    here.begin()
    await stateIs(here, 'works')
    expect(back.received).toEqual([])
  })

  it('what was found out about a server says nothing of the one that is set up now', async () => {
    const here = await open({ working: false })
    const { settings } = (await mailSettings(here.world))!
    sure(await here.set(await anotherServer()))
    expect(await noteWorks(here.world, settings)).toBe(false)
    expect(await mailState(here.world)).toMatchObject({ is: 'untried' })
    expect(await howMailGoes(here.world)).toBe('untried')
  })

  it('one that the server dies of again and again is given up', async () => {
    const here = await open({ working: false })
    const id = await here.post()
    await here.world.db.updateTable('queue').set({ attempts: 20 }).execute()
    here.begin()
    expect((await here.tried(id, 1)).why).toBe('The server stopped 20 times while it was being sent.')
    expect(here.server.received).toEqual([])
  })

  it('stops in time though the server hangs, and the mail waits for the next start', async () => {
    const here = await open({ working: false })
    const id = await here.post()
    let hangs = true
    here.server.manners.data = () => (hangs ? 'hang' : undefined)
    here.begin()
    await until('it hangs', () => here.server.hanging() > 0)
    await here.halt()
    expect(await here.row(id)).toMatchObject({ sent: null, given_up: null })
    hangs = false
    here.begin()
    await here.arrived(1)
    expect(await here.tried(id, 1)).toMatchObject({ sealed: null })
  })

  it('keeps nothing readable of a mail, its receiver or a password in the database', async () => {
    const here = await open({ setup: { users: { ann: 'right-password' } }, working: false })
    await here.post({ subject: 'Come', body: [{ code: '314159' }] })
    for (const table of ['mails', 'queue', 'settings', 'dead_letters'] as const) {
      const rows = JSON.stringify(await here.world.db.selectFrom(table).selectAll().execute())
      expect(rows).not.toMatch(/ben@|south\.example|Come|314159|right-password/)
    }
    expect((await mailSettings(here.world))?.settings).toMatchObject({
      user: 'ann',
      password: 'right-password',
    })
    expect(JSON.stringify(await mailState(here.world))).not.toContain('right-password')
  })

  it('is set up only with a server that takes our mail, with the port that was found', async () => {
    const here = await open({ setup: { users: { ann: 'right' } }, working: false })
    sure(await forgetMailSettings(here.world))
    const typed = { host: '127.0.0.1', port: String(here.server.port), user: 'ann', from: 'hub@example.org' }
    const no = sure(await setUpMail(here.world, { ...typed, password: 'wrong' }, { by: 'amina' }))
    expect(no).toMatchObject({ kept: null, probe: { found: null, trouble: { what: 'login' } } })
    expect(await mailSettings(here.world)).toBeNull()
    const yes = sure(await setUpMail(here.world, { ...typed, password: 'right' }, { by: 'amina' }))
    expect(yes.kept).toMatchObject({ port: here.server.port, tls: 'starttls', user: 'ann' })
    expect(await mailSettings(here.world)).toMatchObject({
      ...{ from: 'database', kept: { by: 'amina', at: instant(here.clock.now) } },
    })
    expect(await mailState(here.world)).toMatchObject({ is: 'works', server: { user: 'ann' } })
    const anyway = sure(
      await setUpMail(here.world, { ...typed, password: 'later' }, { by: 'amina', anyway: true }),
    )
    expect(anyway.kept).toMatchObject({ password: 'later' })
    expect(await mailState(here.world)).toMatchObject({ is: 'trouble', what: 'login' })
  })

  it('sends a mail to try it, past all that waits, and says in words what came of it', async () => {
    const here = await open({ working: false })
    const words = { from: 'North End', language: 'en', subject: 'Does mail arrive?', body: aMail.body }
    const sent = sure(await sendTestMail(here.world, 'Ann@example.org', words))
    expect(sent).toEqual({
      sent: true,
      words: expect.stringContaining('127.0.0.1 has taken a mail to Ann@example.org'),
    })
    expect(here.server.received.map(({ to }) => to)).toEqual([['Ann@example.org']])
    here.server.manners.to = () => ({ code: 550, says: '5.1.1 no' })
    expect(sure(await sendTestMail(here.world, 'ann@example.org', words))).toEqual({
      ...{ sent: false, words: 'There is no such mailbox (550 5.1.1).' },
    })
    expect(await sendTestMail(here.world, 'ann', words)).toHaveProperty('refused')
  })
})

it('one that the mail server has is not sent again because our note of it could not be written', async () => {
  const tested = await mailWorld('sqlite')
  ends.push(tested.close)
  const here = await openMailOffice(tested, { working: false })
  ends.push(here.end)
  const { handle } = tested.open.sqlite!
  handle.exec(
    `create trigger no before update of sent on mails begin select raise(abort, 'the disk is full'); end`,
  )
  const id = await here.post()
  here.begin()
  await here.arrived(1)
  await until('it waits to be noted', async () => {
    const { attempts, leased_by } = await here.world.db
      .selectFrom('queue')
      .select(['attempts', 'leased_by'])
      .executeTakeFirstOrThrow()
    return attempts === 1 && leased_by === null
  })
  here.forward(MINUTE)
  await until(
    'it was tried to be noted',
    async () =>
      (await here.world.db.selectFrom('queue').select('attempts').executeTakeFirstOrThrow()).attempts === 2,
  )
  handle.exec('drop trigger no')
  here.forward(HOUR)
  expect(await here.tried(id, 1)).toMatchObject({ sealed: null })
  expect(here.server.received).toHaveLength(1)
})

describe('the environment', () => {
  it('sets mail up for a whole server, which then sends what its verbs put there', async () => {
    const mail = await anotherServer({ users: { ann: 'right' } })
    const env = { SMTP_URL: mail.url, FOLKMOOT_MAIL_FROM: 'env@example.org' }
    const server = await startServer('sqlite', { env })
    ends.push(server.end)
    await until('it was tried', async () => (await howMailGoes(server.world)) === 'works')
    await post(server.world)
    const [arrived] = await until('it arrives', () => mail.received.length > 0 && mail.received)
    expect(arrived).toMatchObject({
      from: 'env@example.org',
      to: ['ben@south.example'],
      user: 'ann',
      secure: true,
    })
  })

  it('goes before what is kept in the database, and says so', async () => {
    const server = await anotherServer({ users: { ann: 'right' } })
    const env = { SMTP_URL: server.url, FOLKMOOT_MAIL_FROM: 'env@example.org' }
    const tested = await mailWorld('sqlite', env)
    ends.push(tested.close)
    const other = sure(readMailSettings({ url: 'smtp://other.example:587', from: 'hub@example.org' }))
    expect(await keepMailSettings(tested.world, other, null)).toMatchObject({
      refused: expect.stringContaining('in the environment of this server (SMTP_URL), and that goes before'),
    })
    expect(await forgetMailSettings(tested.world)).toHaveProperty('refused')
    const unset = { ...tested.world, config: { ...tested.world.config, mail: null } }
    sure(await keepMailSettings(unset, other, null))
    expect(await mailSettings(tested.world)).toMatchObject({
      ...{ from: 'environment', settings: { host: '127.0.0.1', from: 'env@example.org' } },
    })
  })

  it('that a command was not given is asked for in words', async () => {
    const server = await anotherServer()
    const env = { SMTP_URL: server.url, FOLKMOOT_MAIL_FROM: 'env@example.org' }
    const tested = await mailWorld('sqlite', env)
    ends.push(tested.close)
    const here = await openMailOffice(tested)
    ends.push(here.end)
    await until('it was tried', async () => (await mailState(here.world)).is === 'works')
    expect(mailInWords(await mailState(here.world))).toEqual([
      expect.stringMatching(/^Mail works since/),
      expect.stringContaining('It is set up in the environment (SMTP_URL)'),
      'No mail waits.',
    ])
    const unset = { ...here.world, config: { ...here.world.config, mail: null } }
    expect(mailInWords(await mailState(unset))).toEqual([
      expect.stringContaining('give the command the SMTP_URL'),
    ])
  })

  it('that switches federation off keeps a copy of a server from writing to people', async () => {
    const tested = await mailWorld('sqlite')
    ends.push(tested.close)
    const here = await openMailOffice(tested, { working: false })
    ends.push(here.end)
    await here.post()
    const off = { ...here.world, config: { ...here.world.config, federation: false } }
    expect(await whyNoMail(off)).toMatchObject({
      refused: expect.stringContaining('FOLKMOOT_FEDERATION is off'),
      because: 'no mail',
    })
    expect(await inTransaction(off.db, (tx) => enqueueMailIn(tx, off, aMail))).toHaveProperty(
      'because',
      'no mail',
    )
    await workTheMail(off, AbortSignal.timeout(10 * SECOND))
    expect(here.server.connected()).toBe(0)
    expect((await mailState(off)).off).toBe(true)
    expect(await howMailGoes(off)).toBe('off')
  })
})
