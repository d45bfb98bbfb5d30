import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../src/db/index.ts'
import { HOUR, MINUTE } from '../src/lib/time.ts'
import type { NewMail } from '../src/mail/model.ts'
import { enqueueMailIn } from '../src/mail/outbox.ts'
import { dialects } from './support/db.ts'
import { aMail, type MailOffice, mailWorld, openMailOffice } from './support/mail.ts'
import { headerOf, type Received, readMime, type Turn } from './support/mail-server.ts'

describe.each(dialects)('a mail that arrives on %s', (dialect) => {
  let tested: Awaited<ReturnType<typeof mailWorld>>
  let here: MailOffice
  beforeAll(async () => {
    tested = await mailWorld(dialect)
    here = await openMailOffice(tested)
  })
  afterEach(() => {
    here.server.received.length = 0
    here.server.manners.to = () => undefined
    here.server.manners.data = () => undefined
  })
  afterAll(async () => {
    await here.end()
    await tested.close()
  })

  /** A mail as it comes to whom it is for. */
  const sent = async (mail: Partial<NewMail>): Promise<Received> => {
    const before = here.server.received.length
    await here.post(mail)
    return (await here.arrived(before + 1))[before]!
  }

  it('says who sends it, to whom, when, in which language, that no person wrote it, and where an answer goes', async () => {
    const id = '0193-invitation'
    const mail = await sent({ id, replyTo: 'ann@north.example', language: 'cy' })
    const header = (name: string) => headerOf(mail, name)
    expect(header('From')).toEqual(['North End <hub@example.org>'])
    expect(header('To')).toEqual(['ben@south.example'])
    expect(header('Reply-To')).toEqual(['ann@north.example'])
    expect(header('Subject')).toEqual(['Come to the hall'])
    expect(header('Message-ID')).toEqual([`<${id}@hub.example>`])
    expect(header('Date')).toEqual(['Sun, 01 Nov 2026 10:00:00 +0000'])
    expect(header('Content-Language')).toEqual(['cy'])
    expect(header('Auto-Submitted')).toEqual(['auto-generated'])
    expect(header('X-Auto-Response-Suppress')).toEqual(['OOF, AutoReply'])
    expect(header('MIME-Version')).toEqual(['1.0'])
    for (const absent of ['Cc', 'Bcc', 'Sender', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'X-Mailer'])
      expect(header(absent)).toEqual([])
  })

  it('has a text part and an HTML part that say the same', async () => {
    const mail = await sent({
      body: [
        { paragraph: 'Your code:' },
        { code: '314159' },
        { button: 'Sign in', href: 'https://hub.example/in' },
      ],
    })
    expect(headerOf(mail, 'Content-Type')[0]).toMatch(/^multipart\/alternative/)
    const { text, html, attachments } = await readMime(mail)
    expect(text!.trim()).toBe('Your code:\n\n    314159\n\nSign in:\nhttps://hub.example/in')
    expect(html).toContain('<strong>314159</strong>')
    expect(html).toMatch(/<a href="https:\/\/hub\.example\/in" [^>]*>Sign in<\/a>/)
    expect(attachments).toEqual([])
  })

  it.each([
    [
      'ar',
      'مركز الحي الشمالي',
      'تعالوا إلى القاعة يوم الجمعة، فلدينا ما نقرّره معًا بشأن الإيجارات والحافلات في الحي',
      'الجمعة في السابعة مساءً',
    ],
    [
      'cy',
      'Tŷ’r Gymdeithas',
      'Dewch i’r neuadd nos Wener – mae gennym benderfyniad i’w wneud am y rhent',
      'Nos Wener am saith o’r gloch, ŵyr pawb ble',
    ],
    [
      'en',
      '"North" <End>, Hub & Co.; (all)',
      `Is it =?utf-8?q?true=3F?= that “this” arrives, ${'word after word '.repeat(8)}`,
      'Yes = it does, =20 and all',
    ],
  ])('arrives in %s as it was written', async (language, from, subject, paragraph) => {
    const mail = await sent({
      language,
      from,
      subject,
      body: [{ paragraph }, { button: paragraph, href: 'https://hub.example/a' }],
    })
    const read = await readMime(mail)
    expect(read.subject).toBe(subject.trim())
    expect(read.from).toEqual({ name: from, address: 'hub@example.org' })
    expect(read.to).toEqual([{ name: '', address: 'ben@south.example' }])
    expect(read.text!.trim()).toBe(`${paragraph}\n\n${paragraph}:\nhttps://hub.example/a`)
    expect(read.html).toContain(paragraph.replaceAll('"', '&quot;'))
    expect(read.html).toContain(`lang="${language}"`)
    // All of it is ASCII, so that no server on the way can spoil it.
    expect(mail.raw).toMatch(/^\p{ASCII}*$/u)
  })

  it('to a domain in other letters goes by its name in ASCII', async () => {
    const mail = await sent({ to: 'ben@dŵr.cymru' })
    expect(headerOf(mail, 'To')).toEqual(['ben@xn--dr-bva.cymru'])
    // As the server shows it to itself.
    expect(mail.to).toEqual(['ben@dŵr.cymru'])
  })

  it('has no line longer than a mail may have, and begins no line in a way that ends it', async () => {
    const long = `${'a'.repeat(5000)} ${'word '.repeat(3000)}\n.\n..\n.hidden\nFrom here\r\n.\r\nQUIT`
    const mail = await sent({
      body: [
        { paragraph: long },
        { link: 'x'.repeat(3000), href: `https://hub.example/${'y'.repeat(1900)}` },
      ],
    })
    for (const line of mail.raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
    expect(mail.raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    const { text } = await readMime(mail)
    expect(text).toContain('\n.\n..\n.hidden\nFrom here\n.\nQUIT')
    expect(text).toContain('a'.repeat(5000))
  })

  it('can be ended with one click, where the caller says how', async () => {
    const href = `https://hub.example/mails/stop?of=${'0193aa'.repeat(40)}&kind=digest`
    const mail = await sent({ unsubscribe: { href, words: 'No more mails like this' } })
    expect(headerOf(mail, 'List-Unsubscribe')).toEqual([`<${href}>`])
    expect(headerOf(mail, 'List-Unsubscribe-Post')).toEqual(['List-Unsubscribe=One-Click'])
    const { text, html } = await readMime(mail)
    expect(text).toContain(`No more mails like this: ${href}`)
    expect(html).toContain(`<a href="${href.replace('&', '&amp;')}">No more mails like this</a>`)
    // Over http nobody could be sure who is asked, so the click is left to the reader.
    const open = await sent({ unsubscribe: { href: 'http://localhost:3000/stop', words: 'Stop' } })
    expect(headerOf(open, 'List-Unsubscribe')).toEqual(['<http://localhost:3000/stop>'])
    expect(headerOf(open, 'List-Unsubscribe-Post')).toEqual([])
  })

  it('has the headers that we write and no other, whatever somebody puts into name, subject, text and links', async () => {
    const nasty = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom('North End', 'Tŷ’r Gymdeithas', 'a: b; c', '<b>', '"', "o'neill"),
      },
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('x\r\nBcc: eve@evil.example', 'x\nBcc: eve@evil.example', 'x\rBcc: eve@evil.example'),
      fc.constantFrom(
        'eve@evil.example',
        '"<eve@evil.example>',
        'x\u2028Bcc: eve',
        '=?utf-8?q?=0D=0ABcc:eve?=',
        'a, eve@evil.example',
      ),
    )
    const mails = fc.record({
      from: nasty,
      subject: nasty,
      text: nasty,
      replyTo: nasty,
      to: nasty,
      stop: nasty,
    })
    let [went, refused] = [0, 0]
    await fc.assert(
      fc.asyncProperty(mails, async ({ from, subject, text, replyTo, to, stop }) => {
        const receiver = to.includes('\n') ? to : `ben@south.example${to.includes('@') ? to : ''}`
        const mail = {
          ...{ ...aMail, from, subject, replyTo, to: receiver },
          body: [{ paragraph: `So: ${text}` }],
          unsubscribe: { href: `https://hub.example/${stop}`, words: `${text}.` },
        }
        const answer = await inTransaction(here.world.db, (tx) => enqueueMailIn(tx, here.world, mail))
        if ('refused' in answer) return void refused++
        went++
        here.world.pulse.beat('queue mail')
        const [arrived] = await here.arrived(1)
        expect(arrived!.to).toEqual(['ben@south.example'])
        const head = arrived!.raw.slice(0, arrived!.raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
        const names = head.split('\r\n').map((line) => /^([A-Za-z-]+): ?/.exec(line)?.[1])
        expect(names.filter((name) => name !== 'Reply-To').toSorted()).toEqual(ourHeaders)
        expect(headerOf(arrived!, 'To')).toEqual(['ben@south.example'])
        expect((await readMime(arrived!)).from?.address).toBe('hub@example.org')
        here.server.received.length = 0
      }),
      { numRuns: 60 },
    )
    expect(went).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
  })

  it('is for one receiver and nobody else, however many go at once and whatever the server does', async () => {
    const people = Array.from({ length: 12 }, (_, i) => `p${i}@south.example`)
    const chances = fc.sample(
      fc.constantFrom<Turn>(undefined, undefined, 'drop', { code: 450, says: 'later' }),
      400,
    )
    const chance = () => chances.pop()
    here.server.manners.to = chance
    here.server.manners.data = chance
    const ids = await inTransaction(here.world.db, async (tx) => {
      const ids: string[] = []
      for (let i = 0; i < 40; i++) {
        const to = people[(i * 7) % people.length]!
        const answer = await enqueueMailIn(tx, here.world, {
          ...aMail,
          to,
          subject: `Only for ${to}, no. ${i}`,
        })
        ids.push((answer as { mail: string }).mail)
      }
      return ids
    })
    for (let turn = 0; turn < 60; turn++) {
      await here.nothingInHand()
      here.forward(3 * MINUTE)
    }
    // Whoever had bad luck often waits for hours.
    here.server.manners.to = () => undefined
    here.server.manners.data = () => undefined
    for (let turn = 0; turn < 4; turn++) {
      await here.nothingInHand()
      here.forward(5 * HOUR)
    }
    await here.nothingInHand()
    expect(here.server.received).toHaveLength(ids.length)
    for (const mail of here.server.received) {
      expect(mail.to).toHaveLength(1)
      expect(headerOf(mail, 'To')).toEqual([...mail.to])
      expect(headerOf(mail, 'Cc').concat(headerOf(mail, 'Bcc'))).toEqual([])
      expect((await readMime(mail)).subject).toContain(`Only for ${mail.to[0]},`)
      for (const other of people) if (other !== mail.to[0]) expect(mail.raw).not.toContain(other)
    }
    const arrived = here.server.received.map((mail) => headerOf(mail, 'Message-ID')[0])
    expect(arrived.toSorted()).toEqual(ids.map((id) => `<${id}@hub.example>`).toSorted())
  }, 120_000)
})

const ourHeaders = [
  'Auto-Submitted',
  'Content-Language',
  'Content-Type',
  'Date',
  'From',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'MIME-Version',
  'Message-ID',
  'Subject',
  'To',
  'X-Auto-Response-Suppress',
]
