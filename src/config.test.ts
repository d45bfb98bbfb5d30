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
