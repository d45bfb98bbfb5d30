import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { mailSettings } from '../src/mail/settings.ts'
import { howMailGoes } from '../src/mail/state.ts'
import { memberCommands } from '../src/members/commands.ts'
import { setUpLink } from '../src/settings/actions-setup.ts'
import { settingsCommands } from '../src/settings/commands.ts'
import { dialects, testWorld } from './support/db.ts'
import { type MailServer, openMailServer } from './support/mail-server.ts'
import { mailTo, startMailed } from './support/mailed.ts'
import { startServer, type TestServer } from './support/server.ts'
import { goThroughSetUp } from './support/set-up.ts'
import { signIn } from './support/sign-in.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function openMail(): Promise<MailServer> {
  const mail = await openMailServer({ users: { ann: 'right' } })
  ends.push(mail.end)
  return mail
}
async function start(dialect: (typeof dialects)[number]): Promise<TestServer> {
  const server = await startServer(dialect, { working: false })
  ends.push(server.end)
  return server
}

/** What is typed of a mail server in this process. */
const typed = (mail: MailServer, more: Record<string, string> = {}) => ({
  ...{ to: 'try', preset: 'own', host: '127.0.0.1', port: String(mail.port), tls: 'starttls' },
  ...{ user: 'ann', password: 'right', from: 'hub@example.org', test: 'ann@mail.example', ...more },
})

const sender =
  (server: TestServer, path: string, fixed: Record<string, string>, cookie = '') =>
  async (fields: Record<string, string>) => {
    const answer = await fetch(server.origin + path, {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ ...fixed, ...fields }) },
      headers: { cookie, origin: server.origin },
    })
    return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() }
  }

describe.each(dialects)('mail in set-up on %s', (dialect) => {
  const begin = async () => {
    const server = await start(dialect)
    const token = new URL((await setUpLink(server.world))!).searchParams.get('token')!
    const look = async () => (await fetch(`${server.origin}/setup?token=${token}&step=mail`)).text()
    return { server, token, look, send: sender(server, '/setup', { token, step: 'mail' }) }
  }
  const answers = {
    name: 'North End',
    place: 'North End',
    level: 'local',
    languages: 'English',
    organiser: 'Ann',
  }
  const finish = (server: TestServer, token: string, skipMail: boolean) =>
    goThroughSetUp(
      (body) =>
        body.get('step') === 'mail' && !skipMail
          ? new Response(null, { status: 303 })
          : fetch(`${server.origin}/setup`, {
              ...{ method: 'POST', redirect: 'manual', body, headers: { origin: server.origin } },
            }),
      token,
      answers,
    )

  it('is left out with one press, and nothing is missing', async () => {
    const { server, token, look, send } = await begin()
    const page = await look()
    expect(page).toContain('Only following by mail is then not offered')
    expect(page.indexOf('Go on without mail')).toBeLessThan(page.indexOf('name="preset"'))
    const { status, to } = await send({})
    expect([status, to]).toEqual([303, expect.stringContaining('step=ready')])
    expect((await finish(server, token, true)).headers.get('location')).toBe('/desk/begin')
    expect(await mailSettings(server.world)).toBeNull()
  })

  it('is kept only once the code of the test mail was typed, which gives whoever sets up their address', async () => {
    const { server, token, look, send } = await begin()
    const mail = await openMail()
    const wrong = await send(typed(mail, { password: 'guessed' }))
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('The mail server does not take this name and password.')
    expect(wrong.text).toContain('Nothing was kept.')
    expect(wrong.text).not.toContain('guessed')
    expect(wrong.text).toContain('value="hub@example.org"')
    expect((await send(typed(mail, { host: '', test: 'nobody' }))).text).toMatch(
      /Say the name of the mail server[\s\S]*That is no mail address/,
    )
    // Port and encryption are found out where nothing is said of them, or it is said that they are not.
    mail.manners.to = () => ({ code: 550, says: '5.1.1 no such user' })
    expect((await send(typed(mail))).text).toContain('The mail server did not take the mail.')
    mail.manners.to = () => undefined
    expect((await send(typed(mail))).status).toBe(303)
    const { code, subject } = await mailTo({ mail }, 'ann@mail.example')
    expect(subject).toBe(`Mail from ${new URL(server.origin).host} arrives`)
    const waits = await look()
    expect(waits).toContain('A test mail is on its way to')
    expect(waits).not.toContain(code)
    expect(await mailSettings(server.world)).toBeNull()
    const other = code === '000000' ? '000001' : '000000'
    expect((await send({ to: 'code', code: other })).text).toContain('That is not the code of the mail')
    expect(await mailSettings(server.world)).toBeNull()
    expect((await send({ to: 'code', code })).to).toContain('step=ready')
    expect((await mailSettings(server.world))?.settings).toMatchObject({ host: '127.0.0.1', port: mail.port })
    expect(await howMailGoes(server.world)).toBe('works')
    expect((await finish(server, token, false)).headers.get('location')).toBe('/desk/begin')
    const people = await server.world.db.selectFrom('people').select(['name', 'address']).execute()
    expect(people).toEqual([{ name: 'Ann', address: 'ann@mail.example' }])
    const kept = JSON.stringify(await server.world.db.selectFrom('settings').selectAll().execute())
    for (const secret of ['right', 'ann@mail.example', code]) expect(kept).not.toContain(`"${secret}"`)
    expect(JSON.stringify(server.logged)).not.toContain('mail.example')
  })

  it('takes five tries of the code, within an hour, and can be begun again', async () => {
    const { server, look, send } = await begin()
    const mail = await openMail()
    const code = async (nth: number) => (await mailTo({ mail }, 'ann@mail.example', nth)).code
    await send(typed(mail))
    const first = await code(0)
    for (let tries = 0; tries < 5; tries++)
      await send({ to: 'code', code: first === '000000' ? '1' : '000000' })
    expect((await send({ to: 'code', code: first })).text).toContain('tried too often')
    await send({ to: 'again' })
    expect(await look()).toContain('name="preset"')
    await send(typed(mail))
    server.clock.ahead += 3_600_001
    expect((await send({ to: 'code', code: await code(1) })).status).toBe(422)
    expect(await mailSettings(server.world)).toBeNull()
  })
})

describe.each(dialects)('mail at the desk on %s', (dialect) => {
  it('is set up, changed and switched off by operators; organisers read how it goes', async () => {
    const server = await start(dialect)
    const { hub } = await server.hub('northend')
    const mail = await openMail()
    const operator = await signIn(server, hub.id, ['operator', 'organiser'], 'Ruth')
    const organiser = await signIn(server, hub.id, ['organiser'], 'Bako')
    const path = '/desk/settings/mail'
    const read = async (cookie: string, at = path) =>
      (await fetch(server.origin + at, { headers: { cookie } })).text()
    const send = sender(server, path, {}, operator)
    expect((await sender(server, path, {}, organiser)(typed(mail))).status).toBe(403)
    expect(await read(organiser, '/desk/settings')).toContain(
      'No mail is set up. Links and codes are shown on the page',
    )
    expect(await read(organiser, '/desk/settings')).not.toContain(path)
    expect(await read(operator, '/desk/settings')).toContain(path)

    await send(typed(mail))
    const { code } = await mailTo({ mail }, 'ann@mail.example')
    expect((await send({ to: 'code', code })).to).toBe(`${path}?done=mail-works`)
    expect(await read(operator)).toContain('Mail works. It goes by 127.0.0.1.')
    expect(await read(operator)).not.toContain('right"')
    // The password need not be typed again; for another name or server it must be.
    expect((await send(typed(mail, { password: '', from: 'other@example.org' }))).status).toBe(303)
    await send({ to: 'code', code: (await mailTo({ mail }, 'ann@mail.example', 1)).code })
    expect((await mailSettings(server.world))?.settings).toMatchObject({
      from: 'other@example.org',
      password: 'right',
    })
    expect((await send(typed(mail, { password: '', host: 'localhost' }))).text).toContain(
      'Say the password that belongs to the name.',
    )
    expect((await send({ to: 'forget' })).to).toBe(`${path}?done=mail-forgotten`)
    expect(await mailSettings(server.world)).toBeNull()
    const log = await read(operator, '/desk/log')
    for (const line of ['Ruth set up mail.', 'Ruth switched mail off.']) expect(log).toContain(line)
  })

  it('is said to stand in the environment, where it does, and is not to be changed there', async () => {
    const server = await startMailed(dialect)
    ends.push(server.end)
    const { hub } = await server.hub('northend')
    const operator = await signIn(server, hub.id, ['operator', 'organiser'], 'Ruth')
    const path = '/desk/settings/mail'
    const read = async () => (await fetch(server.origin + path, { headers: { cookie: operator } })).text()
    const page = await read()
    expect(page).toContain('It is set up in the environment of the server (SMTP_URL)')
    for (const field of ['preset', 'host', 'password']) expect(page).not.toContain(`name="${field}"`)
    const send = sender(server, path, {}, operator)
    // Whatever is sent, what is tried is what stands in the environment.
    await send(typed(server.mail, { host: 'other.example' }))
    const { code } = await mailTo(server, 'ann@mail.example')
    await send({ to: 'code', code })
    const rows = await server.world.db
      .selectFrom('settings')
      .select('key')
      .where('key', '=', 'mail')
      .execute()
    expect(rows).toEqual([])
    expect((await send({ to: 'forget' })).status).toBe(409)
  })
})

describe.each(dialects)('folkmoot setup with mail on %s', (dialect) => {
  const folkmoot = async (world: TestServer['world'], ...words: string[]) => {
    const program = new Command('folkmoot').exitOverride()
    memberCommands(program, (work) => work(world))
    settingsCommands(program, (work) => work(world))
    const lines: string[] = []
    const spy = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)))
    try {
      await program.parseAsync(words, { from: 'user' })
      return lines.join('\n')
    } finally {
      spy.mockRestore()
    }
  }

  it('founds nothing while the mail server does not take our mail, and keeps it where it does', async () => {
    const tested = await testWorld(dialect)
    ends.push(tested.close)
    const mail = await openMail()
    const folder = mkdtempSync(join(tmpdir(), 'folkmoot-mail-'))
    ends.push(async () => rmSync(folder, { recursive: true }))
    const file = join(folder, 'password')
    const setup = (...more: string[]) =>
      folkmoot(
        tested.world,
        'setup',
        '--name',
        'North End',
        '--theme',
        'energy',
        '--organiser',
        'Ann',
        ...more,
      )
    const by = ['--mail', `smtp://ann@127.0.0.1:${mail.port}`, '--mail-password-file', file]
    writeFileSync(file, 'wrong\n')
    await expect(setup(...by, '--mail-from', 'hub@example.org')).rejects.toThrow(
      /does not take this name and password.* Nothing was founded\.$/,
    )
    await expect(setup('--mail-from', 'hub@example.org')).rejects.toThrow('Say which mail server it is')
    expect(await tested.world.db.selectFrom('hubs').select('id').execute()).toEqual([])
    writeFileSync(file, 'right\n')
    expect(await setup(...by, '--mail-from', 'hub@example.org')).toContain('North End is @')
    expect(await howMailGoes(tested.world)).toBe('works')
    // By then it is a matter of operators.
    await expect(setup('--mail', 'smtp://other.example:587', '--mail-from', 'a@b.example')).rejects.toThrow(
      'set up already',
    )
    expect((await mailSettings(tested.world))?.settings.host).toBe('127.0.0.1')
    const invited = await folkmoot(
      ...([tested.world, 'user', 'invite', '--role', 'note-taker', '--as', 'Ann'] as const),
      ...['--mail', 'bea@mail.example', '--language', 'fr'],
    )
    expect(invited).toContain('/enter/')
    const rows = await tested.world.db.selectFrom('mails').select('kind').execute()
    expect(rows).toEqual([{ kind: 'invitation' }])
  })
})
