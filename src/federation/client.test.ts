import { afterAll, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { openClient } from './client.ts'

const client = openClient(readConfig({ FOLKMOOT_ORIGIN: 'https://hub.example' }))
afterAll(() => client.close())

const inVain = (address: string) =>
  client.get(`https://${address.includes(':') ? `[${address}]` : address}/`, {}).then(
    () => 'it was reached',
    (error: Error) => error.message,
  )

it.each([
  ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '169.254.169.254', '172.16.0.1', '192.168.1.1'],
  ...['198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '192.0.2.1'],
  ...['::', '::ffff:127.0.0.1', '::ffff:a00:1', '64:ff9b::a00:1', '2002:7f00:1::', '100::1'],
  ...['fe80::1', 'fec0::1', 'fc00::1', 'fd00::1', 'ff02::1', '2001:0:7f00:1::'],
])('a public server does not reach %s', async (address) => {
  expect(await inVain(address)).toBe('it leads to an address that is not public')
})

it.each(['127.0.0.1', '127.1', '2130706433', '::1', 'localhost', 'hub.localhost'])(
  'a public server does not reach itself as %s',
  async (address) => {
    expect(await inVain(address)).toBe('it is an address of this machine')
  },
)
