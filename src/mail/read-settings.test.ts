import { describe, expect, it } from 'vitest'
import { presets } from './presets.ts'
import { readMailSettings } from './read-settings.ts'

const login = { user: 'ann@example.org', password: 'secret' }

describe('settings of mail as somebody types them', () => {
  it.each([
    [
      { url: 'smtp://ann%40example.org:secret@mail.example.org' },
      { host: 'mail.example.org', port: null, tls: null },
    ],
    [
      { url: 'smtps://ann%40example.org@mail.example.org', password: 'secret' },
      { host: 'mail.example.org', port: 465, tls: 'at once' },
    ],
    [
      { preset: 'gmail', ...login },
      { host: 'smtp.gmail.com', port: 465, tls: 'at once' },
    ],
    [
      { preset: 'Gmail', port: '587', ...login },
      { host: 'smtp.gmail.com', port: 587, tls: 'starttls' },
    ],
    [
      { preset: 'ses', host: ' Email-SMTP.eu-west-1.amazonaws.com ', ...login },
      { host: 'email-smtp.eu-west-1.amazonaws.com', port: 587, tls: 'starttls' },
    ],
    [
      { host: 'mail.example.org', ...login },
      { host: 'mail.example.org', port: null, tls: null },
    ],
    [
      { host: 'mail.example.org', port: '465', ...login },
      { host: 'mail.example.org', port: 465, tls: 'at once' },
    ],
    [
      { host: 'mail.example.org', tls: 'starttls', ...login },
      { host: 'mail.example.org', port: 587, tls: 'starttls' },
    ],
    [
      { host: 'localhost', tls: 'off', ...login },
      { host: 'localhost', port: 25, tls: 'off' },
    ],
    [
      { host: '[::1]', port: '2525', ...login },
      { host: '::1', port: 2525, tls: 'starttls' },
    ],
  ])('are read from %j', (typed, read) => {
    expect(readMailSettings(typed)).toEqual({ ...read, ...login, from: 'ann@example.org' })
  })

  it('say from which address mail comes, where the name is none', () => {
    const typed = { host: 'relay.example.org', tls: 'off' }
    expect(readMailSettings({ ...typed, from: 'Hub@Example.org' })).toMatchObject({
      from: 'Hub@example.org',
      user: null,
    })
    expect(readMailSettings(typed)).toMatchObject({
      field: 'from',
      refused: 'Say which address mail comes from, as in hub@example.org.',
    })
  })

  it.each([
    [{ url: 'http://mail.example.org' }, 'url', /must begin with smtp/],
    [{ preset: 'hotmail', ...login }, 'preset', /none of gmail, fastmail/],
    [{ preset: 'ses', ...login }, 'host', /email-smtp\.REGION/],
    [{ ...login }, 'host', /Say the name of the mail server/],
    [{ host: 'mail example', ...login }, 'host', /name of the mail server/],
    [{ host: 'mail.example.org', port: 'x', ...login }, 'port', /a number from 1 to 65535/],
    [{ host: 'mail.example.org', port: '0', ...login }, 'port', /a number from 1/],
    [{ host: 'mail.example.org', tls: 'ssl', ...login }, 'tls', /“at once”/],
    [{ host: 'mail.example.org', user: 'ann@example.org' }, 'password', /password that belongs/],
    [{ host: 'mail.example.org', password: 'secret', from: 'a@b.example' }, 'user', /name that belongs/],
    [{ host: 'mail.example.org', tls: 'off', ...login }, 'tls', /without encryption/],
    [
      { host: 'mail.example.org', ...login, from: 'ann' },
      'from',
      /The address that mail comes from is not usable/,
    ],
  ])('that cannot be used are named by their field: %j', (typed, field, why) => {
    const read = readMailSettings(typed)
    expect(read).toMatchObject({ field, key: `mail.wrong-${field}`, refused: expect.stringMatching(why) })
    expect(JSON.stringify(read)).not.toContain('secret')
  })

  it('know every preset by itself, each with a word of what to type', () => {
    expect(new Set(presets.map(({ key }) => key)).size).toBe(presets.length)
    for (const { key, host, hint } of presets) {
      const read = readMailSettings({ preset: key, ...login, ...(host ? {} : { host: 'mail.example.org' }) })
      expect(read).toMatchObject({ host: host ?? 'mail.example.org' })
      expect(hint).toMatch(/^[A-Z].*\.$/)
    }
  })
})
