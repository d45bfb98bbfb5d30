import { afterEach, describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import type { MailSettings } from '../src/mail/model.ts'
import { probeMail, probeWays } from '../src/mail/probe.ts'
import { readMailSettings } from '../src/mail/read-settings.ts'
import type { Patience } from '../src/mail/smtp.ts'
import { openMailServer, openOther, type Setup } from './support/mail-server.ts'
import { sure } from './support/people.ts'
import { freePort } from './support/server.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

const world = { config: readConfig({ FOLKMOOT_ORIGIN: 'https://hub.example' }) }
/** For what comes, however slow the machine is; and for what never does. */
const patient: Patience = { connect: 25_000, greeting: 25_000, silence: 25_000, whole: 25_000, stopping: 0 }
const shortly: Patience = { ...patient, greeting: 300, silence: 300 }

const open = async (setup: Setup = {}) => {
  const server = await openMailServer(setup)
  ends.push(server.end)
  return server
}

const other = async (says?: string) => {
  const somebody = await openOther(says)
  ends.push(somebody.end)
  return somebody
}

const probe = (url: string, more: Partial<MailSettings> = {}, patience: Patience = patient) =>
  probeMail(world, { ...sure(readMailSettings({ url, from: 'hub@example.org' })), ...more }, patience)

describe('a mail server that is tried', () => {
  it.each(['starttls', 'at once', 'off'] as const)(
    'is found well with encryption “%s” and a login, and gets no mail',
    async (tls) => {
      const server = await open({ tls, users: { ann: 'right' } })
      const found = await probe(server.url)
      expect(found).toMatchObject({ found: { port: server.port, tls }, trouble: null })
      expect(found.words).toBe(
        `127.0.0.1, port ${server.port}, takes mail from hub@example.org, with the login of ann, ${tls === 'off' ? 'without encryption' : 'encrypted'}.`,
      )
      expect(server.logins).toEqual(['ann'])
      expect(server.received).toEqual([])
    },
  )

  it('is found well where it does not know our own mailbox, or would have it come later: it is asked for others', async () => {
    const server = await open()
    server.manners.to = () => ({ code: 550, says: '5.1.1 no such user' })
    expect((await probe(server.url)).trouble).toBeNull()
    server.manners.to = () => ({ code: 450, says: '4.2.0 greylisted' })
    expect((await probe(server.url)).trouble).toBeNull()
  })

  it('is told by a name of no server', async () => {
    // No name has a part as long as that, so nobody is asked for it.
    const host = `${'mail'.repeat(20)}.example`
    const { words, trouble } = await probe('smtp://x.example', { host })
    expect(trouble).toMatchObject({ what: 'name' })
    expect(words).toBe(`There is no server called ${host}.`)
  })

  it('is told where nobody listens', async () => {
    const port = await freePort()
    expect((await probe(`smtp://127.0.0.1:${port}`)).words).toBe(`Nobody listens at 127.0.0.1, port ${port}.`)
  })

  it.each([
    ['never greets', 'smtp'],
    ['never greets where it should be encrypted at once', 'smtps'],
  ])('is told where it %s', async (_, scheme) => {
    const { port } = await other()
    const { words, trouble } = await probe(`${scheme}://127.0.0.1:${port}`, {}, shortly)
    expect(trouble?.what).toBe('hangs')
    expect(words).toBe(`127.0.0.1, port ${port}, is silent: it was waited for in vain.`)
  })

  it('is told where it falls silent in the middle', async () => {
    const server = await open()
    server.manners.from = () => 'hang'
    expect((await probe(server.url, {}, { ...patient, silence: 300 })).trouble?.what).toBe('hangs')
  })

  it('is told where it would go on for ever word by word', async () => {
    const server = await open()
    server.manners.from = () => 'hang'
    const { trouble } = await probe(server.url, {}, { ...patient, whole: 1000 })
    expect(trouble?.what).toBe('hangs')
  })

  it('is told where its certificate is of another name, and which', async () => {
    const server = await open({ names: ['mail.example.net', 'smtp.example.net'] })
    const { words, trouble } = await probe(server.url)
    expect(trouble?.what).toBe('certificate')
    expect(words).toBe(
      'The server at 127.0.0.1 shows a certificate of another name: mail.example.net, smtp.example.net. Perhaps that is its right name.',
    )
  })

  it.each(['starttls', 'at once'] as const)(
    'is told where it made its certificate itself (%s)',
    async (tls) => {
      const server = await open({ tls, trusted: false, users: { ann: 'right' } })
      const { words, trouble } = await probe(server.url)
      expect(trouble?.what).toBe('certificate')
      expect(words).toContain('it was made by the server itself')
      expect(server.logins).toEqual([])
    },
  )

  it('is told where its certificate has run out', async () => {
    const server = await open({ days: [-30, -1] })
    expect((await probe(server.url)).words).toBe('The certificate of 127.0.0.1 has run out.')
  })

  it('is told where it takes another password, once and not at every port', async () => {
    const server = await open({ users: { ann: 'right' } })
    const { words, trouble } = await probe(server.url, { password: 'wrong' })
    expect(trouble).toMatchObject({ what: 'login', lasting: true })
    expect(words).toBe(`127.0.0.1, port ${server.port}, does not take this name and password (535 5.7.8).`)
    expect(server.logins).toHaveLength(1)
    expect(words).not.toMatch(/wrong|right/)
  })

  it('is told where it knows no logins, and nothing is sent to it without', async () => {
    const server = await open()
    const { trouble } = await probe(server.url, { user: 'ann', password: 'x' })
    expect(trouble?.what).toBe('no login')
  })

  it('is told where it wants a login', async () => {
    const server = await open({ users: { ann: 'right' } })
    expect((await probe(server.url, { user: null, password: null })).trouble?.what).toBe('needs login')
  })

  it.each([
    ['at the sender', 'from', '5.7.1 not yours'],
    ['only at the receiver', 'to', '5.7.1 <hub@example.org>: Sender address rejected: not owned by user ann'],
    ['as a relay', 'to', '5.7.1 <hub@example.org>: Relay access denied'],
  ] as const)('is told where it refuses our address %s', async (_, step, says) => {
    const server = await open()
    server.manners[step] = () => ({ code: 553, says })
    const { words, trouble } = await probe(server.url)
    expect(trouble?.what).toBe('sender')
    expect(words).toBe(`127.0.0.1, port ${server.port}, does not take mail from our address (553 5.7.1).`)
  })

  it('is told where it wants an encryption that it was said not to have', async () => {
    const server = await open()
    const { trouble } = await probe(server.url, { tls: 'off' })
    expect(trouble).toBeNull()
    server.manners.from = () => ({ code: 530, says: '5.7.0 Must issue a STARTTLS command first' })
    expect((await probe(server.url, { tls: 'off' })).trouble?.what).toBe('needs tls')
  })

  it('is told where it has no encryption, and no password goes to it', async () => {
    const server = await open({ tls: 'off', users: { ann: 'right' } })
    const { trouble } = await probe(server.url, { tls: 'starttls' })
    expect(trouble?.what).toBe('no tls')
    expect(server.logins).toEqual([])
    expect((await probe(server.url, { tls: 'at once' })).trouble?.what).toBe('other tls')
  })

  it.each([
    [undefined, 421, 'busy'],
    [undefined, 554, 'turned away'],
  ])('is told where it greets with a no (%#)', async (_, code, what) => {
    const server = await open()
    server.manners.connect = () => ({ code, says: 'go away' })
    expect((await probe(server.url)).trouble?.what).toBe(what)
  })

  it('is told where something else answers there', async () => {
    const { port } = await other('HTTP/1.1 400 Bad Request\r\n\r\n')
    expect((await probe(`smtp://127.0.0.1:${port}`)).trouble).not.toBeNull()
    expect((await probe(`smtps://127.0.0.1:${port}`)).trouble?.what).toBe('other tls')
  })

  it('says of several ports what whoever answered said, and names all that were tried', async () => {
    // The usual ports are tried in their order; nobody listens at them on this machine, or whoever does is no mail server of ours.
    const { tried, found } = await probe('smtp://127.0.0.1')
    expect(found).toBeNull()
    expect(tried.map(({ port, tls }) => [port, tls])).toEqual([
      [587, 'starttls'],
      [465, 'at once'],
      [25, 'starttls'],
    ])
  })

  it('is tried at the next port where nobody answers or the encryption is wrong, and no further once somebody said no', async () => {
    const nobody = await freePort()
    const strange = await open({ names: ['other.example'], users: { ann: 'right' } })
    const right = await open({ users: { ann: 'right' } })
    const after = await open({ users: { ann: 'right' } })
    const ways = [nobody, strange.port, right.port, after.port].map((port) => ({
      port,
      tls: 'starttls' as const,
    }))
    const settings = sure(readMailSettings({ url: right.url, from: 'hub@example.org' }))
    const found = await probeWays(world, settings, ways, patient)
    expect(found).toMatchObject({ found: { port: right.port }, trouble: null })
    expect(found.tried.map(({ trouble }) => trouble?.what)).toEqual(['nobody', 'certificate', undefined])
    const wrong = await probeWays(world, { ...settings, password: 'wrong' }, ways, patient)
    expect(wrong.tried.map(({ trouble }) => trouble?.what)).toEqual(['nobody', 'certificate', 'login'])
    expect(wrong.trouble?.what).toBe('login')
    expect([strange.logins.length, right.logins.length, after.connected()]).toEqual([0, 2, 0])
    expect((await probeWays(world, settings, ways.slice(0, 2), patient)).trouble?.what).toBe('certificate')
    expect((await probeWays(world, settings, ways.slice(0, 1), patient)).trouble?.what).toBe('nobody')
  })

  it('is not waited for once we stop', async () => {
    const { port } = await other()
    const stop = new AbortController()
    const settings = sure(readMailSettings({ url: `smtp://127.0.0.1:${port}`, from: 'hub@example.org' }))
    const probing = probeMail(world, settings, { ...patient, greeting: 60_000, whole: 60_000 }, stop.signal)
    stop.abort()
    expect((await probing).found).toBeNull()
  })
})
