import { expect, it } from 'vitest'
import { BadConfig, readConfig } from './config.ts'

const complaintsAbout = (env: Record<string, string>): string[] => {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (error instanceof BadConfig) return error.complaints
    throw error
  }
}

it('a server without any setting is a trial on this machine', () => {
  expect(readConfig({})).toMatchObject({
    origin: 'http://localhost:3000',
    trial: true,
    privatePeers: true,
    federation: true,
    databaseUrl: null,
  })
})

it('says everything that is wrong with the settings at once, each with an example', () => {
  const complaints = complaintsAbout({
    PORT: 'eighty',
    FOLKMOOT_ORIGIN: 'hub.example/folkmoot',
    FOLKMOOT_LOG: 'loud',
    FOLKMOOT_ORIGN: 'https://hub.example',
    DATABASE_URL: 'mysql://localhost/folkmoot',
    FOLKMOOT_SECRET: 'x'.repeat(32),
    FOLKMOOT_SECRET_FILE: '/run/secrets/folkmoot',
  })
  expect(complaints).toHaveLength(6)
  expect(complaints[0]).toContain('FOLKMOOT_ORIGN is not a setting of Folkmoot')
  for (const example of [
    'PORT=3000',
    'FOLKMOOT_ORIGIN=https://hub.example',
    'FOLKMOOT_LOG=info',
    'PORT is not usable (must be the number of a port).',
    'must be debug, info, warning or error',
    'DATABASE_URL=postgres://',
  ])
    expect(complaints.join('\n')).toContain(example)
})

it('minds no setting of others', () => {
  expect(complaintsAbout({ HOME: '/home/ann', FOLK: 'tales' })).toEqual([])
})

it('refuses peers on this machine to a server with an https origin', () => {
  const env = { FOLKMOOT_ORIGIN: 'https://hub.example', FOLKMOOT_ALLOW_PRIVATE_PEERS: 'on' }
  expect(complaintsAbout(env)).toEqual([expect.stringContaining('may not use it')])
})

it('refuses a public origin without https', () => {
  expect(complaintsAbout({ FOLKMOOT_ORIGIN: 'http://hub.example' })).toEqual([
    expect.stringContaining('FOLKMOOT_ORIGIN=https://hub.example'),
  ])
})

it('refuses an origin with a path, which ids could not carry', () => {
  expect(complaintsAbout({ FOLKMOOT_ORIGIN: 'https://example.org/hub' })).toHaveLength(1)
})

it('takes an empty setting for none', () => {
  expect(readConfig({ DATABASE_URL: '', FOLKMOOT_ORIGIN: '' }).databaseUrl).toBeNull()
})

it('reads by which server mail goes and from which address, which is most often the name one logs in with', () => {
  const server = { host: 'mail.example.org', port: 587, tls: 'starttls', password: 'x' }
  expect(readConfig({}).mail).toBeNull()
  expect(readConfig({ SMTP_URL: 'smtp://ann@example.org:x@mail.example.org:587' }).mail).toEqual({
    ...{ ...server, user: 'ann@example.org', from: 'ann@example.org' },
  })
  const told = { SMTP_URL: 'smtp://key:x@mail.example.org:587', FOLKMOOT_MAIL_FROM: 'hub@Example.org' }
  expect(readConfig(told).mail).toEqual({ ...server, user: 'key', from: 'hub@example.org' })
})

it('complains of mail that is only half set up, and never says the password', () => {
  const half = { SMTP_URL: 'smtp://key:secret@mail.example.org:587' }
  expect(complaintsAbout(half)).toEqual([expect.stringContaining('FOLKMOOT_MAIL_FROM=hub@example.org')])
  expect(complaintsAbout({ FOLKMOOT_MAIL_FROM: 'hub@example.org' })).toEqual([
    expect.stringContaining('SMTP_URL=smtp://'),
  ])
  const nameOnly = { SMTP_URL: 'smtp://ann@example.org@mail.example.org:587' }
  expect(complaintsAbout(nameOnly)).toEqual([expect.stringContaining('a name but no password')])
  const broken = { SMTP_URL: 'smtp://key:secret@mail.example.org:587/x', FOLKMOOT_MAIL_FROM: 'hub' }
  expect(complaintsAbout(broken)).toEqual([
    expect.stringContaining('SMTP_URL is not usable (must end after the port'),
    expect.stringContaining('FOLKMOOT_MAIL_FROM is not usable (must be one name, an @ and a domain'),
  ])
  expect(complaintsAbout({ ...half, ...broken }).join()).not.toContain('secret')
})
