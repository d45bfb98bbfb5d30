import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { dialects } from '../../test/support/db.ts'
import { type MailOffice, mailWorld, openMailOffice } from '../../test/support/mail.ts'
import { foundHub, sure } from '../../test/support/people.ts'
import { freePort } from '../../test/support/server.ts'
import { addPerson } from '../members/actions.ts'
import { mailCommands } from './commands-mail.ts'

const folder = mkdtempSync(join(tmpdir(), 'folkmoot-mail-'))
afterAll(() => rmSync(folder, { recursive: true }))
const passwordFile = (password: string) => {
  writeFileSync(join(folder, 'password'), `${password}\n`)
  return join(folder, 'password')
}

describe.each(dialects)('folkmoot mail on %s', (dialect) => {
  let tested: Awaited<ReturnType<typeof mailWorld>>
  let here: MailOffice
  beforeAll(async () => {
    tested = await mailWorld(dialect)
    const { hub, who } = await foundHub(tested.world, 'northend')
    sure(await addPerson(tested.world, who, { hub: hub.id, name: 'Ben', roles: ['organiser'] }))
    here = await openMailOffice(tested, { setup: { users: { ann: 'right' } }, working: false })
    await folkmoot('forget', ...asAmina)
  })
  afterEach(async () => {
    here.server.received.length = 0
    here.server.manners.to = () => undefined
    await tested.world.db.deleteFrom('settings').where('key', 'in', ['mail', 'mail-state']).execute()
  })
  afterAll(async () => {
    await here.end()
    await tested.close()
  })

  async function folkmoot(...words: string[]): Promise<string> {
    const program = new Command('folkmoot').exitOverride().configureOutput({ writeErr: () => {} })
    mailCommands(program, (work) => work(tested.world))
    for (const command of program.commands[0]!.commands)
      command.exitOverride().configureOutput({ writeErr: () => {} })
    const lines: string[] = []
    const spy = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)))
    try {
      await program.parseAsync(['mail', ...words], { from: 'user' })
      return lines.join('\n')
    } finally {
      spy.mockRestore()
    }
  }
  const asAmina = ['--as', 'Amina'] as const
  const set = (...words: string[]) =>
    folkmoot(
      'set',
      here.server.url.replace('ann:right@', ''),
      '--from',
      'hub@example.org',
      ...words,
      ...asAmina,
    )
  const login = () => ['--user', 'ann', '--password-file', passwordFile('right')]

  it('says that there is none, and that nothing depends on it', async () => {
    expect(await folkmoot('status')).toBe(
      'No mail is set up. Everything works without it: what would be mailed is shown on the page instead.',
    )
    expect(JSON.parse(await folkmoot('status', '--json'))).toMatchObject({
      is: 'none',
      server: null,
      waiting: 0,
    })
    await expect(folkmoot('test', 'ann@example.org')).rejects.toThrow('This server has no mail set up.')
    await expect(folkmoot('forget', ...asAmina)).rejects.toThrow('This server has no mail set up.')
  })

  it('tries a server, keeps it where it takes our mail, tries whether mail arrives, and forgets it again', async () => {
    expect(await set(...login())).toBe(
      `127.0.0.1, port ${here.server.port}, takes mail from hub@example.org, with the login of ann, encrypted.`,
    )
    expect(await folkmoot('status')).toBe(
      `Mail works since 2026-11-01 10:00 UTC: it goes by 127.0.0.1, port ${here.server.port}, from hub@example.org.\nNo mail waits.`,
    )
    expect(await folkmoot('test', 'ann@example.org')).toMatch(
      /^127\.0\.0\.1 has taken a mail to ann@example\.org/,
    )
    expect(here.server.received).toHaveLength(1)
    expect(await folkmoot('forget', ...asAmina)).toBe(
      'No mail is set up any more. Everything works without it.',
    )
    expect(await folkmoot('status')).toMatch(/^No mail is set up/)
  })

  it('keeps nothing where the server does not take our mail, and says why; unless it is to be kept anyway', async () => {
    const wrong = ['--user', 'ann', '--password-file', passwordFile('wrong')]
    await expect(set(...wrong)).rejects.toThrow(
      /does not take this name and password \(535 5\.7\.8\)\. Nothing was kept\.$/,
    )
    expect(await folkmoot('status')).toMatch(/^No mail is set up/)
    expect(await set(...wrong, '--anyway')).toMatch(/does not take this name and password/)
    expect(await folkmoot('status')).toMatch(
      /^Mail is in trouble since 2026-11-01 10:00 UTC\. .* does not take this name/,
    )
    const port = await freePort()
    const json = folkmoot('set', `smtp://127.0.0.1:${port}`, '--from', 'a@b.example', '--json', ...asAmina)
    await expect(json).rejects.toThrow('Nobody listens')
    await expect(folkmoot('test', 'ann@example.org')).rejects.toThrow(/does not take this name and password/)
  })

  it('is for operators', async () => {
    const ben = ['--as', 'Ben']
    for (const words of [
      ['set', here.server.url, ...ben],
      ['forget', ...ben],
      ['retry', ...ben],
    ])
      await expect(folkmoot(...words)).rejects.toThrow(
        'Only an operator of this server may do this, and Ben is none.',
      )
    await expect(folkmoot('set', here.server.url)).rejects.toThrow(/required option '--as/)
  })

  it('says what is wrong with what was typed, in one sentence and without the password', async () => {
    await expect(folkmoot('set', 'smtp://ann:secret@x:1/y', ...asAmina)).rejects.toThrow(
      /^The address of the mail server must end after the port/,
    )
    await expect(folkmoot('set', '--preset', 'ses', ...asAmina)).rejects.toThrow(
      /^Say the name of the mail server\./,
    )
    await expect(folkmoot('set', ...asAmina)).rejects.toThrow(/^Say the name of the mail server\./)
    await expect(set('--password-file', join(folder, 'nowhere'))).rejects.toThrow(
      /^There is no file .*nowhere that can be read\.$/,
    )
    await expect(set('--tls', 'ssl')).rejects.toThrow(/at-once, starttls, off/)
  })

  it('lists what waits and what was given up, with reasons and nothing private, and takes it up again', async () => {
    await set(...login())
    here.server.manners.to = (address) =>
      address.startsWith('ben') ? { code: 550, says: '5.1.1 <ben@south.example> unknown' } : undefined
    const given = await here.post({ kind: 'sign-in' })
    here.begin()
    await here.tried(given, 1)
    await here.halt()
    await here.post({ to: 'cleo@south.example' })
    const said = await folkmoot('status')
    expect(said.split('\n')).toEqual([
      expect.stringMatching(/^Mail works since/),
      '1 mail waits, since 2026-11-01 10:00 UTC; nothing is lost for three days.',
      '1 mail was given up in the last seven days. What can be sent after all is taken up again by: folkmoot mail retry --as SOMEBODY',
      '- sign-in, 2026-11-01 10:00 UTC: There is no such mailbox (550 5.1.1).',
    ])
    expect(said + (await folkmoot('status', '--json'))).not.toMatch(/ben@|south|hall|right/)
    here.server.manners.to = () => undefined
    expect(await folkmoot('retry', ...asAmina)).toBe('Taken up again: 1.')
    expect(await folkmoot('retry', ...asAmina)).toBe('There was nothing to take up again.')
    here.begin()
    await here.arrived(2)
    await here.halt()
  })

  it('lists the providers that need not be described', async () => {
    expect(await folkmoot('presets')).toMatch(/^gmail {2}Gmail\. .*app password/m)
    expect(JSON.parse(await folkmoot('presets', '--json'))).toContainEqual(
      expect.objectContaining({ key: 'posteo', host: 'posteo.de' }),
    )
  })
})
