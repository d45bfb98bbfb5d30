import { afterEach, describe, expect, it } from 'vitest'
import { answerAsks, confirmFollow, whoseLink } from '../src/digests/actions.ts'
import { changeWish } from '../src/digests/actions-manage.ts'
import { sendDigests } from '../src/digests/actions-send.ts'
import { withdrawIssue } from '../src/issues/actions.ts'
import { instant } from '../src/lib/time.ts'
import { draftOutcome, publishOutcome } from '../src/outcomes/actions.ts'
import { asRead, DAY, HOUR, MINUTE, openByMail, secretIn } from './support/by-mail.ts'
import { dialects } from './support/db.ts'
import { headerOf } from './support/mail-server.ts'
import { sure } from './support/people.ts'
import { everyText } from './support/texts.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const open = async (...about: Parameters<typeof openByMail>) => {
  const here = await openByMail(...about)
  ends.push(here.end)
  return here
}

describe.each(dialects)('following by mail on %s', (dialect) => {
  it('begins with the button behind a mail, tells what is new the next morning, once, and ends with a click', async () => {
    const here = await open(dialect)
    await here.issue('Old lifts')
    await here.ask()
    await answerAsks(here.world)
    const [first] = await here.arrived(1)
    expect(await asRead(first!)).toMatchObject({
      subject: 'Do you want to follow Hub of northend by mail?',
      text: expect.stringMatching(
        /Hub of northend may keep my address[\s\S]*Northend Residents, 3 Mill Lane/,
      ),
    })
    // Whoever only looks at the link, as scanners do, begins nothing.
    const secret = secretIn(first!, 'confirm')
    expect((await whoseLink(here.world, secret))?.confirmed).toBeNull()
    await here.days(1)
    await here.issue('Damp flats')
    await here.send()
    expect(sure(await confirmFollow(here.world, secret))).toBe(secret)

    // What was public before they came is not news.
    await here.days(1)
    await here.send()
    const crossing = await here.issue('No crossing')
    await here.issue('Late buses')
    await here.amend(crossing.id, 'No safe crossing')
    await here.days(1)
    await here.send()
    await here.send()
    const mails = await here.arrived(2)
    const { subject, text, html } = await asRead(mails[1]!)
    expect(subject).toBe('What is new: Hub of northend')
    expect(text).toMatch(/Issues\n\n- No safe crossing\n {2}New · Open\n/)
    expect(text.indexOf('No safe crossing')).toBeLessThan(text.indexOf('Late buses'))
    expect(text.match(/safe crossing/g)).toHaveLength(1)
    expect(text).not.toMatch(/Old lifts|Damp flats/)
    expect(text).toContain('Northend Residents, 3 Mill Lane')
    expect(html).toMatch(/<h2[^>]*>Issues<\/h2>[\s\S]*No safe crossing<\/a>/)

    // A change of what was told is told as a change; a day without news has no mail.
    await here.days(1)
    await here.send()
    await here.amend(crossing.id, 'A crossing at last')
    await here.days(1)
    await here.send()
    const third = await asRead((await here.arrived(3))[2]!)
    expect(third.text).toMatch(/A crossing at last\n {2}Changed · Open/)
    expect(third.text).not.toContain('Late buses')
    await here.days(5)
    await here.send()
    await here.quiet()
    expect(here.post.received).toHaveLength(3)
    for (const mail of here.post.received) expect(mail.to).toEqual(['ben@south.example'])
  })

  it('comes by the week to those who want that, by kinds, and in their language', async () => {
    const here = await open(dialect)
    const issue = await here.issue('Old lifts')
    await here.follow({
      cadence: 'weekly',
      kinds: ['outcomes'],
      language: 'cy',
      address: 'nia@south.example',
    })
    await here.follow({ cadence: 'daily', kinds: ['issues'], address: 'ben@south.example' })
    await here.issue('Damp flats')
    const outcome = sure(
      await draftOutcome(here.world, here.who, {
        ...{ titles: { en: 'A fund', cy: 'Cronfa' }, contents: { en: 'We agreed.', cy: 'Cytunwyd.' } },
        issues: [issue.iri],
      }),
    )
    sure(await publishOutcome(here.world, here.who, outcome.id))
    await here.days(1)
    await here.send()
    const [daily] = (await here.arrived(3)).slice(2)
    expect(daily!.to).toEqual(['ben@south.example'])
    expect((await asRead(daily!)).text).toContain('Damp flats')
    expect((await asRead(daily!)).text).not.toContain('A fund')
    await here.days(5)
    await here.send()
    await here.quiet()
    expect(here.post.received).toHaveLength(3)
    await here.days(1)
    await here.send()
    const weekly = (await here.arrived(4))[3]!
    expect(weekly.to).toEqual(['nia@south.example'])
    const { subject, text, kindsOfEnd } = await asRead(weekly)
    expect(subject).toBe('Beth sy’n newydd: Hub of northend')
    expect(text).toMatch(/Cronfa[\s\S]*lang=cy/)
    expect(text).not.toContain('Damp flats')
    expect(kindsOfEnd).toEqual([])
    expect(headerOf(weekly, 'Content-Language')).toEqual(['cy'])
  })

  it('of one issue tells all that comes of it, and nothing else', async () => {
    const here = await open(dialect)
    const issue = await here.issue('Old lifts')
    const other = await here.issue('Damp flats')
    await here.follow({ issue: issue.id })
    const decide = async (title: string, iri: string) => {
      const draft = sure(
        await draftOutcome(here.world, here.who, {
          ...{ titles: { en: title }, contents: { en: 'We agreed.' }, issues: [iri] },
        }),
      )
      return sure(await publishOutcome(here.world, here.who, draft.id))
    }
    await here.days(1)
    await here.send()
    await decide('New lifts by May', issue.iri)
    await decide('Dry flats by June', other.iri)
    await here.issue('Late buses')
    await here.days(1)
    await here.send()
    await here.send()
    const { subject, text } = await asRead((await here.arrived(2))[1]!)
    expect(subject).toBe('What is new: Old lifts')
    expect(text).toContain('New lifts by May')
    expect(text).not.toMatch(/Dry flats|Late buses|Damp flats/)
    await here.days(1)
    await here.amend(issue.id, 'Old lifts in all blocks')
    await here.send()
    await here.days(1)
    await here.send()
    const last = await asRead((await here.arrived(3))[2]!)
    expect(last.text).toMatch(/Old lifts in all blocks\n {2}Changed/)
    expect(last.text).not.toContain('New lifts by May')
  })

  it('after a long time of silence is one mail, with so many lines and a word on the rest', async () => {
    const here = await open(dialect)
    await here.follow()
    for (let i = 1; i <= 13; i++) await here.issue(`Matter ${i}.`)
    await here.days(40)
    await here.send()
    await here.send()
    await here.quiet()
    const mails = await here.arrived(2)
    expect(mails).toHaveLength(2)
    const { text } = await asRead(mails[1]!)
    expect(text.match(/Matter \d+\./g)).toHaveLength(10)
    expect(text).toContain('And 3 more on the page')
    expect(text).toContain('Matter 13.')
    expect(text).not.toContain('Matter 3.')
  })

  it('loses nothing where a process stops in the middle: what was not kept whole is made again', async () => {
    const here = await open(dialect)
    await here.follow()
    await here.issue('Damp flats')
    await here.days(1)
    const broken = {
      ...here.world,
      vault: {
        ...here.world.vault,
        seal: () => {
          throw new Error('stopped')
        },
      },
    }
    await sendDigests(broken)
    await here.quiet()
    expect(here.post.received).toHaveLength(1)
    await here.send()
    expect((await asRead((await here.arrived(2))[1]!)).text).toContain('Damp flats')
  })

  it('waits while the mail server is in trouble; then says in one mail what is still so', async () => {
    const here = await open(dialect)
    await here.follow()
    const damp = await here.issue('Damp flats')
    await here.issue('Late buses')
    here.post.manners.to = () => ({ code: 450, says: '4.2.0 later' })
    await here.days(1)
    await here.send()
    await here.quiet()
    sure(await withdrawIssue(here.world, here.who, damp.id, 'It was mended.'))
    await here.send()
    expect((await here.row()).taken_back).not.toBeNull()
    here.post.manners.to = () => undefined
    here.clock.ahead += 2 * HOUR
    await here.send()
    await here.send()
    const { text } = await asRead((await here.arrived(2))[1]!)
    expect(text).toContain('Late buses')
    expect(text).not.toContain('Damp flats')
    await here.quiet()

    // A morning that comes while yesterday’s mail waits makes one of two.
    await here.issue('No crossing')
    here.post.manners.to = () => ({ code: 450, says: '4.2.0 later' })
    await here.days(1)
    await here.send()
    await here.quiet()
    await here.issue('Broken lamps')
    await here.days(1)
    await here.send()
    here.post.manners.to = () => undefined
    here.clock.ahead += 30 * MINUTE
    await here.send()
    await here.send()
    await here.arrived(3)
    await here.quiet()
    expect(here.post.received).toHaveLength(3)
    expect((await asRead(here.post.received[2]!)).text).toMatch(/Broken lamps[\s\S]*No crossing/)
  })

  it('a mail that was on its way when it was taken back counts as told', async () => {
    const here = await open(dialect)
    await here.follow()
    const damp = await here.issue('Damp flats')
    await here.issue('Late buses')
    // The mail server has it all, and is slow to say so: meanwhile what the mail says is withdrawn.
    let asked = () => {}
    const under = new Promise<void>((resolve) => {
      asked = resolve
    })
    let taken = false
    here.post.manners.data = () => {
      asked()
      return taken ? undefined : 'hang'
    }
    await here.quiet()
    here.clock.ahead += DAY
    await here.send()
    await under
    sure(await withdrawIssue(here.world, here.who, damp.id, 'It was mended.'))
    await here.send()
    const { mail_id, taken_back } = await here.row()
    expect(taken_back).not.toBeNull()
    // Then it says that it has it, and our own note of that is made.
    taken = true
    await here.world.db
      .updateTable('mails')
      .set({ sent: instant(here.world.clock()) })
      .where('id', '=', mail_id)
      .execute()
    here.clock.ahead += HOUR
    await here.send()
    await here.send()
    expect(await here.row()).toMatchObject({ mail_id: null, next: null, refused: 0 })
    expect(JSON.parse((await here.row()).told).seq).toBe(2)
  })

  it('pauses where several mails in a row are refused for good, says so, and begins again when they do', async () => {
    const here = await open(dialect)
    const secret = await here.follow()
    here.post.manners.to = () => ({ code: 550, says: '5.1.1 <ben@south.example>: no such user' })
    for (let day = 1; day <= 4; day++) {
      await here.issue(`Matter ${day}`)
      await here.days(1)
      await here.send()
      await here.quiet()
      await here.send()
    }
    const row = await here.row()
    expect(row).toMatchObject({ refused: 3, mail_id: null })
    expect(row.paused).not.toBeNull()
    const mails = await here.world.db
      .selectFrom('mails')
      .select('kind')
      .where('kind', '=', 'digest')
      .execute()
    expect(mails).toEqual([])
    here.post.manners.to = () => undefined
    const kinds = row.kinds.split(' ')
    sure(await changeWish(here.world, secret, { kinds, cadence: 'daily', language: 'en' }))
    await here.days(1)
    await here.send()
    const { text } = await asRead((await here.arrived(2))[1]!)
    for (let day = 1; day <= 4; day++) expect(text).toContain(`Matter ${day}`)
    expect(JSON.stringify(here.server.logged)).not.toMatch(/ben@|south\.example|Matter/)
  })

  it('goes on after what was given up for want of a mail server, with all that it said', async () => {
    const here = await open(dialect)
    await here.follow()
    await here.issue('Damp flats')
    await here.days(1)
    await here.send()
    await here.arrived(2)
    await here.quiet()
    await here.send()
    await here.issue('Late buses')
    await here.halt()
    here.clock.ahead += DAY
    await here.send()
    const { mail_id } = await here.row()
    await here.world.db
      .updateTable('mails')
      .set({ given_up: new Date(here.world.clock()).toISOString() as never, why: 'It could not be sent.' })
      .where('id', '=', mail_id)
      .execute()
    await here.send()
    here.clock.ahead += DAY
    here.begin()
    await here.send()
    const { text } = await asRead((await here.arrived(3))[2]!)
    expect(text).toContain('Late buses')
    expect(text).not.toContain('Damp flats')
  })
})

describe.each(dialects)('who asks to follow by mail on %s', (dialect) => {
  it('again is told so by mail alone; and no address is asked more than three times a day', async () => {
    const here = await open(dialect)
    await here.follow()
    await here.ask({ cadence: 'weekly', address: 'Ben@South.example' })
    await answerAsks(here.world)
    const again = await asRead((await here.arrived(2))[1]!)
    expect(again.subject).toBe('You follow Hub of northend already')
    for (let i = 0; i < 5; i++) await here.ask({ address: 'cleo@south.example' })
    await answerAsks(here.world)
    await here.quiet()
    const to = here.post.received.map(({ to }) => to[0])
    expect(to.filter((address) => address === 'cleo@south.example')).toHaveLength(3)
    await here.days(1.1)
    await here.ask({ address: 'cleo@south.example' })
    await answerAsks(here.world)
    await here.arrived(6)
  })

  it('twice, and presses both buttons, follows once, as they said last', async () => {
    const here = await open(dialect)
    await here.ask({ cadence: 'weekly' })
    await here.ask({ cadence: 'daily', kinds: ['issues'] })
    await answerAsks(here.world)
    const secrets = (await here.arrived(2)).map((mail) => secretIn(mail, 'confirm'))
    const pressed = await Promise.all(secrets.map((secret) => confirmFollow(here.world, secret)))
    expect(new Set(pressed.map(sure)).size).toBe(1)
    const rows = await here.world.db.selectFrom('digest_follows').selectAll().execute()
    expect(rows).toHaveLength(1)
    const consents = await here.world.db.selectFrom('digest_consents').selectAll().execute()
    expect(consents.filter(({ withdrawn }) => withdrawn === null)).toHaveLength(1)
    expect(consents).toHaveLength(2)
  })

  it('keeps no word of an address in the open: it is sealed, and found again by a mark', async () => {
    const here = await open(dialect)
    await here.follow({ address: 'Ben.Q@South.example' })
    const all = (await everyText(here.world.db)).join('\n')
    expect(all).not.toMatch(/ben\.q|south\.example/i)
    expect(JSON.stringify(here.server.logged)).not.toMatch(/ben\.q|south\.example/i)
    expect(here.server.logged).toBeDefined()
    expect((await here.row()).mark).toMatch(/^[\w-]{43}$/)
  })

  it('and never confirms is erased after seven days, and the link opens nothing then', async () => {
    const here = await open(dialect)
    await here.ask()
    await answerAsks(here.world)
    const secret = secretIn((await here.arrived(1))[0]!, 'confirm')
    here.clock.ahead += 7 * DAY + MINUTE
    expect(await confirmFollow(here.world, secret)).toMatchObject({ refused: expect.any(String) })
    const { eraseWhatIsDue } = await import('../src/members/actions-retention.ts')
    const { offeredBy } = await import('../src/app.ts')
    const { slices } = await import('../src/slices.ts')
    await eraseWhatIsDue(here.world, offeredBy(slices))
    expect(await here.world.db.selectFrom('digest_follows').select('id').execute()).toEqual([])
    expect(await here.world.db.selectFrom('mails').select('id').execute()).toEqual([])
  })
})
