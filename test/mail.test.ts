import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../src/db/index.ts'
import { DAY, HOUR, instant, MINUTE } from '../src/lib/time.ts'
import { enqueueMailIn, retryMailsIn } from '../src/mail/outbox.ts'
import { mailState } from '../src/mail/state.ts'
import { forgetMailsToIn } from '../src/mail/store.ts'
import { dialects } from './support/db.ts'
import { type About, aMail, type MailOffice, mailWorld, openMailOffice } from './support/mail.ts'
import { readMime, type Turn } from './support/mail-server.ts'
import { until } from './support/server.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

describe.each(dialects)('mail on %s', (dialect) => {
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

  it.each([
    ['starttls', { ann: 'right' }],
    ['at once', { ann: 'right' }],
    ['off', undefined],
  ] as const)(
    'goes to whom it is for, by a server with encryption “%s”, and is then forgotten',
    async (tls, users) => {
      const here = await open({ setup: { tls, ...(users ? { users } : {}) } })
      const id = await here.post()
      const [mail] = await here.arrived(1)
      expect(mail).toMatchObject({
        from: 'hub@example.org',
        to: ['ben@south.example'],
        secure: tls !== 'off',
      })
      expect(mail!.user).toBe(users ? 'ann' : null)
      expect(await readMime(mail!)).toMatchObject({
        subject: 'Come to the hall',
        messageId: `<${id}@hub.example>`,
      })
      const row = await here.tried(id, 1)
      expect(row).toMatchObject({ sealed: null, sent: instant(here.clock.now), given_up: null, why: null })
      expect(await mailState(here.world)).toMatchObject({ is: 'works', waiting: 0, givenUp: 0 })
    },
  )

  it('is sent exactly where the transaction is committed that put it there', async () => {
    const here = await open()
    const undone = inTransaction(here.world.db, async (tx) => {
      await enqueueMailIn(tx, here.world, { ...aMail, subject: 'Not this one' })
      throw new Error('the plug was pulled')
    })
    await expect(undone).rejects.toThrow('the plug')
    await here.post({ subject: 'But this one' })
    const [first] = await here.arrived(1)
    expect((await readMime(first!)).subject).toBe('But this one')
    expect(await here.world.db.selectFrom('mails').select('id').execute()).toHaveLength(1)
  })

  it('with an id of its own is sent once, however often it is asked for', async () => {
    const here = await open()
    for (let i = 0; i < 3; i++) await here.post({ id: 'digest-2026-11-ben' })
    await here.post({ id: 'digest-2026-11-cleo', to: 'cleo@south.example' })
    await here.arrived(2)
    await here.tried('digest-2026-11-ben', 1)
    await here.post({ id: 'digest-2026-11-ben' })
    await here.post({ to: 'dai@south.example' })
    await here.arrived(3)
    expect(here.server.received.map(({ to }) => to[0]).toSorted()).toEqual([
      'ben@south.example',
      'cleo@south.example',
      'dai@south.example',
    ])
  })

  it('that is noted as sent is not sent again, though its message comes again', async () => {
    const here = await open()
    const id = await here.post()
    await here.tried(id, 1)
    const message = here.world.vault.seal(JSON.stringify({ mail: id }))
    const row = {
      queue: 'mail',
      sealed: message,
      ordering_key: null,
      attempts: 0,
      due: instant(0),
      made: instant(0),
    }
    await here.world.db.insertInto('queue').values(row).execute()
    here.world.pulse.beat()
    await until(
      'it is looked at',
      async () => (await here.world.db.selectFrom('queue').select('seq').execute()).length === 0,
    )
    expect(here.server.received).toHaveLength(1)
  })

  it('of somebody who waits is taken in hand before what has no hurry', async () => {
    const here = await open({ working: false })
    for (let i = 0; i < 20; i++) await here.post({ to: `digest${i}@south.example` })
    await here.post({ to: 'code@south.example', urgent: true })
    const { seq } = await here.world.db
      .selectFrom('queue')
      .select('seq')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    here.server.manners.connect = () => 'hang'
    here.begin()
    const inHand = await until('some are in hand', async () => {
      const leased = await here.world.db
        .selectFrom('queue')
        .select('seq')
        .where('leased_by', 'is not', null)
        .execute()
      return leased.length > 0 && leased
    })
    expect(inHand.map((row) => row.seq)).toContain(seq)
    expect(inHand.length).toBeLessThan(10)
  })

  const misbehaving: [
    how: string,
    manners: (turn: Turn) => MailOffice['server']['manners'],
    turn: Turn,
    words: RegExp,
  ][] = [
    [
      'has no time (421) when one comes',
      (turn) => ({ connect: () => turn }),
      { code: 421, says: 'busy' },
      /has no time for us \(421/,
    ],
    [
      'has no time (421) in the middle',
      (turn) => ({ to: () => turn }),
      { code: 421, says: 'busy' },
      /has no time for us \(421/,
    ],
    [
      'wants the sender to come later',
      (turn) => ({ from: () => turn }),
      { code: 451, says: '4.7.1 slow down' },
      /come again later \(451 4.7.1\)/,
    ],
    [
      'greylists the receiver',
      (turn) => ({ to: () => turn }),
      { code: 450, says: '4.2.0 <ben@south.example> greylisted' },
      /come again later \(450 4.2.0\)/,
    ],
    [
      'has no room for the text now',
      (turn) => ({ data: () => turn }),
      { code: 452, says: '4.3.1 disk full' },
      /come again later \(452 4.3.1\)/,
    ],
    ['hangs up when one comes', (turn) => ({ connect: () => turn }), 'drop', /hung up in the middle/],
    ['hangs up at the receiver', (turn) => ({ to: () => turn }), 'drop', /hung up in the middle/],
    ['hangs up in the middle of the text', (turn) => ({ text: () => turn }), 'drop', /hung up in the middle/],
    [
      'hangs up after the text, before it says that it has it',
      (turn) => ({ data: () => turn }),
      'drop',
      /hung up in the middle/,
    ],
    [
      'does not take our address now',
      (turn) => ({ from: () => turn }),
      { code: 550, says: '5.7.1 not yours' },
      /does not take mail from our address \(550 5.7.1\)/,
    ],
    [
      'says at the receiver that it does not take our address',
      (turn) => ({ to: () => turn }),
      { code: 553, says: '5.7.1 <hub@example.org>: Sender address rejected' },
      /does not take mail from our address/,
    ],
    [
      'has reached its limit',
      (turn) => ({ data: () => turn }),
      { code: 550, says: '5.4.5 Daily user sending limit exceeded' },
      /limit of mails is reached/,
    ],
  ]
  it.each(misbehaving)(
    'waits where the server %s, and goes when that is over',
    async (_, manners, turn, words) => {
      const here = await open({ setup: { users: { ann: 'right' } } })
      let over = false
      Object.assign(here.server.manners, manners(turn))
      for (const [step, does] of Object.entries(here.server.manners))
        Object.assign(here.server.manners, { [step]: () => (over ? undefined : (does as () => Turn)()) })
      const id = await here.post()
      const row = await here.tried(id, 1)
      expect(row.why).toMatch(words)
      expect(row).toMatchObject({ sent: null, given_up: null })
      expect((await mailState(here.world)).waiting).toBe(1)
      over = true
      here.forward(5 * HOUR)
      expect((await here.arrived(1))[0]).toMatchObject({ to: ['ben@south.example'] })
      expect(await here.tried(id, 2)).toMatchObject({ sealed: null, given_up: null, why: null })
      expect((await mailState(here.world)).is).toBe('works')
      expect(JSON.stringify(here.logged)).not.toMatch(/ben@|south\.example|hall|Friday|right/)
    },
  )

  it.each([
    ['never greets', 'connect'],
    ['falls silent at the receiver', 'to'],
    ['falls silent after the text', 'data'],
  ] as const)('waits where the server %s: it is not waited for without end', async (_, step) => {
    const here = await open({ patience: { connect: 300, greeting: 300, silence: 300 }, working: false })
    let hangs = true
    here.server.manners[step] = () => (hangs ? 'hang' : undefined)
    const id = await here.post()
    here.begin()
    const row = await here.tried(id, 1)
    expect(row.why).toMatch(/is silent: it was waited for in vain/)
    expect(await mailState(here.world)).toMatchObject({ is: 'trouble', what: 'hangs', waiting: 1 })
    hangs = false
    here.forward(HOUR)
    await here.arrived(1)
    expect(await here.tried(id, 2)).toMatchObject({ sealed: null })
  })

  it.each([
    [{ code: 550, says: '5.1.1 <ben@south.example>: no such user' }, 'There is no such mailbox (550 5.1.1).'],
    [{ code: 552, says: '5.2.2 mailbox of ben@south.example is full' }, 'The mailbox is full (552 5.2.2).'],
    [{ code: 550, says: 'no' }, /^The mail server does not take it \(550( 5\.\d\.\d)?\)\.$/],
  ])(
    'that the receiver’s server refuses for good is given up, noted without a private word, and others go on',
    async (turn, why) => {
      const here = await open()
      here.server.manners.to = (address) => (address === 'ben@south.example' ? turn : undefined)
      const id = await here.post()
      expect(await here.tried(id, 1)).toMatchObject({
        ...{ sent: null, given_up: instant(here.clock.now) },
        why: typeof why === 'string' ? why : expect.stringMatching(why),
      })
      await here.post({ to: 'cleo@south.example' })
      await here.arrived(1)
      const state = await mailState(here.world)
      expect(state).toMatchObject({
        is: 'works',
        waiting: 0,
        givenUp: 1,
        lastGivenUp: [{ kind: 'invitation' }],
      })
      expect(here.logged).toContainEqual([
        'warning',
        'A mail was given up',
        expect.objectContaining({ mail: id }),
      ])
      expect(JSON.stringify([here.logged, state.lastGivenUp])).not.toMatch(/ben|south\.example|hall|Friday/)
      const dead = await here.world.db.selectFrom('dead_letters').selectAll().execute()
      expect(dead).toEqual([])
    },
  )

  it('that was given up stays so, though its message comes again', async () => {
    const here = await open()
    here.server.manners.to = () => ({ code: 550, says: 'no' })
    const id = await here.post()
    await here.tried(id, 1)
    here.server.manners.to = () => undefined
    const message = here.world.vault.seal(JSON.stringify({ mail: id }))
    const row = { queue: 'mail', sealed: message, ordering_key: null, attempts: 0 }
    await here.world.db
      .insertInto('queue')
      .values({ ...row, due: instant(0), made: instant(0) })
      .execute()
    here.world.pulse.beat()
    await until(
      'it is looked at',
      async () => (await here.world.db.selectFrom('queue').select('seq').execute()).length === 0,
    )
    expect(here.server.received).toEqual([])
  })

  it('that was given up can be taken up again for some days, and is then emptied and forgotten', async () => {
    const here = await open()
    here.server.manners.to = () => ({ code: 554, says: '5.7.1 no' })
    const id = await here.post()
    const ended = await here.post({ until: instant(here.clock.now + HOUR) })
    await here.tried(id, 1)
    await here.tried(ended, 1)
    here.clock.now += 2 * HOUR
    here.server.manners.to = () => undefined
    const again = await inTransaction(here.world.db, (tx) => retryMailsIn(tx, here.world))
    expect(again).toBe(1)
    here.world.pulse.beat()
    await here.arrived(1)
    here.clock.now += 8 * DAY
    await here.halt()
    here.begin()
    await until('it is emptied', async () => (await here.row(ended)).sealed === null)
    here.clock.now += 23 * DAY
    await here.halt()
    here.begin()
    await until(
      'all is forgotten',
      async () => (await here.world.db.selectFrom('mails').select('id').execute()).length === 0,
    )
  })

  it('is tried for three days at growing distances, and then given up with the last reason', async () => {
    const here = await open()
    let asked = 0
    here.server.manners.to = (address) => {
      if (address === 'ben@south.example') asked++
      return { code: 450, says: '4.2.0 later' }
    }
    const id = await here.post()
    const begun = here.clock.now
    const waits: number[] = []
    for (let times = 1; ; times++) {
      const row = await here.tried(id, times)
      if (row.given_up) break
      const { due } = await here.world.db.selectFrom('queue').select('due').executeTakeFirstOrThrow()
      waits.push(Date.parse(due) - here.clock.now)
      here.forward(Date.parse(due) - here.clock.now)
    }
    expect(here.clock.now - begun).toBeGreaterThan(3 * DAY)
    expect(here.clock.now - begun).toBeLessThan(3 * DAY + 6 * HOUR)
    expect(asked).toBe(waits.length)
    expect(waits[0]).toBeLessThan(2 * MINUTE)
    expect(Math.max(...waits)).toBeGreaterThan(2 * HOUR)
    expect(Math.max(...waits)).toBeLessThanOrEqual(5 * HOUR)
    expect(asked).toBeLessThan(60)
    expect((await here.row(id)).why).toBe(
      'It could not be sent within three days. The mail server asks to come again later (450 4.2.0).',
    )
  })

  it('whose time is over is not sent any more', async () => {
    const here = await open({ working: false })
    const late = await here.post({ until: instant(here.clock.now + 15 * MINUTE) })
    const timely = await here.post({ until: instant(here.clock.now + HOUR) })
    here.clock.now += 20 * MINUTE
    here.begin()
    await here.tried(timely, 1)
    await here.tried(late, 1)
    expect((await here.row(late)).why).toBe('Its time was over before it could be sent.')
    expect(here.server.received).toHaveLength(1)
  })

  it('is not sent to somebody of whom nothing may stay', async () => {
    const here = await open({ working: false })
    await here.post({ person: 'ben' })
    await here.post({ to: 'cleo@south.example' })
    await inTransaction(here.world.db, (tx) => forgetMailsToIn(tx, 'ben'))
    here.begin()
    await here.arrived(1)
    await until(
      'nothing waits',
      async () => (await here.world.db.selectFrom('queue').select('seq').execute()).length === 0,
    )
    expect(here.server.received.map(({ to }) => to)).toEqual([['cleo@south.example']])
  })
})
